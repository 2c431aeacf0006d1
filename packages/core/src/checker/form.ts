import { TINY, UNIT } from './numbers.js';

/**
 * What is known of the values of one node for one sample, for all t of a leaf: with t = mid + half tau,
 * -1 <= tau <= 1, the value of entry i is `c[i] + s[i] tau + e`, |e| <= r[i]. All are exact as real
 * numbers: c, s, r are the numbers that stand there, and whatever was lost by rounding is in r.
 */
export interface Form {
  readonly c: Float64Array;
  readonly s: Float64Array;
  readonly r: Float64Array;
}

/** The dyadic interval [mid - half, mid + half] of t; half 0 is a point. */
export interface Leaf {
  readonly mid: number;
  readonly half: number;
}

export function blankForm(size: number): Form {
  return { c: new Float64Array(size), s: new Float64Array(size), r: new Float64Array(size) };
}

/**
 * A non-negative number that was computed with a relative error below 9e-10, made larger than the true one. Sums of
 * n terms of one sign are off by less than n u / (1 - n u): of the most that a layer may have here, 2²² (`taps.ts`),
 * by less than 4.7e-10.
 */
export function raised(value: number): number {
  return value * (1 + 1e-9) + TINY;
}

/** At least how far entry i strays from its centre. */
export function reach({ s, r }: Form, i: number): number {
  return (Math.abs(s[i]!) + r[i]!) * (1 + 4 * UNIT);
}

/** At most the smallest value of entry i. */
export function lowest(form: Form, i: number): number {
  const [c, d] = [form.c[i]!, reach(form, i)];
  return c - d - 4 * UNIT * (Math.abs(c) + d);
}

/** At least its largest value. */
export function highest(form: Form, i: number): number {
  const [c, d] = [form.c[i]!, reach(form, i)];
  return c + d + 4 * UNIT * (Math.abs(c) + d);
}

/** Entry i of one form as entry i of another. */
export function copyEntry(from: Form, i: number, to: Form, j: number): void {
  to.c[j] = from.c[i]!;
  to.s[j] = from.s[i]!;
  to.r[j] = from.r[i]!;
}

/** Entry j is 0 for all t. */
export function zeroEntry({ c, s, r }: Form, j: number): void {
  c[j] = s[j] = r[j] = 0;
}
