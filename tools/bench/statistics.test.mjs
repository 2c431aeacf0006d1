import { describe, expect, it } from 'vitest';
import { playRounds, repeatsFor } from './rounds.mjs';
import { agree, exponentOf, median, pairedRatio, seeded, shuffled } from './statistics.mjs';
import { flopsOf, unitsOf } from './work.mjs';

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[], NaN],
  ])('of %j is %d', (numbers, expected) => {
    expect(median(numbers)).toEqual(expected);
  });
});

describe('pairedRatio', () => {
  it('compares within rounds, so that a slow round spoils nothing', () => {
    // The machine was ten times slower in the second round, for both.
    expect(pairedRatio([1, 10, 1], [3, 30, 4])).toEqual({ ratio: 3, least: 3, most: 4 });
  });
});

describe('exponentOf', () => {
  it('finds the power of a power law', () => {
    const points = [1, 2, 4, 8].map((x) => ({ x, y: 5 * x ** 1.5 }));
    // Rounding of logarithms only.
    expect(exponentOf(points)).toBeCloseTo(1.5, 10);
  });
});

describe('agree', () => {
  it.each([
    [[1, 2], [1, 2.001], 1e-3, true],
    [[1, 2], [1, 2.01], 1e-3, false],
    [[1], [1, 2], 1, false],
    [[NaN], [1], 1, false],
    [[1], [1], 0, true],
    [[0], [0], 0, true],
  ])('of %j with %j within %d: %s', (values, expected, tolerance, answer) => {
    expect(agree(values, expected, tolerance)).toBe(answer);
  });
});

describe('shuffled', () => {
  it('keeps everything, follows from the seed, and differs by the seed', () => {
    const things = Array.from({ length: 20 }, (_, i) => i);
    const order = shuffled(things, seeded(1));
    expect([...order].sort((a, b) => a - b)).toEqual(things);
    expect(shuffled(things, seeded(1))).toEqual(order);
    expect(shuffled(things, seeded(2))).not.toEqual(order);
  });
});

describe('playRounds', () => {
  it('lets every contender work once a round, in an order that is drawn anew', async () => {
    const asked = [];
    const player = (name, seconds) => ({
      name,
      repeats: 4,
      run: async (repeats) => {
        asked.push(name);
        return repeats * seconds;
      },
    });
    const seconds = await playRounds(
      [player('a', 1), player('b', 2), player('c', 3)],
      6,
      seeded(1),
    );
    expect(seconds).toEqual({ a: Array(6).fill(1), b: Array(6).fill(2), c: Array(6).fill(3) });
    const orders = Array.from({ length: 6 }, (_, round) => asked.slice(3 * round, 3 * round + 3));
    expect(orders.every((order) => new Set(order).size === 3)).toBe(true);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
  });
});

describe('repeatsFor', () => {
  it.each([
    [0.001, 300],
    [1e-6, 300_000],
    [2, 1],
  ])('fills a round with pieces of %d s', async (each, expected) => {
    const found = await repeatsFor(async (repeats) => repeats * each, 0.3);
    expect(found.repeats).toBe(expected);
    // Rounding of a product and a quotient.
    expect(found.each).toBeCloseTo(each, 10);
  });
});

describe('the amount of work', () => {
  const problem = { models: 2, batch: 10, data: { rows: 100 } };
  const macs = [8, 4, 2];

  it('counts the steps of all models', () => {
    const work = { do: 'train', stepsPerCall: 3 };
    expect(unitsOf(work, problem)).toBe(6);
    // A forward pass of 14, twice that backward, without the 8 of the gradient of the input.
    expect(flopsOf(work, problem, macs)).toBe(6 * 10 * 2 * (3 * 14 - 8));
  });

  it('counts the first layer of a scan at its ends only', () => {
    const work = { do: 'profile', t: [0, 0.5, 1] };
    expect(unitsOf(work, { ...problem, batch: null })).toBe(3);
    expect(flopsOf(work, { ...problem, batch: null }, macs)).toBe(100 * 2 * (2 * 8 + 3 * 6));
  });

  it('counts nothing where the amount depends on what is found', () => {
    expect(flopsOf({ do: 'dss' }, problem, macs)).toBeNull();
    expect(unitsOf({ do: 'dss' }, { pairs: 20 })).toBe(20);
  });
});
