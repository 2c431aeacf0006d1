/** All numbers from the first to the second. */
export type Interval = readonly [low: number, high: number];

/** The unit roundoff, twice: more than one operation can be off by, relative to its result. */
const SLACK = 2 ** -52;
/** More than one operation can be off by where its result is tiny. */
const TINY = 1e-300;

/** Below every number that an operation rounded to nearest may stand for. */
export const down = (value: number): number => value - Math.abs(value) * SLACK - TINY;
/** Above every number that an operation rounded to nearest may stand for. */
export const up = (value: number): number => value + Math.abs(value) * SLACK + TINY;

/** A single number. */
export const only = (value: number): Interval => [value, value];

/** Holds every sum of a number of each. */
export function sum([a, b]: Interval, [c, d]: Interval): Interval {
  return [down(a + c), up(b + d)];
}

/** Holds every difference. */
export function difference([a, b]: Interval, [c, d]: Interval): Interval {
  return [down(a - d), up(b - c)];
}

/** Holds every product. */
export function product([a, b]: Interval, [c, d]: Interval): Interval {
  const corners = [a * c, a * d, b * c, b * d] as const;
  return [down(Math.min(...corners)), up(Math.max(...corners))];
}

/** Holds every square. */
export function square([a, b]: Interval): Interval {
  const [near, far] = [Math.max(0, a, -b), Math.max(-a, b)];
  return [Math.max(0, down(near * near)), up(far * far)];
}

/** Holds every quotient by a whole number from 1. */
export function over([a, b]: Interval, divisor: number): Interval {
  return [down(a / divisor), up(b / divisor)];
}

/** What both hold; the first where rounding leaves nothing. */
export function both([a, b]: Interval, [c, d]: Interval): Interval {
  const [low, high] = [Math.max(a, c), Math.min(b, d)];
  return low <= high ? [low, high] : [a, b];
}
