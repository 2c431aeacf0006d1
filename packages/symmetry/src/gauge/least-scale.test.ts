import { createRng } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { leastProportion, leastScale, scaledExcess, type ScaleTerms } from './least-scale.js';

const dot = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, i) => sum + value * y[i]!, 0);

const drawn = (seed: number, size: number, length = 3) => {
  const rng = createRng(seed);
  return Array.from({ length }, () => size * rng.normal());
};

const termsOf = (
  aIn: readonly number[],
  bIn: readonly number[],
  aOut: readonly number[],
  bOut: readonly number[],
): ScaleTerms => ({
  ...{ madeProduct: dot(aIn, bIn), madeSquare: dot(bIn, bIn) },
  ...{ readProduct: dot(aOut, bOut), readSquare: dot(bOut, bOut) },
});

describe('leastScale', () => {
  it('finds the factor by which a unit was scaled, however large', () => {
    for (let seed = 0; seed < 50; seed++) {
      const factor = 10 ** (12 * (createRng(seed).fork('factor').next() * 2 - 1));
      const [made, read] = [drawn(seed, 2), drawn(seed + 99, 0.1)];
      const terms = termsOf(
        ...([made, made.map((w) => w / factor), read, read.map((w) => w * factor)] as const),
      );
      expect(leastScale(terms) / factor).toBeCloseTo(1, 12);
    }
  });

  it('is as near as any of a fine grid of factors, of any two units', () => {
    const grid = Array.from({ length: 4001 }, (_, i) => 10 ** ((i - 2000) / 200));
    for (let seed = 0; seed < 200; seed++) {
      const sizes = [1, 0.05, 30, 1];
      const terms = termsOf(
        drawn(4 * seed, 1),
        drawn(4 * seed + 1, sizes[seed % 4]!),
        drawn(4 * seed + 2, 1),
        drawn(4 * seed + 3, sizes[(seed >> 2) % 4]!),
      );
      const least = Math.min(...grid.map((c) => scaledExcess(terms, c)));
      const found = scaledExcess(terms, leastScale(terms));
      expect(found).toBeLessThanOrEqual(least + 1e-12 * (terms.madeSquare + terms.readSquare));
    }
  });

  it('takes the better of two places where it could rest', () => {
    // Products that pull both ways: what makes b asks for much more, what reads it for much less.
    const terms = { madeProduct: 20, madeSquare: 1, readProduct: 30, readSquare: 1 };
    const c = leastScale(terms);
    expect(c).toBeLessThan(0.1);
    expect(scaledExcess(terms, c)).toBeLessThan(scaledExcess(terms, 20));
  });

  it.each([
    ['nothing makes', { madeProduct: 0, madeSquare: 0, readProduct: 1, readSquare: 1 }],
    ['nothing reads', { madeProduct: 1, madeSquare: 1, readProduct: 0, readSquare: 0 }],
    ['is not finite', { madeProduct: NaN, madeSquare: 1, readProduct: 1, readSquare: 1 }],
  ])('leaves a unit alone that %s', (_, terms) => {
    expect(leastScale(terms)).toBe(1);
  });
});

describe('leastProportion', () => {
  const excessAt = (p: number, r: number) => {
    const terms = { madeProduct: p, madeSquare: 1, readProduct: r, readSquare: 1 };
    return scaledExcess(terms, leastScale(terms));
  };

  it('is the least excess of all terms that it takes, their bounds among them', () => {
    for (let i = -20; i <= 20; i++)
      for (let j = -20; j <= 20; j++) {
        const [p, r] = [i / 20, j / 20];
        // Both are sums of four numbers of at most 7, and Newton's last step leaves the square of 1e-8.
        expect(Math.abs(leastProportion(p, r) - excessAt(p, r))).toBeLessThan(1e-13);
      }
  });

  it.each([
    [1.001, 0],
    [0, -1.001],
    [NaN, 0],
    [0, Infinity],
  ])('takes no others: %d, %d', (p, r) => {
    expect(leastProportion(p, r)).toBeNaN();
  });
});
