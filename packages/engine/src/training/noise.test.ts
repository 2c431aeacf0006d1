import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { nodeNoise } from './noise.js';

describe('nodeNoise', () => {
  const noise = () => nodeNoise(createRng(7).fork('step 3'));

  it('gives a node the same numbers whenever it is asked', () => {
    const one = noise();
    const other = noise();
    other('second', 10);
    other('first', 2);
    expect([...one('first', 5)]).toEqual([...other('first', 5)]);
    expect([...one('first', 5)]).toEqual([...one('first', 5)]);
  });

  it('gives every node and every step numbers of its own', () => {
    const numbers = [
      noise()('first', 4),
      noise()('second', 4),
      nodeNoise(createRng(7).fork('step 4'))('first', 4),
    ];
    expect(new Set(numbers.map(String)).size).toBe(3);
  });

  it('stays in [0, 1) and fills it evenly', () => {
    const count = 20_000;
    const numbers = noise()('first', count);
    expect(numbers.every((u) => u >= 0 && u < 1)).toBe(true);
    // Six standard deviations of the mean of `count` uniform numbers.
    const tolerance = 6 / Math.sqrt(12 * count);
    const mean = numbers.reduce((sum, u) => sum + u, 0) / count;
    expect(Math.abs(mean - 0.5)).toBeLessThan(tolerance);
    const tenths = new Set(numbers.map((u) => Math.floor(10 * u)));
    expect(tenths.size).toBe(10);
  });
});
