import { describe, expect, it } from 'vitest';
import { peakBetween } from './exact-peak.mjs';
import { measurePair, STRATEGIES } from './levels.mjs';
import { checkNotBelow, median, rowsOf } from './table.mjs';
import { TOYS } from './toys.mjs';

describe('peakBetween', () => {
  it('is the largest value of a polynomial on an interval', () => {
    const quartic = (t) => 16 * t * t * (1 - t) * (1 - t);
    expect(peakBetween(quartic, 0, 1, 4)).toBeCloseTo(1, 14);
    expect(peakBetween(quartic, 0, 0.25, 4)).toBeCloseTo(quartic(0.25), 14);
    // A peak between the samples of any grid: at t = 0.3 + 1e-3.
    const narrow = (t) => 5 - 1e4 * (t - 0.301) ** 2;
    expect(peakBetween(narrow, 0, 1, 4)).toBeCloseTo(5, 10);
  });
});

/** Enough for a path that bends, and a fraction of a second. */
const LITTLE = {
  budget: { gradientEvaluations: 500, lossEvaluations: 1000 },
  level: { lowest: { tolerance: 0.05, tries: 3 } },
};

describe.each(TOYS)('$name', (toy) => {
  it.each([1, 2])('pair %d: no path lies below the exact level', async (seed) => {
    const names = ['core/linear', 'dss/greedy', 'dss/bezier'];
    const pair = await measurePair(toy, seed, names, LITTLE);
    checkNotBelow(toy.name, pair);
    expect(pair.gamma).toBeGreaterThanOrEqual(pair.floor * (1 - 1e-12));
    for (const { sampled, exact } of Object.values(pair.strategies)) {
      // A path of samples cannot be higher than the path.
      expect(sampled).toBeLessThanOrEqual(exact * (1 + 1e-12));
      // 33 samples and a refined peak miss little of a polynomial of degree 4.
      expect(sampled).toBeGreaterThan(0.99 * exact);
    }
    const { 'core/linear': line, 'dss/greedy': greedy } = pair.strategies;
    expect(greedy.exact).toBeLessThanOrEqual(line.exact * (1 + 1e-6));
  });

  it('every strategy is measured or refused, in its place', async () => {
    const least = {
      budget: { gradientEvaluations: 20, lossEvaluations: 200 },
      level: { lowest: { tolerance: 0.5, tries: 1 } },
    };
    const { strategies } = await measurePair(toy, 1, STRATEGIES, least);
    expect(Object.keys(strategies)).toEqual(STRATEGIES);
    for (const { exact, refused } of Object.values(strategies))
      expect([exact, refused].filter((each) => each !== undefined)).toHaveLength(1);
  });
});

describe('the table', () => {
  const one = (ratio) => ({ exact: ratio, gradientEvaluations: 10, lossEvaluations: 20 });
  const pair = (seed, ratio) => ({
    ...{ seed, gamma: 1, floor: 0.5 },
    strategies: { 'x/y': ratio === null ? { refused: 'no' } : one(ratio) },
  });

  it('counts refusals apart', () => {
    const [row] = rowsOf({ pairs: [pair(1, 1), pair(2, 1.5), pair(3, 1.005), pair(4, null)] });
    expect(row).toMatchObject({ pairs: 3, refused: 1, median: 1.005, worst: 1.5, within: 2 });
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('stops at a path below the exact level', () => {
    expect(() => checkNotBelow('toy', pair(1, 0.999))).toThrow(/below the exact level/);
    expect(() => checkNotBelow('toy', pair(1, 1 - 1e-13))).not.toThrow();
  });
});
