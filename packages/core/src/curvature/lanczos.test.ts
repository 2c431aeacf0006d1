import { createRng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import { extremesOf } from './lanczos.js';

/** `Q diag(values) Qᵀ` for a reflection Q, whose eigenvalues are known. */
function operatorOf(values: readonly number[]) {
  const w = values.map((_, i) => Math.sin(i + 1));
  const squares = w.reduce((sum, entry) => sum + entry * entry, 0);
  const reflect = (v: Float64Array) => {
    const along = v.reduce((sum, entry, i) => sum + entry * w[i]!, 0);
    return v.map((entry, i) => entry - (2 * along * w[i]!) / squares);
  };
  return (v: Float64Array) => reflect(reflect(v).map((entry, i) => entry * values[i]!));
}

const spread = (size: number) => Array.from({ length: size }, (_, i) => ((i * 7) % size) / 3 - 4);

describe('extreme eigenvalues', () => {
  it.each([1, 2, 5, 33, 200])('of %d dimensions', (size) => {
    const values = spread(size);
    const apply = operatorOf(values);
    const { smallest, largest } = extremesOf(apply, size, createRng(1), Math.min(size, 120));
    expect(smallest.value).toBeCloseTo(Math.min(...values), 6);
    expect(largest.value).toBeCloseTo(Math.max(...values), 6);
    for (const { value, vector, residual } of [smallest, largest]) {
      const image = apply(vector);
      expect(image.reduce((sum, entry, i) => sum + entry * vector[i]!, 0)).toBeCloseTo(value, 9);
      const off = Math.hypot(...image.map((entry, i) => entry - value * vector[i]!));
      expect(Math.abs(off - residual)).toBeLessThan(1e-8);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
    }
  });

  it('are never outside the spectrum, however few the steps', () => {
    const values = spread(50);
    for (const steps of [1, 2, 3, 8]) {
      const { smallest, largest, products } = extremesOf(
        operatorOf(values),
        50,
        createRng(2),
        steps,
      );
      expect(smallest.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
      expect(largest.value).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
      expect(products).toBe(steps);
    }
  });

  it('end early where the space is invariant: the identity, and zero', () => {
    for (const factor of [1, 0]) {
      const apply = (v: Float64Array) => v.map((entry) => factor * entry);
      const { smallest, largest, products } = extremesOf(apply, 10, createRng(3), 10);
      expect([smallest.value, largest.value, products]).toEqual([
        expect.closeTo(factor, 12),
        expect.closeTo(factor, 12),
        1,
      ]);
    }
  });

  it('a shift of the operator shifts both by as much', () => {
    const values = spread(40);
    const plain = extremesOf(operatorOf(values), 40, createRng(4), 40);
    const shifted = extremesOf(operatorOf(values.map((v) => v + 2)), 40, createRng(4), 40);
    expect(shifted.smallest.value - plain.smallest.value).toBeCloseTo(2, 8);
    expect(shifted.largest.value - plain.largest.value).toBeCloseTo(2, 8);
  });

  it('no steps are refused', () => {
    expect(() => extremesOf((v) => v, 3, createRng(1), 0)).toThrow(/at least one step/);
  });
});
