import { describe, expect, it } from 'vitest';
import { erf, erfc } from './erf.js';

/** A few units in the last place; rounding x² before exp(-x²) costs x² of them more. */
const relative = (x: number) => 5e-16 + x * x * 1.2e-16;

/** Abramowitz & Stegun 1964, table 7.1, to ten places. */
const TABLE: readonly [x: number, erf: number][] = [
  [0, 0],
  [0.1, 0.112462916],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [1.5, 0.9661051465],
  [2, 0.995322265],
];

/** By the Taylor series in 60 decimal digits. */
const PRECISE: readonly [x: number, erf: number, erfc: number][] = [
  [0.0009765625, 0.0011019324300718147, 0.9988980675699282],
  [0.25, 0.27632639016823696, 0.7236736098317631],
  [0.75, 0.7111556336535151, 0.28884436634648486],
  [1, 0.8427007929497149, 0.15729920705028513],
  [1.5, 0.9661051464753108, 0.033894853524689274],
  [2, 0.9953222650189527, 0.004677734981047266],
  [2.4375, 0.9994334567454198, 0.0005665432545801649],
  [2.5, 0.999593047982555, 0.0004069520174449589],
  [2.5625, 0.9997098311383266, 0.00029016886167340607],
  [3, 0.9999779095030014, 2.209049699858544e-5],
  [4, 0.9999999845827421, 1.541725790028002e-8],
  [5, 0.9999999999984626, 1.537459794428035e-12],
  [6, 1, 2.1519736712498913e-17],
];

describe('erf', () => {
  it.each(TABLE)('of %d is %d in the table', (x, expected) => {
    expect(Math.abs(erf(x) - expected)).toBeLessThan(5.1e-11);
  });

  it.each(PRECISE)('of ±%d is ±%d', (x, expected) => {
    expect(Math.abs(erf(x) / expected - 1)).toBeLessThan(relative(x));
    expect(erf(-x)).toBe(-erf(x));
  });

  it.each([
    [Infinity, 1],
    [-Infinity, -1],
    [1e200, 1],
    [NaN, NaN],
  ])('of %d is %d', (x, expected) => {
    expect(erf(x)).toBe(expected);
  });
});

describe('erfc', () => {
  it.each(PRECISE)('of %d', (x, _, expected) => {
    const error = Math.abs(erfc(x) - expected);
    expect(error).toBeLessThan(relative(x) * (x < 2.5 ? 1 : expected));
    expect(Math.abs(erfc(-x) - (2 - expected))).toBeLessThan(2 * relative(x));
  });

  it.each([
    [Infinity, 0],
    [-Infinity, 2],
    [NaN, NaN],
  ])('of %d is %d', (x, expected) => {
    expect(erfc(x)).toBe(expected);
  });
});
