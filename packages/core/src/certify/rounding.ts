/**
 * What float64 loses, all of it in one place: mathematics of sums and products that are rounded to nearest,
 * as ECMAScript asks for. Results that underflow are off by less than 2^-1074 besides, which `TINY` covers.
 */

/** The unit roundoff: to round a number moves it by at most this part of it. */
export const UNIT = 2 ** -53;

/**
 * A sum of n products, in any order and with or without fused operations, is off by at most this times the
 * sum of their sizes: `n u / (1 - n u)`.
 */
export function sumError(n: number): number {
  return (n * UNIT) / (1 - n * UNIT);
}

/**
 * Numbers that are not negative are computed with nothing but sums, products and quotients of such numbers; a
 * layer of them, in sums of fewer than 10^6 terms, loses less than this of each.
 */
export const INFLATE = 1 + 1e-9;

/** More than all that underflows in a layer. */
export const TINY = 1e-300;

/** Products that one entry may be a sum of; beyond it `INFLATE` would not cover a layer. */
export const MOST_TERMS = 1e6;

/**
 * Of a layer that multiplies: four products of its weights and forms (the rounding of both weights, of three
 * products and of their sums) are off by this part of the largest of its inputs times the sum of the
 * sizes of its weights, and its biases by as much of theirs.
 */
export function productRate(terms: number): number {
  return 4 * sumError(terms + 10);
}

/**
 * What a weight is at most anywhere on a part of a segment, from its computed middle and half difference and
 * its ends: middle and difference are rounded by less than 4 u of the ends.
 */
export function largestWeight(middle: number, half: number, from: number, to: number): number {
  return (
    (Math.abs(middle) + Math.abs(half)) * (1 + 8 * UNIT) +
    4 * UNIT * (Math.abs(from) + Math.abs(to))
  );
}

/** A sum of two sizes, never less than it is. */
export function reach(slope: number, radius: number): number {
  return (Math.abs(slope) + radius) * (1 + 4 * UNIT);
}

/** What a handful of operations on numbers of such a size loses. */
export function smallError(size: number): number {
  return 16 * UNIT * size;
}
