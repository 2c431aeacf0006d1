import { expect, it } from 'vitest';
import { compensatedSum } from './summation.js';

it('keeps what plain addition loses', () => {
  expect(compensatedSum(Float64Array.of(1, 1e100, 1, -1e100))).toBe(2);
});

it('sums a million tenths to the last place', () => {
  const tenths = new Float64Array(1e6).fill(0.1);
  expect(tenths.reduce((sum, value) => sum + value, 0)).not.toBe(1e5);
  expect(compensatedSum(tenths)).toBe(1e5);
});

it.each([
  [[], 0],
  [[Infinity, 1], Infinity],
  [[1, -Infinity], -Infinity],
  [[Infinity, -Infinity], NaN],
  [[NaN, 1], NaN],
  [[1e308, 1e308], Infinity],
])('%j sums to %d', (numbers, expected) => {
  expect(compensatedSum(Float64Array.from(numbers))).toBe(expected);
});
