import { expOf, UNIT } from './exp.js';

/** `normalDistribution` is off by at most this. */
export const NORMAL_ERROR = 1000 * UNIT;

/** `normalDensity` is off by at most this. */
export const DENSITY_ERROR = 64 * UNIT;

/** From here on the distribution function is 0 or 1 to within 1e-17. */
const FAR = 8.5;

const MOST_TERMS = 400;

/** 1/√(2π), rounded once. */
const PEAK = 0.3989422804014327;

/**
 * The distribution function of the standard normal, off by at most `NORMAL_ERROR`.
 *
 * Proof: `1/2 + φ(x) Σ x^(2n+1) / (1·3·…·(2n+1))` (NIST DLMF 7.6.2), all terms of one sign. Term n is off by
 * less than (3n + 1) u of it, and to add each costs u of the sum: below 1000 u for the at most 240 terms that
 * there are before 8.5. It ends where what is left out is below 2^-55 of the sum, as terms by then fall by half.
 * φ is off by less than 100 u of it, and the product is at most 1/2. Beyond 8.5 the tail is below 1e-17.
 *
 * @example
 * normalDistribution(0); // 0.5
 */
export function normalDistribution(x: number): number {
  if (!(Math.abs(x) < FAR)) return x > 0 ? 1 : x < 0 ? 0 : NaN;
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; n <= MOST_TERMS; n++) {
    const ratio = square / (2 * n + 1);
    term *= ratio;
    sum += term;
    if (ratio < 0.5 && Math.abs(term) <= Math.abs(sum) * 2 ** -56) break;
  }
  return 0.5 + normalDensity(x) * sum;
}

/**
 * The density of the standard normal, off by at most `DENSITY_ERROR`: q = x²/2 is rounded by 2 u of itself, and
 * `q e^-q` is at most 0.37; the exponential and two products add 22 u of a number below 0.4.
 *
 * @example
 * normalDensity(0); // 0.3989422804014327
 */
export function normalDensity(x: number): number {
  return PEAK * expOf(-0.5 * (x * x));
}
