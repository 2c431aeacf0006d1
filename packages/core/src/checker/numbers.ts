/**
 * Numbers whose errors are known. All that is assumed of the machine is that + - * / of float64 round to
 * nearest (IEEE 754): `Math.exp`, `Math.log`, `Math.sqrt`, `**` promise nothing, so that none of their
 * answers is taken here without a proof.
 */

/** Half the distance from 1 to the next number: the relative error of one operation is at most this. */
export const UNIT = 2 ** -53;

/** More than what products of numbers near 0 may lose all together by underflow. */
export const TINY = 1e-300;

/**
 * Bound of the relative error of a sum of n products, in any order: `n u / (1 - n u)`.
 * Rounded up: for n below 1e7 the divisor is above 1 - 1e-8.
 */
export function gamma(n: number): number {
  return n * UNIT * 1.0000001;
}

/** `ln 2` in two parts: the first has 21 bits, so that it times a whole number below 2^32 is exact. */
const LN2_HIGH = 0.6931467056274414;
const LN2_LOW = 4.7493250390316726e-7;

/** 1, 1/1!, …, 1/13!, each off by at most half a unit of its last place. */
const RECIPROCAL_FACTORIALS = [
  1,
  1,
  1 / 2,
  1 / 6,
  1 / 24,
  1 / 120,
  1 / 720,
  1 / 5040,
  1 / 40320,
  1 / 362880,
  1 / 3628800,
  1 / 39916800,
  1 / 479001600,
  1 / 6227020800,
];

/** The relative error of `exp`, for arguments from -700 to 700. */
export const EXP_ERROR = 20 * UNIT;

/**
 * `e^x` for |x| <= 700, to a relative error of `EXP_ERROR`; NaN for any other x.
 *
 * Proof. k is a whole number, |k| <= 1011, and r = (x - k high) - k low. k high is exact (21 and 10 bits).
 * For k = 0, r = x. Else |x| > 1/4, so that x and k high are multiples of 2^-54; their difference is
 * below 1/2 in size, so that it is a number of 53 bits at most, and exact. high + low differs from ln 2 by
 * less than 2^-75, and k times that is below 2^-64. The product k low rounds by at most
 * u |k low| < 2^-11 u, and the last difference by u |r|. So r is off by less than u/2, which is u/2 in
 * e^r, relatively. |r| <= 0.35 is tested. The series ends after r^13: what it leaves out is below
 * 0.35^14 / 14! * 1.43 < 7e-18 < u/15. In Horner's rule the term of r^j goes through 2j + 1 roundings at most
 * and has one in its coefficient: sum of (2j + 2) u 0.35^j / j! = u (2 * 1.4191 + 0.7 * 1.4191) < 4 u, against
 * e^r >= 0.7046: 5.5 u. The product with 2^k is exact, as the result is normal. All together below 8 u.
 */
export function exp(x: number): number {
  if (!(x >= -700 && x <= 700)) return NaN;
  const k = Math.round(x / 0.6931471805599453);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  if (!(Math.abs(r) <= 0.35)) return NaN;
  let sum = RECIPROCAL_FACTORIALS[13]!;
  for (let j = 12; j >= 0; j--) sum = sum * r + RECIPROCAL_FACTORIALS[j]!;
  return sum * powerOfTwo(k);
}

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for a whole k from -1022 to 1023, by its bits. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** At least `e^x`, for any x; Infinity where that is more than can be said. */
export function expUp(x: number): number {
  if (x < -700) return TINY;
  if (x > 700) return Infinity;
  return exp(x) * (1 + 2 * EXP_ERROR);
}

/** At most `e^x`, for any x. */
export function expDown(x: number): number {
  if (x < -700) return 0;
  if (x > 700) return 1e300;
  return exp(x) * (1 - 2 * EXP_ERROR);
}

/** How far from `Math.log` the bounds are looked for. */
function logRoom(guess: number): number {
  return 64 * UNIT * (1 + Math.abs(guess));
}

/** At least `ln x`: a number whose power of e was seen not to be below x. Infinity where none was. */
export function logUp(x: number): number {
  const guess = Math.log(x);
  const candidate = guess + logRoom(guess);
  return expDown(candidate) >= x ? candidate : Infinity;
}

/** At most `ln x`, likewise; -Infinity where none was seen. */
export function logDown(x: number): number {
  const guess = Math.log(x);
  const candidate = guess - logRoom(guess);
  return expUp(candidate) <= x ? candidate : -Infinity;
}

/** Below it `ln(1 + v)` is bounded by three or four terms of its alternating series. */
const SMALL = 2 ** -10;

/** At least `ln(1 + v)`, v >= 0: by `v - v²/2 + v³/3` where v is small. */
export function log1pUp(v: number): number {
  if (v < SMALL) return (v - (v * v) / 2 + (v * v * v) / 3) * (1 + 16 * UNIT) + TINY;
  return logUp((1 + v) * (1 + 2 * UNIT));
}

/** At most `ln(1 + v)`, v >= 0, and not below 0: by `v - v²/2 + v³/3 - v⁴/4` where v is small. */
export function log1pDown(v: number): number {
  if (v < SMALL)
    return Math.max(
      0,
      (v - (v * v) / 2 + (v * v * v) / 3 - (v * v * v * v) / 4) * (1 - 16 * UNIT) - TINY,
    );
  return Math.max(0, logDown((1 + v) * (1 - 2 * UNIT)));
}

/** At least `√x` for x > 0: a number whose square was seen not to be below x. Infinity where none was. */
export function sqrtUp(x: number): number {
  const candidate = Math.sqrt(x) * (1 + 4 * UNIT);
  return candidate * candidate * (1 - 2 * UNIT) >= x ? candidate : Infinity;
}

/** At most `√x` for x > 0, likewise; 0 where none was seen. */
export function sqrtDown(x: number): number {
  const candidate = Math.sqrt(x) * (1 - 4 * UNIT);
  return candidate * candidate * (1 + 2 * UNIT) <= x ? candidate : 0;
}

/** At least `ln(1 + e^z)`. */
export function softplusUp(z: number): number {
  return (Math.max(z, 0) + log1pUp(expUp(-Math.abs(z)))) * (1 + 2 * UNIT);
}

/** At most `ln(1 + e^z)`. */
export function softplusDown(z: number): number {
  return (Math.max(z, 0) + log1pDown(expDown(-Math.abs(z)))) * (1 - 2 * UNIT);
}
