import { UNIT } from './exp.js';

/** `logOf(x)` is off by at most this times `1 + |log x|`. */
export const LOG_ERROR = 8 * UNIT;

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Terms of the series of atanh: what is left out is below 2^-60 for |f| <= 0.1716. */
const TERMS = 12;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * The natural logarithm of a normal number above 0, off by at most `LOG_ERROR (1 + |log x|)`.
 *
 * Proof: x = 2^k m with m in [1/√2, √2), f = (m-1)/(m+1), log m = 2 atanh f. m-1 is exact (Sterbenz), f is
 * off by 2 u of it; the series in f² errs by less than 3 u of a sum that is at least f; so log m is off by
 * less than 6 u · 0.35. `k LN2_HIGH` is exact, what is added rounds by u of the result and of 0.36 each.
 *
 * @param x at least 2.3e-308
 * @example
 * Math.abs(logOf(Math.E) - 1) < 1e-15; // true
 */
export function logOf(x: number): number {
  if (!(x > 0) || x === Infinity) return x === Infinity ? Infinity : NaN;
  scratch.setFloat64(0, x);
  const high = scratch.getUint32(0);
  let k = (high >>> 20) - 1023;
  scratch.setUint32(0, (high & 0xf_ff_ff) | 0x3f_f0_00_00);
  let m = scratch.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = (m - 1) / (m + 1);
  const square = f * f;
  let sum = 0;
  for (let n = TERMS; n >= 1; n--) sum = (sum + 1 / (2 * n + 1)) * square;
  return k * LN2_HIGH + (2 * f * (1 + sum) + k * LN2_LOW);
}

/** What `log(1 + x)` is at most, for every x >= 0. */
export function log1pAtMost(x: number): number {
  if (!(x < LARGEST)) return x === Infinity ? Infinity : NaN;
  // 1 + x is rounded by u of itself, which moves its logarithm by as much.
  const log = logOf(1 + x);
  // And never above x, which is all there is to say of the smallest.
  return Math.min(x, log + (LOG_ERROR + 2 * UNIT) * (1 + log));
}

/** What `log(1 + x)` is at least, for every x >= 0. */
export function log1pAtLeast(x: number): number {
  if (!(x < LARGEST)) return x >= LARGEST ? 700 : NaN;
  const log = logOf(1 + x);
  // log(1 + x) >= x - x²/2; x - x x/2 rounds by 3 u of x.
  const near = x < 1 ? (x - (x * x) / 2) * (1 - 8 * UNIT) : 0;
  return Math.max(0, near, log - (LOG_ERROR + 2 * UNIT) * (1 + log));
}

const LARGEST = 1e308;
