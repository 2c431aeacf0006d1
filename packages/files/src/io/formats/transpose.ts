import { sizeOf } from '@isthmus/contract/parameters';
import type { NumericArray } from './numeric-array.js';

/** Row-major data of `shape` with its axes in another order: axis i of the result is axis `order[i]`. */
export function transpose<T extends NumericArray>(
  data: T,
  shape: readonly number[],
  order: readonly number[],
): T {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const sizes = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const out = data.slice() as T;
  const index = new Array<number>(sizes.length).fill(0);
  for (let at = 0, from = 0; at < out.length; at++) {
    out[at] = data[from]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < sizes[axis]!) break;
      from -= steps[axis]! * sizes[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
