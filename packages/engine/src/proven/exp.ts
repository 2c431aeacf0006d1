/** The unit roundoff of float64: what is rounded is off by at most this, relative to it. */
export const UNIT = 2 ** -53;

/** `expOf` is off by at most this, relative to the exponential. */
export const EXP_ERROR = 20 * UNIT;

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = Math.LOG2E;

/** Above it the exponential may be no finite double. */
const LARGEST = 709;

/** Below it the exponential, which is less than 1e-307, is taken for 0. */
const NOTHING = -708;

/** 1/13!, 1/12! … 1/2!, 1, 1: the Taylor series by Horner's rule, each rounded once. */
const COEFFICIENTS = taylorCoefficients(13);

function taylorCoefficients(degree: number): Float64Array {
  const out = new Float64Array(degree + 1);
  let factorial = 1;
  for (let n = 0; n <= degree; n++) {
    // Factorials up to 18! are whole numbers below 2^53, so each quotient is rounded once.
    if (n > 1) factorial *= n;
    out[degree - n] = 1 / factorial;
  }
  return out;
}

/**
 * The exponential, off by at most `EXP_ERROR` of it for x in [-708, 709]; below that it is 0, above it Infinity.
 *
 * Proof: x = k ln 2 + r with k whole and |r| <= 0.347. `LN2_HIGH` has 33 binary digits, so `k LN2_HIGH` is exact,
 * and so is x minus it; what is subtracted then rounds by less than u / 2, and moves e^r by as much of it. The
 * series of degree 13 leaves out less than 1e-17; by Horner's rule its sum, which is above 0.7, is off by less
 * than 3 u. To multiply by 2^k is exact, as no result is subnormal. 20 u leave room.
 *
 * @example
 * Math.abs(expOf(1) / Math.E - 1) < 20 * 2 ** -53; // true
 */
export function expOf(x: number): number {
  if (x !== x) return NaN;
  if (x > LARGEST) return Infinity;
  if (x < NOTHING) return 0;
  const k = Math.round(x * LOG2_E);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = COEFFICIENTS[0]!;
  for (let i = 1; i < COEFFICIENTS.length; i++) sum = sum * r + COEFFICIENTS[i]!;
  return sum * powerOfTwo(k);
}

/**
 * What the exponential is at most, for every x.
 *
 * @example
 * expAtMost(1) >= Math.E; // true
 */
export function expAtMost(x: number): number {
  return expOf(x) * (1 + 2 * EXP_ERROR) + TINIEST;
}

/**
 * What the exponential is at least, for every x.
 *
 * @example
 * expAtLeast(-1000); // 0
 */
export function expAtLeast(x: number): number {
  return x > LARGEST ? 8e307 : expOf(x) * (1 - 2 * EXP_ERROR);
}

/** More than the exponential of anything below `NOTHING`. */
const TINIEST = 1e-300;

const scratch = new DataView(new ArrayBuffer(8));

/** 2^k for k from -1022 to 1023, which is exact. */
function powerOfTwo(k: number): number {
  scratch.setUint32(0, (k + 1023) << 20);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}
