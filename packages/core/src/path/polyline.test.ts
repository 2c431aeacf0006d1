import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Params } from '@isthmus/contract/parameters';
import { sameBits } from '@isthmus/contract/parameters';
import { locate, pointAt, polyline, positionOf } from './polyline.js';

const entry = fc.float({ noNaN: true, noDefaultInfinity: true });
const point = fc.tuple(entry, entry, entry).map((entries) => params(entries));
const vertices = fc.array(point, { minLength: 2, maxLength: 60 });
const unit = fc.double({ min: 0, max: 1, noNaN: true });

function params(entries: readonly number[]): Params {
  return { w: { shape: [entries.length], data: Float32Array.from(entries) } };
}

const dataOf = (point: Params) => point['w']!.data;

describe('polyline', () => {
  it('meets both ends and every vertex bit for bit', () => {
    fc.assert(
      fc.property(vertices, (all) => {
        const path = polyline(all);
        const n = path.elements.length;
        all.forEach((vertex, k) => expect(sameBits(pointAt(path, k / n), vertex)).toBe(true));
      }),
    );
  });

  it('reads the same backwards within rounding', () => {
    // Θ(A,B,t) and Θ(B,A,1-t) differ by the rounding of each term: 2u(|a|+|b|) with u the unit
    // roundoff of float32, and the smallest subnormal for entries near the underflow.
    const u = 2 ** -24;
    fc.assert(
      fc.property(point, point, unit, (a, b, t) => {
        const there = dataOf(pointAt(polyline([a, b]), t));
        const back = dataOf(pointAt(polyline([b, a]), 1 - t));
        there.forEach((value, i) => {
          const bound = 2 * u * (Math.abs(dataOf(a)[i]!) + Math.abs(dataOf(b)[i]!)) + 2 ** -149;
          expect(Math.abs(value - back[i]!)).toBeLessThanOrEqual(bound);
        });
      }),
    );
  });

  it('keeps entries on which neighbours agree', () => {
    fc.assert(
      fc.property(point, unit, (a, t) => {
        expect(sameBits(pointAt(polyline([a, a]), t), a)).toBe(true);
      }),
    );
  });

  it('finds a place for every t, which leads back to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), unit, (n, t) => {
        const path = polyline(Array.from({ length: n + 1 }, () => params([0])));
        const place = locate(path, t);
        expect(place.element).toBeGreaterThanOrEqual(0);
        expect(place.element).toBeLessThan(n);
        // A few roundings of numbers of size up to 1.
        expect(Math.abs(positionOf(n, place) - t)).toBeLessThanOrEqual(4 * Number.EPSILON);
      }),
    );
  });

  it('covers [i/n, (i+1)/n] by element i', () => {
    const path = polyline([0, 1, 3].map((x) => params([x])));
    expect(locate(path, 0)).toEqual({ element: 0, t: 0 });
    expect(locate(path, 0.25)).toEqual({ element: 0, t: 0.5 });
    expect(locate(path, 0.5)).toEqual({ element: 1, t: 0 });
    expect(locate(path, 1)).toEqual({ element: 1, t: 1 });
    expect(dataOf(pointAt(path, 0.75))).toEqual(Float32Array.of(2));
  });

  it.each([-0.1, 1.1, NaN])('refuses t = %s', (t) => {
    const path = polyline([params([0]), params([1])]);
    expect(() => pointAt(path, t)).toThrow(expect.objectContaining({ code: 'path/outside' }));
  });

  it('refuses fewer than two vertices', () => {
    expect(() => polyline([params([0])])).toThrow(
      expect.objectContaining({ code: 'path/too-few-vertices' }),
    );
  });
});
