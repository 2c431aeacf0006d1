import { describe, expect, it } from 'vitest';
import { createRng, permutation, type Rng } from './rng.js';

const draws = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.next());

/** Σ (observed - expected)² / expected over equally likely cells. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}

/** Mean plus five standard deviations of chi-square: one seed in millions would fail by chance. */
const chiSquareLimit = (freedom: number) => freedom + 5 * Math.sqrt(2 * freedom);

describe('createRng', () => {
  // Pinned: stored results and published seeds depend on these values, in every process.
  it.each([
    [0, [0.9505357039023882, 0.871735954273491], 0.16815783385942282, 223],
    [1, [0.6433713922356028, 0.3378301550602627], -0.0871274331315055, 754],
    [2 ** 31, [0.023868853271683976, 0.05826784461117318], 0.06993653764470804, 502],
    [2 ** 53 - 1, [0.3399970911980048, 0.8235324767647998], -0.4138477460940767, 441],
  ])('gives the streams of seed %d that results were made with', (seed, first, normal, whole) => {
    const rng = createRng(seed);
    expect(draws(rng, 2)).toEqual(first);
    // Engines may differ in the last bits of a logarithm or a cosine.
    expect(rng.fork('init').normal()).toBeCloseTo(normal, 14);
    expect(rng.fork('batch').integer(1000)).toBe(whole);
  });

  it.each([-1, 1.5, NaN, Infinity, -Infinity, 2 ** 53, '1' as unknown as number])(
    'refuses the seed %s',
    (seed) => {
      expect(() => createRng(seed)).toThrow(
        expect.objectContaining({
          code: 'rng/bad-seed',
          message: expect.stringContaining(`${seed}`),
        }),
      );
    },
  );

  it('takes -0 for 0', () => {
    expect(createRng(-0).next()).toBe(createRng(0).next());
  });

  it('gives every seed a stream of its own', () => {
    const seeds = [...Array.from({ length: 1000 }, (_, i) => i), 2 ** 31, 2 ** 32, 2 ** 53 - 1];
    expect(new Set(seeds.map((seed) => createRng(seed).next())).size).toBe(seeds.length);
  });
});

describe('fork', () => {
  it('depends on names alone, never on what was drawn', () => {
    const fresh = createRng(7);
    const used = createRng(7);
    draws(used, 100);
    used.fork('other').normal();
    expect(draws(used.fork('a').fork('b'), 5)).toEqual(draws(fresh.fork('a').fork('b'), 5));
  });

  it('leaves its parent where it was', () => {
    const [alone, forked] = [createRng(7), createRng(7)];
    forked.fork('a').next();
    expect(forked.next()).toBe(alone.next());
  });

  it('gives different streams for different names, also for names with the joining sign', () => {
    const root = createRng(1);
    const streams = [
      root,
      root.fork(''),
      root.fork('').fork(''),
      root.fork('/'),
      root.fork('a'),
      root.fork('a/b'),
      root.fork('a').fork('b'),
      root.fork('a~1b'),
      root.fork('a~b'),
      root.fork('b').fork('a'),
      root.fork('ab'),
      createRng(11),
    ];
    expect(new Set(streams.map((rng) => rng.next())).size).toBe(streams.length);
  });

  it('gives streams that do not move together', () => {
    const root = createRng(3);
    const size = 4000;
    const [x, y] = [draws(root.fork('step 1'), size), draws(root.fork('step 2'), size)];
    const covariance = x.reduce((sum, v, i) => sum + (v - 0.5) * (y[i]! - 0.5), 0) / size;
    // Of independent uniforms: mean 0, standard deviation 1 / (12 √size).
    expect(Math.abs(covariance)).toBeLessThan(5 / (12 * Math.sqrt(size)));
  });

  it('spreads the first draws of its forks evenly too', () => {
    const root = createRng(0);
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 8000; i++) counts[Math.floor(root.fork(`step ${i}`).next() * 16)]!++;
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(15));
  });
});

describe('next', () => {
  it('is uniform in [0, 1)', () => {
    const counts = new Array<number>(64).fill(0);
    const rng = createRng(5);
    const numbers = draws(rng, 64_000);
    expect(numbers.every((u) => u >= 0 && u < 1)).toBe(true);
    for (const u of numbers) counts[Math.floor(u * 64)]!++;
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(63));
  });
});

describe('integer', () => {
  it.each([2, 3, 10, 37])('is uniform in [0, %d)', (below) => {
    const counts = new Array<number>(below).fill(0);
    const rng = createRng(below);
    for (let i = 0; i < 1000 * below; i++) counts[rng.integer(below)]!++;
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(below - 1));
  });

  it('gives 0 below 1, and stays inside the largest range', () => {
    const rng = createRng(1);
    expect(rng.integer(1)).toBe(0);
    const large = Array.from({ length: 200 }, () => rng.integer(Number.MAX_SAFE_INTEGER));
    expect(large.every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true);
    expect(Math.max(...large)).toBeGreaterThan(2 ** 52);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53])('refuses to draw below %s', (below) => {
    expect(() => createRng(1).integer(below)).toThrow(
      expect.objectContaining({ code: 'rng/bad-range' }),
    );
  });
});

describe('normal', () => {
  it('has mean 0, variance 1 and the tails of the bell', () => {
    const rng = createRng(9);
    const size = 20_000;
    const x = Array.from({ length: size }, () => rng.normal());
    const mean = x.reduce((sum, v) => sum + v, 0) / size;
    const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / size;
    const beyondTwo = x.filter((v) => Math.abs(v) > 2).length / size;
    expect(x.every(Number.isFinite)).toBe(true);
    // Five standard deviations each: of the mean 1/√n, of the variance √(2/n), of the share √(pq/n).
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(size));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / size));
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(5 * Math.sqrt((0.0455 * 0.9545) / size));
  });
});

describe('permutation', () => {
  it.each([0, 1, 2, 5, 1000])('of %d numbers holds each once', (size) => {
    const order = permutation(size, createRng(2));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
  });

  it('gives all orders of four alike', () => {
    const counts = new Map<string, number>();
    const rng = createRng(4);
    for (let i = 0; i < 24 * 400; i++) {
      const order = permutation(4, rng).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareLimit(23));
  });
});
