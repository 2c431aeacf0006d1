import { createRng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import { densityAt, exactMeasure, shareUpTo, spectralMeasure } from './spectral-density.js';
import { traceOf } from './trace.js';

const SIZE = 120;

/** A symmetric operator with these eigenvalues, in directions of no axis: three reflections in a row. */
function operatorOf(eigenvalues: readonly number[]): (v: Float64Array) => Float64Array {
  const rng = createRng(3);
  const mirrors = Array.from({ length: 3 }, () => {
    const normal = eigenvalues.map(() => rng.normal());
    const length = Math.hypot(...normal);
    return normal.map((entry) => entry / length);
  });
  const reflect = (v: Float64Array, normal: readonly number[]) => {
    const along = normal.reduce((sum, entry, i) => sum + entry * v[i]!, 0);
    return v.map((entry, i) => entry - 2 * along * normal[i]!);
  };
  return (v) => {
    const turned = mirrors.reduce(reflect, v).map((entry, i) => entry * eigenvalues[i]!);
    return mirrors.toReversed().reduce(reflect, turned);
  };
}

/** As networks have them: most near 0, some below, a few large. */
const SPECTRUM = Array.from({ length: SIZE }, (_, i) =>
  i < 5 ? 2 ** i : i < 25 ? -0.01 * i : 1e-3 * i,
);

const TRACE = SPECTRUM.reduce((sum, value) => sum + value, 0);

const apply = operatorOf(SPECTRUM);

describe('exactMeasure', () => {
  it('finds all eigenvalues', () => {
    const { values, weights, products } = exactMeasure(apply, SIZE);
    SPECTRUM.toSorted((a, b) => a - b).forEach((value, i) =>
      // Of a matrix of size 120 with entries up to 16.
      expect(values[i]).toBeCloseTo(value, 12),
    );
    expect(weights.every((weight) => weight === 1 / SIZE)).toBe(true);
    expect(products).toBe(SIZE);
  });
});

describe('spectralMeasure', () => {
  it('has the share of eigenvalues below any value, within its draws', () => {
    const exact = exactMeasure(apply, SIZE);
    const estimate = spectralMeasure(apply, SIZE, { probes: 64, steps: 40, rng: createRng(1) });
    expect(estimate.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(estimate.products).toBe(64 * 40);
    // One direction knows a share to about sqrt(2 share (1 - share) / P), at most .065; 64 of them to .008.
    for (const value of [-0.25, -0.1, 0, 0.05, 0.1, 3, 9])
      expect(Math.abs(shareUpTo(estimate, value) - shareUpTo(exact, value))).toBeLessThan(0.033);
  });

  it('is exact in its first two moments over the directions that it drew', () => {
    const { values, weights } = spectralMeasure(apply, SIZE, { probes: 1, steps: 10, rng: createRng(2) }); // prettier-ignore
    const draws = createRng(2).fork('probe 0');
    const v = Float64Array.from({ length: SIZE }, () => draws.normal());
    const image = apply(v);
    const length = v.reduce((sum, entry) => sum + entry * entry, 0);
    const mean = v.reduce((sum, entry, i) => sum + entry * image[i]!, 0) / length;
    const square = image.reduce((sum, entry) => sum + entry * entry, 0) / length;
    const moment = (power: number) => values.reduce((sum, x, k) => sum + weights[k]! * x ** power, 0); // prettier-ignore
    expect(moment(1)).toBeCloseTo(mean, 11);
    expect(moment(2)).toBeCloseTo(square, 10);
  });

  it('is drawn as a density whose area is 1', () => {
    const exact = exactMeasure(apply, SIZE);
    let area = 0;
    for (let x = -2; x < 18; x += 0.01) area += 0.01 * densityAt(exact, x, 0.1);
    expect(area).toBeCloseTo(1, 6);
  });
});

describe('traceOf', () => {
  it('is the sum of the diagonal where the products suffice', () => {
    const { trace, error, products } = traceOf(apply, SIZE, { relativeError: 0.01, products: SIZE, rng: createRng(1) }); // prettier-ignore
    expect([error, products]).toEqual([0, SIZE]);
    expect(trace).toBeCloseTo(TRACE, 11);
  });

  it('is within a few of its standard errors otherwise, and ends once that is small enough', () => {
    const off = Array.from({ length: 20 }, (_, seed) => {
      const found = traceOf(apply, SIZE, { relativeError: 0.01, products: 100, rng: createRng(seed) }); // prettier-ignore
      expect(found.products).toBeLessThanOrEqual(100);
      return (found.trace - TRACE) / found.error;
    });
    // Of 20 draws of a standard normal (of few degrees of freedom) none is beyond 5 but once in a thousand such tests.
    off.forEach((one) => expect(Math.abs(one)).toBeLessThan(5));
    const loose = traceOf(apply, SIZE, { relativeError: 0.5, products: 100, rng: createRng(1) });
    expect(loose.products).toBeLessThan(100);
  });

  it('is exact where the operator has few directions', () => {
    const few = operatorOf(SPECTRUM.map((value, i) => (i < 5 ? value : 0)));
    const { trace, error } = traceOf(few, SIZE, { relativeError: 0.01, products: 60, rng: createRng(4) }); // prettier-ignore
    expect(trace).toBeCloseTo(31, 9);
    expect(error).toBeLessThan(1e-9);
  });
});
