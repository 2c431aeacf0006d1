import { describe, expect, it } from 'vitest';
import { contourLevels } from './contour-levels.js';

describe('contours around a level', () => {
  it.each([
    [[0.0005, 0.3, 12], 0.001],
    [[1e-9, 1e5], 3e-4],
    [[0.9, 1.1], 1],
    [[0.12, 0.67], 0.15],
    [[1e-300, 1e300], 1],
  ])('of values %j hold the level %d, and rise by one factor above it', (values, level) => {
    const { levels, isLog } = contourLevels(values, level, true);
    expect(isLog).toBe(true);
    expect(levels).toContain(level);
    expect(levels.length).toBeLessThanOrEqual(12);
    const above = levels.filter((each) => each >= level);
    const ratios = above.slice(1).map((each, i) => each / above[i]!);
    // Each is rounded to three digits.
    for (const ratio of ratios) expect(Math.abs(ratio / ratios[0]! - 1)).toBeLessThan(0.011);
    expect(new Set(levels).size).toBe(levels.length);
    expect(levels.every((each) => each > values[0]! && each < values.at(-1)!)).toBe(true);
  });

  it('are even where there are values at or below 0', () => {
    const { levels, isLog } = contourLevels([-1, 0, 8], 0, true);
    expect(isLog).toBe(false);
    expect(levels).toContain(0);
    const steps = levels.slice(1).map((each, i) => each - levels[i]!);
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 12);
  });

  it('are of the values where the level is not among them', () => {
    expect(contourLevels([1, 10], 20, true).levels).not.toContain(20);
    expect(contourLevels([1, 10], 0.5, true).levels).not.toContain(0.5);
    expect(contourLevels([1, 10], null, true).levels.length).toBeGreaterThan(3);
  });

  it.each([[[]], [[NaN, Infinity]], [[2, 2, 2]], [[0, 0]]])('of %j are none', (values) => {
    expect(contourLevels(values, 1, true).levels).toEqual([]);
  });
});
