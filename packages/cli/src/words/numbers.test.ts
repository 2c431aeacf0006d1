import { describe, expect, it } from 'vitest';
import { count, counted, level, loss, lossBeside, plainNumbers, ratio } from './numbers.js';

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
    [0.1 + 0.2, '0.3'],
    [12345678, '1.235e+7'],
    [5e-324, '4.941e-324'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['NaN', 'NaN'],
    ['-Infinity', '-Infinity'],
  ])('%s', (value, text) => {
    expect(loss(value)).toBe(text);
  });
});

describe('lossBeside', () => {
  it.each([
    [0.25, 0.25, '0.25'],
    [0.25000004, 0.25, '0.25000004'],
    [0.1 + 0.2, 0.3, '0.30000000000000004'],
    [1e-17, 0, '1.000e-17'],
    ['NaN', 0.25, 'NaN'],
    [0.25, 'Infinity', '0.25'],
  ])('%s beside %s', (value, other, text) => {
    expect(lossBeside(value, other)).toBe(text);
  });
});

describe('level', () => {
  it.each([
    [0.00123456, '0.00123456'],
    [0.1 * 3, '0.3'],
    [0.0138805294026, '0.01389'],
    [3.14159265358e-7, '3.142e-7'],
    ['Infinity', 'Infinity'],
  ])('%s', (value, text) => {
    expect(level(value)).toBe(text);
  });

  it('stays below a loss above it', () => {
    expect(level(0.0138805294026, 0.0138812)).toBe('0.013881');
    expect(lossBeside(0.0138812, 0.0138805294026)).toBe('0.0138812');
  });
});

describe('ratio', () => {
  it.each([
    [1.04153, '1.042'],
    [1e21, '1.000e+21'],
    ['NaN', 'NaN'],
    [Infinity, 'Infinity'],
  ])('%s', (value, text) => {
    expect(ratio(value)).toBe(text);
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

it('writes the numbers of a sentence as the table beside it does', () => {
  expect(plainNumbers('loss 5e\u22127 after 1\u202f005\u202f580 steps, 97\u202f%')).toBe(
    'loss 5e-7 after 1,005,580 steps, 97\u202f%',
  );
});
