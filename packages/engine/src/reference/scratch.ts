/**
 * Arrays that are used again from call to call: for a small network, making them anew would take
 * longer than the arithmetic. What is taken holds old numbers and is valid until the next taking of
 * its place.
 */
export interface Scratch {
  take(place: number, length: number): Float64Array;
}

/** Scratch that grows with what is asked of it. */
export function createScratch(): Scratch {
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
export interface Workspace {
  readonly weights: Scratch;
  readonly direction: Scratch;
  readonly values: Scratch;
  readonly factors: Scratch;
  readonly slopes: Scratch;
  readonly tangents: Scratch;
  readonly rates: Scratch;
  readonly bends: Scratch;
}

/** An empty workspace. */
export function createWorkspace(): Workspace {
  return {
    weights: createScratch(),
    direction: createScratch(),
    values: createScratch(),
    factors: createScratch(),
    slopes: createScratch(),
    tangents: createScratch(),
    rates: createScratch(),
    bends: createScratch(),
  };
}
