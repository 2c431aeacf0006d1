import type { PolynomialForm } from '@isthmus/contract';
import type { Part } from './form.js';
import type { Bounder, PartBounds } from './part-bounds.js';
import { INFLATE, sumError, TINY } from './rounding.js';

/**
 * Bounds a polynomial of all parameters on the segments between some points: on a part it is one of tau, of whose
 * coefficients the odd ones count by their size and the even ones where they are above 0.
 */
export function polynomialBounder(form: PolynomialForm, points: readonly Float64Array[]): Bounder {
  return {
    samples: 0,
    *bound(element, part) {
      yield;
      return boundsOf(inTau(form, points[element]!, points[element + 1]!, part), part.half === 0);
    },
  };
}

/** Coefficients of powers of tau from 0 on, each off by at most `rate` of its size. */
interface InTau {
  readonly coefficients: Float64Array;
  readonly sizes: Float64Array;
  readonly rate: number;
}

function inTau(
  { terms }: PolynomialForm,
  a: Float64Array,
  b: Float64Array,
  { middle, half }: Part,
): InTau {
  const degrees = terms.map(({ powers }) => powers.reduce((sum, power) => sum + power, 0));
  const degree = degrees.reduce((most, each) => Math.max(most, each), 0);
  const [coefficients, sizes] = [new Float64Array(degree + 1), new Float64Array(degree + 1)];
  for (const { factor, powers } of terms) {
    let [product, size] = [Float64Array.of(factor), Float64Array.of(Math.abs(factor))];
    powers.forEach((power, i) => {
      const [p, q] = [a[i]!, b[i]!];
      const most = Math.abs(p) + Math.abs(q);
      for (let k = 0; k < power; k++) {
        product = timesLine(product, (1 - middle) * p + middle * q, half * (q - p));
        size = timesLine(size, most, half * most);
      }
    });
    product.forEach((each, k) => (coefficients[k]! += each));
    size.forEach((each, k) => (sizes[k]! += each));
  }
  // Each product has a factor for every degree, off by 4 u of its size, as many products and sums, and the sum of all terms.
  return { coefficients, sizes, rate: sumError(6 * degree + terms.length + 4) };
}

/** A polynomial times `c + s tau`. */
function timesLine(product: Float64Array, c: number, s: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(product.length + 1);
  product.forEach((each, k) => {
    out[k]! += each * c;
    out[k + 1]! += each * s;
  });
  return out;
}

function boundsOf({ coefficients, sizes, rate }: InTau, isPoint: boolean): PartBounds {
  const room = sizes.reduce((sum, size) => sum + size, 0) * 2 * rate * INFLATE + TINY;
  let most = coefficients[0]!;
  for (let k = 1; k < coefficients.length; k++)
    most += k % 2 === 1 ? Math.abs(coefficients[k]!) : Math.max(0, coefficients[k]!);
  return { most: most + room, least: isPoint ? coefficients[0]! - room : -Infinity, errors: null };
}
