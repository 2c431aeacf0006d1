import { describe, expect, it } from 'vitest';
import { meanInterval, studentPoint } from './mean-interval.js';
import { createRng } from './rng.js';

describe("the 95 % point of Student's distribution", () => {
  // Fisher & Yates, Statistical Tables, as every later table repeats them, with more digits.
  it.each([
    [1, 12.706204736], [2, 4.302652730], [3, 3.182446305], [4, 2.776445105], [5, 2.570581836],
    [9, 2.262157163], [10, 2.228138852], [19, 2.093024054], [30, 2.042272456], [100, 1.983971519],
    [1000, 1.962339081],
  ])('of %i degrees of freedom is the tabled one', (freedom, tabled) => {
    expect(studentPoint(freedom)).toBeCloseTo(tabled, 8);
  }); // prettier-ignore

  it('falls steadily to that of the normal distribution, also where the method changes', () => {
    const points = Array.from({ length: 800 }, (_, i) => studentPoint(i + 1));
    for (const [i, point] of points.slice(1).entries()) expect(point).toBeLessThan(points[i]!);
    // Between 400 and 401 degrees: a step would stand out from the differences on both sides.
    const [before, between, after] = [398, 399, 400].map((i) => points[i]! - points[i + 1]!);
    expect(between!).toBeCloseTo((before! + after!) / 2, 9);
    expect(studentPoint(1e9)).toBeCloseTo(1.959963985, 8);
  });
});

describe('the interval of a mean', () => {
  it('is the textbook one', () => {
    // 1, 2, 3, 4: s = √(5/3), and t of 3 degrees of freedom is 3.182446305.
    const reach = (3.182446305 * Math.sqrt(5 / 3)) / 2;
    const { n, mean, low, high } = meanInterval([1, 2, 3, 4]);
    expect([n, mean]).toEqual([4, 2.5]);
    expect(low).toBeCloseTo(2.5 - reach, 8);
    expect(high).toBeCloseTo(2.5 + reach, 8);
  });

  it('holds the true mean 95 times in a hundred', () => {
    const rng = createRng(1);
    const holds = Array.from({ length: 4000 }, () => {
      const sample = Array.from({ length: 5 }, () => rng.normal());
      const { low, high } = meanInterval(sample);
      return low! <= 0 && 0 <= high! ? 1 : 0;
    });
    const part = holds.reduce<number>((sum, one) => sum + one, 0) / holds.length;
    // Four standard deviations of a fraction of 4000: 4 √(0.95 · 0.05 / 4000).
    expect(Math.abs(part - 0.95)).toBeLessThan(0.0138);
  });

  it('holds nothing that is impossible, and the true mean as often as before', () => {
    const { low, high } = meanInterval([0, 0, 3], 0);
    expect(meanInterval([0, 0, 3]).low).toBeLessThan(0);
    expect([low, high]).toEqual([0, meanInterval([0, 0, 3]).high]);
    expect(meanInterval([5, 6, 7], 0)).toEqual(meanInterval([5, 6, 7]));
    // Beads of a geometric distribution with the mean 1: skew, and never below 0.
    const rng = createRng(2);
    const draw = () => Math.floor(Math.log(1 - rng.next()) / Math.log(0.5));
    let [cut, whole] = [0, 0];
    for (let i = 0; i < 2000; i++) {
      const sample = Array.from({ length: 5 }, draw);
      const [bounded, free] = [meanInterval(sample, 0), meanInterval(sample)];
      expect(bounded.low).toBeGreaterThanOrEqual(0);
      if (bounded.low! <= 1 && 1 <= bounded.high!) cut++;
      if (free.low! <= 1 && 1 <= free.high!) whole++;
    }
    expect(cut).toBe(whole);
  });

  it('does not hold to a bound that a value shows to be none', () => {
    expect(meanInterval([-1, 0, 4], 0)).toEqual(meanInterval([-1, 0, 4]));
    // A ratio of 1 may come out of a division a little below.
    expect(meanInterval([1 - 2 ** -53, 1, 3], 1).low).toBe(1);
  });

  it('says no more than is known', () => {
    expect(meanInterval([])).toEqual({ n: 0, mean: null, low: null, high: null });
    expect(meanInterval([7])).toEqual({ n: 1, mean: 7, low: null, high: null });
    expect(meanInterval([1, Infinity])).toEqual({ n: 2, mean: Infinity, low: null, high: null });
    expect(meanInterval([1, NaN, 2])).toEqual({ n: 3, mean: NaN, low: null, high: null });
    expect(meanInterval([3, 3, 3])).toEqual({ n: 3, mean: 3, low: 3, high: 3 });
  });
});
