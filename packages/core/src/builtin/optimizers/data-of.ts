import { leafOf, type Params } from '../../parameters/parameters.js';

/** The numbers of one leaf. @throws `parameters/missing` when there is no leaf of that name */
export function dataOf(params: Params, name: string): Float32Array {
  return leafOf(params, name).data;
}
