import { describe, expect, it } from 'vitest';
import { areFinite, entriesBetween, entriesFrom, lerpEntry, sameEntries } from './entries.js';

const ODD = [0, -0, 1, -1, 0.1, -0.1, NaN, Infinity, -Infinity, 2 ** -149, 3e38];

/** What `lerp` promises, said as plainly as can be. */
function promised(a: number, b: number, t: number): number {
  if (Object.is(a, b) || t === 0) return a;
  return t === 1 ? b : (1 - t) * a + t * b;
}

describe('entries', () => {
  it.each([-0.5, -0, 0, 2 ** -30, 0.3, 0.5, 1 - 2 ** -30, 1, 1.5, NaN])(
    'between two arrays at t = %d are those of lerp, with the signs of zeros',
    (t) => {
      const pairs = ODD.flatMap((a) => ODD.map((b) => [a, b] as const));
      const [a, b] = [0, 1].map((i) => Float64Array.from(pairs, (pair) => pair[i]!));
      const expected = Float64Array.from(pairs, ([x, y]) => promised(x, y, t));
      expect(
        sameEntries(
          expected,
          Float64Array.from(pairs, ([x, y]) => lerpEntry(x, y, t)),
        ),
      ).toBe(true);
      expect(
        sameEntries(
          expected.subarray(7),
          entriesBetween(a!, b!, t, 7, new Float64Array(pairs.length - 7)),
        ),
      ).toBe(true);
    },
  );

  it('are told apart by their numbers, and the zeros by their signs', () => {
    ODD.forEach((x, i) => {
      ODD.forEach((y, j) => {
        expect(sameEntries(Float64Array.of(1, x), Float64Array.of(1, y))).toBe(i === j);
      });
      expect(areFinite(Float64Array.of(1, x))).toBe(Number.isFinite(x));
    });
    expect(sameEntries(Float64Array.of(1), Float64Array.of(1, 1))).toBe(false);
  });

  it('have differences in float64', () => {
    expect(entriesFrom(Float32Array.of(0.1, 2), Float32Array.of(1, 5))).toEqual(
      Float64Array.of(1 - Math.fround(0.1), 3),
    );
  });
});
