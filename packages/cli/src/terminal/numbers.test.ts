import { describe, expect, it } from 'vitest';
import { count, counted, loss } from './numbers.js';

describe('loss', () => {
  it.each([
    [0, '0'],
    [0.00099865698, '0.0009987'],
    [0.001, '0.001'],
    [-0.25, '-0.25'],
    [1234.5678, '1235'],
    [12345.678, '1.235e+4'],
    [3.14159e-7, '3.142e-7'],
    [1e-12, '1.000e-12'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['NaN', 'NaN'],
    ['-Infinity', '-Infinity'],
  ])('%s', (value, text) => {
    expect(loss(value)).toBe(text);
  });
});

describe('counts', () => {
  it.each([
    [0, '0', '0 beads'],
    [1, '1', '1 bead'],
    [1234567, '1,234,567', '1,234,567 beads'],
  ])('%s', (value, text, words) => {
    expect(count(value)).toBe(text);
    expect(counted(value, 'bead')).toBe(words);
  });
});
