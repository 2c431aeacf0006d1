import { describe, expect, it } from 'vitest';
import { shortNumber, shortPoint } from './short-number.js';

describe('a number for a person', () => {
  it.each<[number, number | undefined, string]>([
    [0.4 * 3, undefined, '1.2'],
    [0.1 + 0.2, 0.3, '0.30000000000000004'],
    [0.5, 0.4, '0.5'],
    [1.0000001, 1, '1.0000001'],
    [1e-300 / 3, undefined, '3.33333e-301'],
    [NaN, undefined, 'NaN'],
    [Infinity, 1, 'Infinity'],
  ])('%d beside %s is %s', (value, beside, text) => {
    expect(shortNumber(value, beside)).toBe(text);
  });

  it('is cut in a long point', () => {
    expect(shortPoint(Float64Array.of(0.1 + 0.2, 1))).toBe('[0.3, 1]');
    expect(shortPoint(new Float64Array(9))).toBe('[0, 0, 0, 0, 0, 0, 0, 0, …]');
  });
});
