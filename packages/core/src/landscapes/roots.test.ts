import { describe, expect, it } from 'vitest';
import { rootsWithin } from './roots.js';

describe('roots', () => {
  it.each([
    [[-0.25, 1], [0.25]],
    [
      [0.06, -0.5, 1],
      [0.2, 0.3],
    ],
    [
      [-0.015, 0.23, -0.9, 1],
      [0.1, 0.3, 0.5],
    ],
    [[1, 0, 1], []],
    [[-4, 2], []],
  ])('of %j are %j', (coefficients, roots) => {
    const found = rootsWithin(coefficients);
    expect(found).toHaveLength(roots.length);
    found.forEach((root, i) => expect(root).toBeCloseTo(roots[i]!, 12));
  });
});
