import type { Leaf } from './form.js';
import { roundedDown } from './separation/bound.js';
import { scaled } from './separation/exact.js';
import type { PolynomialSubject } from './separation/subject.js';

/**
 * Numbers between which a polynomial lies on part of the line between two points; from below of a single t alone,
 * else -Infinity. With `t = mid + half tau` it is one of tau, whose coefficients are computed in whole numbers: odd
 * powers add what they are in size, even ones what they are above 0.
 */
export function polynomialOn(
  { terms }: PolynomialSubject,
  a: readonly number[],
  b: readonly number[],
  { mid, half }: Leaf,
): { readonly upper: number; readonly lower: number } {
  const ends = scaled([...a, ...b]);
  const place = scaled([mid, half]);
  const factors = scaled(terms.map(({ factor }) => factor));
  const [from, to] = [ends.digits.slice(0, a.length), ends.digits.slice(a.length)];
  const [middle, width] = place.digits as [bigint, bigint];
  const one = 1n << BigInt(place.shift);
  // Each parameter is `c + s tau`, in units of 2^-unit.
  const unit = ends.shift + place.shift;
  const lines = from.map((p, i) => [(one - middle) * p + middle * to[i]!, width * (to[i]! - p)] as const); // prettier-ignore
  const degrees = terms.map(({ powers }) => powers.reduce((sum, power) => sum + power, 0));
  const degree = degrees.reduce((most, each) => (each > most ? each : most), 0);
  const sums = new Array<bigint>(degree + 1).fill(0n);
  terms.forEach(({ powers }, t) => {
    let product = [factors.digits[t]! << BigInt(unit * (degree - degrees[t]!))];
    powers.forEach((power, i) => {
      for (let k = 0; k < power; k++) product = timesLine(product, lines[i]!);
    });
    product.forEach((each, k) => (sums[k]! += each));
  });
  let most = sums[0]!;
  sums.forEach((each, k) => {
    if (k % 2 === 1) most += each < 0n ? -each : each;
    else if (k > 0 && each > 0n) most += each;
  });
  const shift = unit * degree + factors.shift;
  return { upper: -roundedDown(-most, shift), lower: half === 0 ? roundedDown(sums[0]!, shift) : -Infinity }; // prettier-ignore
}

function timesLine(product: readonly bigint[], [c, s]: readonly [bigint, bigint]): bigint[] {
  const out = new Array<bigint>(product.length + 1).fill(0n);
  product.forEach((each, k) => {
    out[k]! += each * c;
    out[k + 1]! += each * s;
  });
  return out;
}
