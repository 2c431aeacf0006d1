import { describe, expect, it } from 'vitest';
import { bytesInWords, countInWords } from './quantities.js';

describe('quantities', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [25.3e9, '25.3 GB'],
    [16e12, '16 TB'],
    [2.5e18, '2.5 EB'],
    [3e30, '3.0e+12 EB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(bytesInWords(bytes)).toBe(words);
  });

  it.each([
    [33, '33'],
    [1_000_003, '1,000,003'],
    [8e30, '8.0e+30'],
  ])('a count of %d is %s', (count, words) => {
    expect(countInWords(count)).toBe(words);
  });
});
