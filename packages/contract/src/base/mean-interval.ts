import { Z_95, type Interval } from './wilson.js';

/** A mean with its interval of 95 % confidence. */
export interface MeanInterval {
  /** How many values it is of. */
  readonly n: number;
  /** Null without values; not finite where one of them is not. */
  readonly mean: number | null;
  /** Null with fewer than two values, or where one is not finite: then nothing is known of the spread. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The mean of some values and Student's interval for it, `mean ± t s / √n`, where s is the sample's
 * standard deviation and t the two-sided 95 % point of Student's distribution with n − 1 degrees of
 * freedom. It takes the values as independent and roughly normal, so it may reach beyond what is
 * possible. What lies below the least possible value is cut off: the true mean is not there, so the
 * interval holds it as often as before.
 *
 * @param least no value can be less, as counts cannot be less than 0
 * @source Student 1908, doi:10.1093/biomet/6.1.1
 * @example
 * const { n, mean, low, high } = meanInterval([1, 2, 3]);
 * [n, mean, low?.toFixed(4), high?.toFixed(4)]; // [3, 2, '-0.4841', '4.4841']
 */
export function meanInterval(values: readonly number[], least = -Infinity): MeanInterval {
  const n = values.length;
  if (n === 0) return { n, mean: null, low: null, high: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1 || !Number.isFinite(mean)) return { n, mean, low: null, high: null };
  const { low, high } = around(mean, values);
  // A value that is below shows that the bound does not hold.
  const bound = values.some((value) => value < least - ROUNDING) ? -Infinity : least;
  return { n, mean, low: Math.max(low, bound), high };
}

/** A value that is the least possible one may come out a little below. */
const ROUNDING = 1e-9;

function around(mean: number, values: readonly number[]): Interval {
  const n = values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = studentPoint(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { low: mean - reach, high: mean + reach };
}

/** Up to here the distribution is summed; beyond, the expansion is exact to 1e-12. */
const SUMMED_UP_TO = 400;

/**
 * The two-sided 95 % point of Student's distribution: `P(|T| ≤ t) = 0.95`.
 *
 * @param freedom degrees of freedom, a whole number from 1
 * @source Abramowitz & Stegun 1964, 26.7.3, 26.7.4 and 26.7.5
 * @example
 * studentPoint(9).toFixed(6); // '2.262157'
 */
export function studentPoint(freedom: number): number {
  return freedom > SUMMED_UP_TO ? expanded(freedom) : bisected(freedom);
}

/** By the angle θ with t = √freedom tan θ, in which the distribution is a finite sum. */
function bisected(freedom: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (within(freedom, middle) < 0.95) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan((low + high) / 2);
}

/** `P(|T| ≤ √freedom tan θ)`. */
function within(freedom: number, angle: number): number {
  const odd = freedom % 2;
  const cos = Math.cos(angle);
  let term = odd === 1 ? cos : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd + 1; k <= freedom - 3; k += 2) {
    term *= (k / (k + 1)) * cos * cos;
    sum += term;
  }
  return odd === 1 ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** The Cornish–Fisher expansion about the normal distribution. */
function expanded(n: number): number {
  const z = Z_95;
  const [z3, z5, z7, z9] = [z ** 3, z ** 5, z ** 7, z ** 9];
  return (
    z +
    (z3 + z) / (4 * n) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * n ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n ** 3) +
    (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * n ** 4)
  );
}
