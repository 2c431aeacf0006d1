/**
 * First-order forms of a block of numbers: entry i is `c[i] + s[i] tau + e` with some `|e| <= r[i]`, for every
 * tau in [-1, 1], which stands for t in `[middle - half, middle + half]`.
 */
export interface FormBlock {
  readonly c: Float64Array;
  readonly s: Float64Array;
  readonly r: Float64Array;
}

/** Forms of so many entries, all 0. */
export function formBlock(length: number): FormBlock {
  return {
    c: new Float64Array(length),
    s: new Float64Array(length),
    r: new Float64Array(length),
  };
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
