import { describe, expect, it } from 'vitest';
import { pointAt, polyline } from './polyline.js';
import { analyticProblem } from '../landscapes/analytic.js';
import { doubleWell } from '../builtin/objectives/double-well.js';
import { evenly, joinProfiles, peakOf, profileOf } from './profile.js';

const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 1 });
const path = polyline([problem.a, pointAt(polyline([problem.a, problem.b]), 0.3), problem.b]);

describe('profileOf', () => {
  it('gives the losses along the path, vertices included', () => {
    const profile = profileOf(path, evenly(5), problem);
    expect(profile.t).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const expected = [0, 0.25, 0.5, 0.75, 1].map((t) => problem.value(pointAt(path, t)));
    // The profile interpolates in float64, `pointAt` rounds to float32.
    profile.loss.forEach((loss, i) => expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-6));
    expect(profile.loss[0]).toBe(expected[0]);
    expect(profile.loss[2]).toBe(expected[2]);
  });
});

describe('joinProfiles', () => {
  it('puts elements behind each other and counts shared vertices once', () => {
    const joined = joinProfiles([
      { t: [0, 0.5, 1], loss: [1, 2, 3] },
      { t: [0, 1], loss: [3, 4] },
      { t: [0, 0.25, 1], loss: [4, 9, 5] },
    ]);
    expect(joined.t).toEqual([0, 0.5 / 3, 1 / 3, 2 / 3, 2.25 / 3, 1]);
    expect(joined.loss).toEqual([1, 2, 3, 4, 9, 5]);
  });

  it('joins at the t of the vertices, however many elements there are', () => {
    for (let n = 1; n <= 200; n++) {
      const joined = joinProfiles(Array.from({ length: n }, () => ({ t: [0, 1], loss: [7, 7] })));
      expect(joined.t).toEqual(Array.from({ length: n + 1 }, (_, k) => k / n));
    }
  });

  it('keeps the larger of two losses of one vertex, NaN above all', () => {
    const at = (left: number, right: number) =>
      joinProfiles([
        { t: [0, 1], loss: [0, left] },
        { t: [0, 1], loss: [right, 0] },
      ]).loss[1];
    expect(at(1, 2)).toBe(2);
    expect(at(2, 1)).toBe(2);
    expect(at(NaN, 1)).toBeNaN();
    expect(at(1, NaN)).toBeNaN();
  });
});

describe('peakOf', () => {
  it('takes the first of equal losses, and NaN above all', () => {
    expect(peakOf({ t: [0, 0.5, 1], loss: [1, 3, 3] })).toEqual({ t: 0.5, loss: 3 });
    expect(peakOf({ t: [0, 0.5, 1], loss: [1, NaN, 3] })).toEqual({ t: 0.5, loss: NaN });
  });

  it('has none without samples', () => {
    expect(() => peakOf({ t: [], loss: [] })).toThrow(
      expect.objectContaining({ code: 'path/empty-profile' }),
    );
  });
});
