import type { PolynomialForm } from '@isthmus/contract';
import { down, only, product, sum, type Interval } from './interval.js';
import type { BoxBound } from './box.js';

/**
 * A lower bound of a polynomial over boxes: its Taylor series at the middle of the box, which is a
 * polynomial too, with every power of a distance replaced by what it may be. The error falls with
 * the square of the size of the box, and where all powers are even the series itself has its least in it.
 */
export function polynomialBound({ terms }: PolynomialForm): BoxBound {
  return (low, high) => {
    const middle = low.map((entry, i) => (entry + high[i]!) / 2);
    // From the rounded middle to the farther end.
    const reach = middle.map((entry, i) => Math.max(entry - low[i]!, high[i]! - entry) * (1 + 2 ** -50)); // prettier-ignore
    const series = shifted(terms, middle);
    let least = 0;
    for (const { powers, factor } of series.values())
      least = down(least + product(factor, rangeOf(powers, reach))[0]);
    return least;
  };
}

interface SeriesTerm {
  readonly powers: readonly number[];
  readonly factor: Interval;
}

/** The polynomial in the distances from a point. */
function shifted(
  terms: PolynomialForm['terms'],
  middle: readonly number[],
): ReadonlyMap<string, SeriesTerm> {
  const series = new Map<string, SeriesTerm>();
  for (const { factor, powers } of terms)
    for (const term of expanded(only(factor), powers, middle, [])) {
      const name = term.powers.join();
      const known = series.get(name);
      series.set(name, known === undefined ? term : { ...term, factor: sum(known.factor, term.factor) }); // prettier-ignore
    }
  return series;
}

/** `factor Π (m_i + d_i)^powers_i` as terms in d, one entry of the point after the other. */
function* expanded(
  factor: Interval,
  powers: readonly number[],
  middle: readonly number[],
  done: readonly number[],
): Generator<SeriesTerm> {
  const at = done.length;
  if (at === powers.length) {
    yield { powers: done, factor };
    return;
  }
  const power = powers[at]!;
  // (m + d)^n = Σ binomial(n, k) m^(n - k) d^k, and binomials of small n are exact.
  for (let k = 0, binomial = 1; k <= power; binomial = (binomial * (power - k)) / (k + 1), k++) {
    const scaled = product(factor, product(only(binomial), powerOf(middle[at]!, power - k)));
    yield* expanded(scaled, powers, middle, [...done, k]);
  }
}

function powerOf(base: number, exponent: number): Interval {
  let result = only(1);
  for (let i = 0; i < exponent; i++) result = product(result, only(base));
  return result;
}

/** What a product of powers of distances may be. */
function rangeOf(powers: readonly number[], reach: readonly number[]): Interval {
  let size = only(1);
  powers.forEach((power, i) => (size = product(size, powerOf(reach[i]!, power))));
  const [, most] = size;
  if (powers.every((power) => power === 0)) return only(1);
  return powers.every((power) => power % 2 === 0) ? [0, most] : [-most, most];
}
