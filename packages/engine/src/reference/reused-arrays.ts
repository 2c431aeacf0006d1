/**
 * Arrays that are used again from call to call: for a small network, making them anew would take
 * longer than the arithmetic. What is taken holds old numbers and is valid until the next taking of
 * its place.
 */
export interface ReusedArrays {
  take(place: number, length: number): Float64Array;
}

/** Arrays that grow with what is asked of it. */
export function createReusedArrays(): ReusedArrays {
  const held: Float64Array[] = [];
  return {
    take(place, length) {
      const array = held[place];
      if (array !== undefined && array.length === length) return array;
      if (array !== undefined && array.length > length) return array.subarray(0, length);
      return (held[place] = new Float64Array(length));
    },
  };
}

/** What the passes over a block keep apart: one array per slot (or leaf) in each. */
export interface ReferenceWorkspace {
  readonly weights: ReusedArrays;
  readonly direction: ReusedArrays;
  readonly values: ReusedArrays;
  readonly factors: ReusedArrays;
  readonly slopes: ReusedArrays;
  readonly tangents: ReusedArrays;
  readonly rates: ReusedArrays;
  readonly bends: ReusedArrays;
}

/** An empty workspace. */
export function createWorkspace(): ReferenceWorkspace {
  return {
    weights: createReusedArrays(),
    direction: createReusedArrays(),
    values: createReusedArrays(),
    factors: createReusedArrays(),
    slopes: createReusedArrays(),
    tangents: createReusedArrays(),
    rates: createReusedArrays(),
    bends: createReusedArrays(),
  };
}
