import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson.js';

describe('the Wilson interval', () => {
  // Newcombe 1998 (Statistics in Medicine 17:857-872), table I, method 3, to four decimals.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is the published one', (successes, trials, low, high) => {
    const found = wilsonInterval(successes, trials);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it('solves the quadratic that defines it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (trials, part, z) => {
          const successes = Math.round(part * trials);
          const { low, high } = wilsonInterval(successes, trials, z);
          const fraction = successes / trials;
          for (const p of [low, high]) {
            const residual = (fraction - p) ** 2 - (z * z * p * (1 - p)) / trials;
            expect(Math.abs(residual)).toBeLessThan(1e-12);
          }
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(fraction);
          expect(high).toBeGreaterThanOrEqual(fraction);
          expect(high).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('mirrors when successes and failures change places', () => {
    const [some, others] = [wilsonInterval(3, 17), wilsonInterval(14, 17)];
    expect(some.low).toBeCloseTo(1 - others.high, 14);
    expect(some.high).toBeCloseTo(1 - others.low, 14);
  });

  it('is everything without trials', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it.each([[-1, 3], [4, 3], [0.5, 3], [1, NaN]])('of %d in %d is refused', (successes, trials) => {
    expect(() => wilsonInterval(successes, trials)).toThrow('whole numbers');
  }); // prettier-ignore
});
