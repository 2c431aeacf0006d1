import { leafOf, type Leaf, type Params } from '@isthmus/contract/parameters';

/** Parameters in the making. */
interface GrowingParams {
  /** A new leaf of that name with the shape of `like`; the caller fills in its numbers. */
  grow(name: string, like: Leaf): Float32Array;
  /** The parameters, with the leaves in the order in which they were asked for. */
  done(): Params;
}

/**
 * Begins new parameters. An update goes over the leaves once and fills in the leaves of all its
 * results side by side, which for small networks takes half the time of making them one by one.
 */
export function growParams(): GrowingParams {
  const leaves: [name: string, leaf: Leaf][] = [];
  return {
    grow(name, { shape, data }) {
      const grown = new Float32Array(data.length);
      leaves.push([name, { shape, data: grown }]);
      return grown;
    },
    done: () => Object.fromEntries(leaves),
  };
}

/** The numbers of one leaf. @throws `parameters/missing` when there is no leaf of that name */
export function dataOf(params: Params, name: string): Float32Array {
  return leafOf(params, name).data;
}
