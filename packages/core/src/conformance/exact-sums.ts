import { dotOf, wholeNumbers } from '../separation/whole.js';

/**
 * Whether a number of float64 is the sum of the products `a[i] b[i]` but for the rounding of one sum of so many
 * products in any order, `n u / (1 - n u)` of their sizes: compared in whole numbers, where nothing is rounded.
 *
 * @param a finite, as b
 * @returns false where `came` is not finite
 */
export function isSumOf(
  came: number,
  a: readonly number[],
  b: readonly number[],
  terms: number,
): boolean {
  if (!Number.isFinite(came)) return false;
  const [left, right, own] = [wholeNumbers(a), wholeNumbers(b), wholeNumbers([came])];
  const exponent = left.exponent + right.exponent;
  const least = Math.min(exponent, own.exponent);
  const lift = BigInt(exponent - least);
  const sum = dotOf(left.digits, right.digits) << lift;
  const sizes = dotOf(left.digits.map(sizeOf), right.digits.map(sizeOf)) << lift;
  const off = sizeOf((own.digits[0]! << BigInt(own.exponent - least)) - sum);
  return off << 53n <= BigInt(terms + 1) * sizes;
}

function sizeOf(whole: bigint): bigint {
  return whole < 0n ? -whole : whole;
}
