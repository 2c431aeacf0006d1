import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearTicks, lossScale, tickDigits } from './scale.js';

describe('lossScale', () => {
  it.each([
    { values: [0.001, 0.0499], type: 'linear' },
    { values: [0.001, 0.0501], type: 'log' },
    { values: [0, 100], type: 'linear' },
    { values: [-1, 100], type: 'linear' },
    { values: [0.001, 0.1, Infinity, Number.NaN], type: 'log' },
    { values: [], type: 'linear' },
  ])('is $type for $values', ({ values, type }) => {
    expect(lossScale(values).type).toBe(type);
  });

  it('follows a wish where the values allow it', () => {
    expect(lossScale([1, 2], 'log').type).toBe('log');
    expect(lossScale([0, 2], 'log').type).toBe('linear');
    expect(lossScale([0.001, 100], 'linear').type).toBe('linear');
  });

  it('starts at zero unless that would hide the differences', () => {
    expect(lossScale([1, 4]).domain[0]).toBe(0);
    expect(lossScale([3, 4]).domain[0]).toBeGreaterThan(2.5);
    expect(lossScale([2, 2]).domain[0]).toBe(0);
  });

  it('has room for all values and some round ticks, whatever they are', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const choice = fc.constantFrom('auto' as const, 'linear' as const, 'log' as const);
    fc.assert(
      fc.property(fc.array(double, { minLength: 1, maxLength: 9 }), choice, (values, wish) => {
        const { domain, ticks } = lossScale(values, wish);
        expect(domain[0]).toBeLessThanOrEqual(Math.min(...values));
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(...values));
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThan(26);
        expect(tickDigits(ticks)).toBeLessThanOrEqual(15);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('linearTicks', () => {
  it('steps by 1, 2 or 5 times a power of ten', () => {
    expect(linearTicks(0, 1.1)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
    expect(linearTicks(0, 812)).toEqual([0, 200, 400, 600, 800]);
    expect(linearTicks(-1, 1)).toEqual([-1, -0.5, 0, 0.5, 1]);
  });
});

describe('logarithmic ticks', () => {
  it('are powers of ten over many decades, finer over few', () => {
    expect(lossScale([1e-3, 1]).ticks).toEqual([0.001, 0.01, 0.1, 1]);
    expect(lossScale([0.002, 0.5]).ticks).toEqual([0.003, 0.01, 0.03, 0.1, 0.3]);
    expect(lossScale([2, 8], 'log').ticks).toEqual([2, 5]);
    expect(lossScale([1e-20, 1]).ticks.length).toBeLessThan(10);
  });
});
