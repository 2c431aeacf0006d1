import { evenly } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { bernsteinBasis, hatBasis } from './bases.js';

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe.each([
  ['hats', hatBasis],
  ['Bernstein polynomials', bernsteinBasis],
])('%s', (_, basis) => {
  const counts = [2, 3, 4, 7, 20, 64];

  it.each(counts)('%i of them are weights: not negative, of sum 1', (points) => {
    for (const t of evenly(23)) {
      const weights = basis(points, t);
      expect(weights.length).toBe(points);
      // 64 roundings of numbers of sum 1.
      expect(Math.abs(sum(weights) - 1)).toBeLessThan(64 * 2 ** -53);
      for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(counts)('%i of them give the ends exactly, and t itself in the mean', (points) => {
    expect(basis(points, 0)).toEqual(Array.from({ length: points }, (_, i) => (i === 0 ? 1 : 0)));
    expect(basis(points, 1).at(-1)).toBe(1);
    for (const t of evenly(9)) {
      // Control points evenly on a line give that line, at even speed.
      const mean = sum(basis(points, t).map((weight, i) => (weight * i) / (points - 1)));
      expect(Math.abs(mean - t)).toBeLessThan(64 * 2 ** -53);
    }
  });
});

describe('with one bend', () => {
  it.each(evenly(11))('at t = %d both are the formulas of Garipov et al., section 3.2', (t) => {
    const chain = t <= 0.5 ? [1 - 2 * t, 2 * t, 0] : [0, 2 - 2 * t, 2 * t - 1];
    const curve = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    hatBasis(3, t).forEach((weight, i) => expect(weight).toBeCloseTo(chain[i]!, 15));
    bernsteinBasis(3, t).forEach((weight, i) => expect(weight).toBeCloseTo(curve[i]!, 15));
  });
});

it('Bernstein polynomials have their binomial coefficients', () => {
  const binomials = [1, 6, 15, 20, 15, 6, 1];
  const found = bernsteinBasis(7, 0.25);
  binomials.forEach((binomial, i) => {
    expect(found[i]).toBeCloseTo(binomial * 0.25 ** i * 0.75 ** (6 - i), 15);
  });
});
