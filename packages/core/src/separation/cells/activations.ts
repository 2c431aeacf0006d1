import { difference, only, square, type Interval } from './interval.js';

/** A function of one number and its derivative, over intervals. */
export interface EnclosedActivation {
  value(z: Interval): Interval;
  /** Holds every slope between two points of the interval. */
  slope(z: Interval): Interval;
}

/** The activations that there are bounds for, by the names of the layers' rules. */
export const ENCLOSED: Readonly<Record<string, EnclosedActivation>> = {
  none: { value: (z) => z, slope: () => only(1) },
  relu: {
    value: ([low, high]) => [Math.max(0, low), Math.max(0, high)],
    slope: ([low, high]) => [low > 0 ? 1 : 0, high > 0 ? 1 : 0],
  },
  tanh: {
    value: ([low, high]) => [below(tanh(low), -1), above(tanh(high), 1)],
    // 1 - tanh²
    slope: ([low, high]) => {
      const [least, most] = difference(only(1), square([below(tanh(low), -1), above(tanh(high), 1)])); // prettier-ignore
      return [Math.max(0, least), Math.min(1, most)];
    },
  },
};

/** Whether there are bounds for an activation. */
export function isEnclosed(activation: string): boolean {
  return Object.hasOwn(ENCLOSED, activation);
}

/** Absolute, of `tanh` below: e is off by 20 u of itself, so `2 / (e + 1)` by at most 10 u, and three operations round. */
const OFF = 1e-14;

const below = (value: number, least: number) => Math.max(least, value - OFF);
const above = (value: number, most: number) => Math.min(most, value + OFF);

function tanh(z: number): number {
  const e = exp(2 * Math.min(Math.abs(z), 40));
  return Math.sign(z) * (1 - 2 / (e + 1));
}

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * The exponential of 0 to 80, off by at most 20 u of itself: JavaScript promises nothing of its own. With
 * `k = round(x / ln 2)` the rest `r = x - k ln 2` is at most 0.347 in size (`k LN2_HIGH` is exact for k below
 * 2^11), its Taylor series to the power 13 leaves out less than 1e-17, and Horner's rule rounds 16 times.
 */
function exp(x: number): number {
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = 1;
  for (let n = 13; n >= 1; n--) series = 1 + (r / n) * series;
  return series * 2 ** k;
}
