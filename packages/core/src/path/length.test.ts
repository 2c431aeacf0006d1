import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Params } from '@isthmus/contract/parameters';
import { lengthOf, normalizedLengthOf } from './length.js';
import { polyline } from './polyline.js';

const params = (...entries: number[]): Params => ({
  w: { shape: [entries.length], data: Float32Array.from(entries) },
});

describe('length of a path', () => {
  it('sums the elements', () => {
    const path = polyline([params(0, 0), params(3, 4), params(3, 0)]);
    expect(lengthOf(path)).toBe(9);
    expect(normalizedLengthOf(path)).toBe(3);
  });

  it('is exactly 1 for the straight line and at least 1 for every other', () => {
    const point = fc
      .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }))
      .map((entries) => params(...entries));
    fc.assert(
      fc.property(point, point, fc.array(point), (a, b, between) => {
        const length = normalizedLengthOf(polyline([a, ...between, b]));
        if (length === null) return;
        expect(normalizedLengthOf(polyline([a, b]))).toBe(1);
        expect(length).toBeGreaterThanOrEqual(1 - 1e-12);
      }),
    );
  });

  it('is null when the ends coincide', () => {
    expect(normalizedLengthOf(polyline([params(1), params(2), params(1)]))).toBeNull();
    expect(normalizedLengthOf(polyline([params(0), params(-0)]))).toBeNull();
  });
});
