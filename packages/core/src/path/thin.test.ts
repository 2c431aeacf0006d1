import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CURVE_POINTS, thinCurve } from './thin.js';

const heights = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
  minLength: 1,
  maxLength: 4000,
});
const curveOf = (y: readonly number[]) => ({ x: y.map((_, i) => i), y });
const extremes = (y: readonly number[]) => [
  y.reduce((p, q) => Math.min(p, q)),
  y.reduce((p, q) => Math.max(p, q)),
];

describe('thinCurve', () => {
  it('leaves short curves as they are', () => {
    const curve = curveOf(Array.from({ length: MAX_CURVE_POINTS }, (_, i) => i % 7));
    expect(thinCurve(curve)).toBe(curve);
  });

  it('keeps ends and extremes within the limit, in order, without doubles', () => {
    fc.assert(
      fc.property(heights, fc.integer({ min: 4, max: 600 }), (y, limit) => {
        const kept = thinCurve(curveOf(y), limit);
        expect(kept.x.length).toBeLessThanOrEqual(Math.max(limit, 4));
        expect(kept.x.every((x, i) => i === 0 || x > kept.x[i - 1]!)).toBe(true);
        expect(kept.y).toEqual(kept.x.map((x) => y[x]));
        expect([kept.x[0], kept.x.at(-1)]).toEqual([0, y.length - 1]);
        expect(extremes(kept.y)).toEqual(extremes(y));
      }),
    );
  });

  it('keeps a NaN', () => {
    const y = Array.from({ length: 5000 }, (_, i) => (i === 3217 ? NaN : Math.sin(i)));
    expect(thinCurve(curveOf(y)).x).toContain(3217);
  });
});
