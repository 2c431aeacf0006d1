import { describe, expect, it } from 'vitest';
import { roundedNumbers, toFloat32 } from './numbers.js';

const place = (i: number) => `entry ${i}`;

describe('roundedNumbers', () => {
  const limit = 2 ** 24;
  it.each([
    ['float64', Float64Array.of(limit + 1, 0.1, limit + 3), 2],
    ['32-bit integers', Int32Array.of(-limit - 1, limit), 1],
    ['unsigned ones', Uint32Array.of(limit + 1), 1],
    ['whole numbers that float32 has', Float64Array.of(limit, limit + 2, 2 ** 40, -(2 ** 60)), 0],
    ['fractions', Float64Array.of(0.1, 1 / 3, limit + 0.5), 0],
    ['float32', Float32Array.of(2 ** 30), 0],
    ['bytes', Uint8Array.of(255), 0],
  ])('counts among %s', (_, values, count) => {
    const warnings = roundedNumbers(values, 'f', place);
    expect(warnings).toHaveLength(Math.min(count, 1));
    if (count > 0) expect(warnings[0]!.message).toContain(`f: ${count} whole number`);
    // What it says nothing of is kept, but for fractions, which are rounded without a word.
    const wide = Float64Array.from(values).filter(Number.isInteger);
    const lost = wide.filter((value) => Math.fround(value) !== value);
    expect(lost).toHaveLength(count);
  });
});

it('names the place of a number beyond float32', () => {
  expect(() => toFloat32(Float64Array.of(1, 1e39), 'f', place)).toThrow('f, entry 1: expected');
});
