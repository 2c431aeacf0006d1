const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** Below it the power series, from it on the continued fraction: there each needs few terms. */
const SPLIT = 2.5;

/** More than the series needs at `SPLIT` until its terms no longer change the sum. */
const SERIES_TERMS = 64;
const ODD_RECIPROCALS = Float64Array.from({ length: SERIES_TERMS + 1 }, (_, n) => 1 / (2 * n + 1));

/** Enough levels for the fraction to settle to double precision at `SPLIT`. */
const FRACTION_LEVELS = 60;

/**
 * The error function, to a few units in the last place of a double.
 *
 * @source NIST Digital Library of Mathematical Functions, 7.6.2 (a series of terms of one sign, so
 * nothing cancels) and 7.9.1 (continued fraction of the complement)
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < SPLIT) return series(x);
  return x > 0 ? 1 - fraction(size) : x < 0 ? fraction(size) - 1 : x;
}

/** `1 - erf(x)`: from 2.5 on to a few units in the last place, below that to about 1e-15. */
export function erfc(x: number): number {
  return x >= SPLIT ? fraction(x) : 1 - erf(x);
}

/** 2/√π exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)). */
function series(x: number): number {
  const step = 2 * x * x;
  let term = x;
  let sum = x;
  for (let n = 1; n <= SERIES_TERMS; n++) {
    term *= step * ODD_RECIPROCALS[n]!;
    if (sum + term === sum) break;
    sum += term;
  }
  return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
}

/** exp(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), evaluated from its end. */
function fraction(x: number): number {
  let tail = x;
  for (let n = FRACTION_LEVELS; n >= 1; n--) tail = x + n / 2 / tail;
  return (TWO_OVER_ROOT_PI / 2) * (Math.exp(-x * x) / tail);
}
