/**
 * First-order forms of a block of numbers: entry i is `c[i] + s[i] tau + e` with some `|e| <= r[i]`, for every
 * tau in [-1, 1], which stands for t in `[middle - half, middle + half]`.
 */
export interface FormBlock {
  readonly c: Float64Array;
  readonly s: Float64Array;
  readonly r: Float64Array;
  /** `c` and then `s` in one array, of which those are views: what is linear takes both at once. */
  readonly both: Float64Array;
}

/** Forms of so many entries, all 0. */
export function formBlock(length: number): FormBlock {
  const both = new Float64Array(2 * length);
  const [c, s] = [both.subarray(0, length), both.subarray(length)];
  return { c, s, r: new Float64Array(length), both };
}

/** Forms that are used again from pass to pass: making them anew would take longer than some layers. */
export interface FormPool {
  /** What a slot held before stands in it still; it is valid until the slot is taken again. */
  take(slot: number, length: number): FormBlock;
  /** Room for a product, likewise. */
  room(length: number): Float64Array;
}

/** Of each slot a block for each length that was asked for: those of all rows, and of what rows are left over. */
export function formPool(): FormPool {
  const forms: Map<number, FormBlock>[] = [];
  const rooms = new Map<number, Float64Array>();
  return {
    take: (slot, length) => keptIn((forms[slot] ??= new Map()), length, formBlock),
    room: (length) => keptIn(rooms, length, (size) => new Float64Array(size)),
  };
}

function keptIn<T>(held: Map<number, T>, length: number, make: (length: number) => T): T {
  const known = held.get(length) ?? make(length);
  held.set(length, known);
  return known;
}

/** Part of a segment, by its middle and half its width, both dyadic: exact in float64. */
export interface Part {
  readonly middle: number;
  readonly half: number;
}

/** `[k 2^-depth, (k+1) 2^-depth]`; depth at most 40. */
export function partOf(k: number, depth: number): Part {
  const half = 2 ** -(depth + 1);
  return { middle: (2 * k + 1) * half, half };
}

/** `[from, to]`, by its middle and half its width; both are exact where the ends are those of a dyadic part. */
export function partBetween(from: number, to: number): Part {
  return { middle: (from + to) / 2, half: (to - from) / 2 };
}

/** A single t. */
export function pointPart(t: number): Part {
  return { middle: t, half: 0 };
}
