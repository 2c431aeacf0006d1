import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearTicks, lossScale, shareBelow, tickDigits, type LossScale } from './scale.js';

describe('lossScale', () => {
  it.each([
    { values: [0.001, 0.0499], type: 'linear' },
    { values: [0.001, 0.0501], type: 'log' },
    { values: [0, 100], type: 'linear' },
    { values: [-1, 100], type: 'linear' },
    { values: [-1, 1, 2000], type: 'symlog' },
    { values: [0, 1, 50.1], type: 'symlog' },
    { values: [0, 0, -0], type: 'linear' },
    { values: [1e-300, 1], type: 'symlog' },
    { values: [0.001, 0.1, Infinity, Number.NaN], type: 'log' },
    { values: [], type: 'linear' },
  ])('is $type for $values', ({ values, type }) => {
    expect(lossScale(values).type).toBe(type);
  });

  it('follows a wish where the values allow it', () => {
    expect(lossScale([1, 2], 'log').type).toBe('log');
    expect(lossScale([0, 2], 'log').type).toBe('symlog');
    expect(lossScale([-1, 2], 'log').type).toBe('symlog');
    expect(lossScale([0, 0], 'log').type).toBe('linear');
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

  it('has a place on the axis for every value, in their order, whatever they are', () => {
    const size = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, 1e-310, 1),
    );
    const choice = fc.constantFrom('auto' as const, 'linear' as const, 'log' as const);
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 9 }), choice, (values, wish) => {
        const scale = lossScale(values, wish);
        const places = values.toSorted((a, b) => a - b).map((value) => shareBelow(scale, value));
        // An axis rounds: places of neighbours may coincide, and the ends miss 0 and 1 by as much.
        places.forEach((place, i) => {
          expect(place).toBeGreaterThanOrEqual((places[i - 1] ?? 0) - 1e-9);
          expect(place).toBeLessThanOrEqual(1 + 1e-9);
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a logarithm with zeros and negative values', () => {
  // A tenth of an axis of 356 pixels is three lines of text.
  const apart = (scale: LossScale, p: number, q: number) =>
    shareBelow(scale, q) - shareBelow(scale, p);

  it.each(['auto', 'log'] as const)('tells small losses beside 0 apart (%s)', (choice) => {
    const scale = lossScale([0, 1e-8, 1e-4, 1e6], choice);
    expect(scale.ticks).toContain(0);
    expect(scale.domain[0]).toBe(0);
    expect(apart(scale, 1e-8, 1e-4)).toBeGreaterThan(0.2);
    expect(apart(scale, 0, 1e-8)).toBeGreaterThan(0.05);
    // Every exact zero stands where 0 stands, and a denormal hardly above it.
    expect(shareBelow(scale, 0)).toBe(0);
  });

  it.each([[[5e-324, 1e-8, 1e-4, 1e6]], [[0, 5e-324, 1e-8, 1e-4, 1e6]]])(
    'keeps the decades in use legible beside a denormal: %j',
    (values) => {
      const scale = lossScale(values, 'log');
      expect(apart(scale, 1e-8, 1e-4)).toBeGreaterThan(0.08);
      expect(shareBelow(scale, 5e-324)).toBeGreaterThanOrEqual(0);
    },
  );

  it('shows both signs of an objective', () => {
    const scale = lossScale([-1e3, -1e-3, 0, 1e-3, 1e3], 'log');
    const places = [-1e3, -1e-3, 0, 1e-3, 1e3].map((value) => shareBelow(scale, value));
    places.slice(1).forEach((place, i) => {
      expect(place - (places[i] ?? 1)).toBeGreaterThan(0.05);
    });
    expect(scale.ticks.some((tick) => tick < 0)).toBe(true);
    expect(scale.ticks.some((tick) => tick > 0)).toBe(true);
  });

  it('leaves out what is no number', () => {
    expect(lossScale([0, 1e-8, 1, Number.NaN, Infinity, -Infinity])).toEqual(
      lossScale([0, 1e-8, 1]),
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
