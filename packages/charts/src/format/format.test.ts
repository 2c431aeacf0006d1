import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBeside,
  formatCount,
  formatFraction,
  formatLevel,
  formatNumber,
  formatSeconds,
  plural,
  toNumber,
} from './format.js';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.001, '0.001'],
    [0.00098765, '0.0009877'],
    [0.00009, '9e−5'],
    [-0.0000123, '−1.23e−5'],
    [123456, '123500'],
    [1234567, '1.235e6'],
    [1e300, '1e300'],
    [5e-324, '4.941e−324'],
    [Number.NaN, 'NaN'],
    [Infinity, '∞'],
    ['Infinity', '∞'],
    ['-Infinity', '−∞'],
    ['NaN', 'NaN'],
    [null, '–'],
  ])('writes %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('is the number to its digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = Number(formatNumber(value, 6).replaceAll('\u2212', '-'));
        expect(read).toBe(Number(value.toPrecision(6)) + 0);
      }),
    );
  });
});

describe('formatBeside', () => {
  it('shows the digits that set a loss apart from the level', () => {
    expect(formatBeside(0.00100004, 0.001)).toBe('0.00100004');
    expect(formatBeside(0.0009999999, 0.001)).toBe('0.0009999999');
    expect(formatBeside(0.83, 0.001)).toBe('0.83');
    expect(formatBeside(0.001, 0.001)).toBe('0.001');
    expect(formatBeside('Infinity', 0.001)).toBe('∞');
    expect(formatBeside(0.5, null)).toBe('0.5');
  });

  it('keeps the order of a loss and a level with up to ten digits', () => {
    const level = fc.integer({ min: 1, max: 9_999_999_999 }).map((digits) => digits * 1e-12);
    const factor = fc.integer({ min: -1e6, max: 1e6 }).map((k) => 1 + k * 1e-9);
    fc.assert(
      fc.property(level, factor, (bound, by) => {
        const loss = bound * by;
        const read = (text: string) => Number(text.replaceAll('\u2212', '-'));
        const shown = read(formatBeside(loss, bound)) - read(formatLevel(bound));
        expect(Math.sign(shown)).toBe(loss === bound ? 0 : Math.sign(loss - bound));
      }),
    );
  });
});

describe('other formats', () => {
  it('groups counts', () => {
    expect(formatCount(0)).toBe('0');
    expect(formatCount(999)).toBe('999');
    expect(formatCount(1234567)).toBe('1\u202f234\u202f567');
  });

  it('writes fractions, times and plurals', () => {
    expect(formatFraction(0.9712)).toBe('97.12\u202f%');
    expect(formatFraction(null)).toBe('–');
    expect([0.0213, 12.42, 99.6, 200, 7500].map(formatSeconds)).toEqual([
      '0.0213 s',
      '12.4 s',
      '1 min 40 s',
      '3 min 20 s',
      '2 h 5 min',
    ]);
    expect([plural(0, 'bead'), plural(1, 'bead'), plural(2, 'bead')]).toEqual([
      '0 beads',
      '1 bead',
      '2 beads',
    ]);
  });

  it('reads numbers that JSON had to write as strings', () => {
    expect(['NaN', 'Infinity', '-Infinity', 2].map(toNumber)).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
      2,
    ]);
  });
});
