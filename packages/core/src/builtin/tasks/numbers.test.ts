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
    ['fractions', Float64Array.of(0.1, 1 / 3, 1000.1, 1e-30), 0],
    ['numbers whose fraction is lost', Float64Array.of(limit + 0.5, 1.7e9 + 0.25), 2],
    ['numbers that become 0', Float64Array.of(1e-60, -1e-60, 0, -0), 2],
    ['float32', Float32Array.of(2 ** 30), 0],
    ['bytes', Uint8Array.of(255), 0],
  ])('counts among %s', (_, values, count) => {
    const warnings = roundedNumbers(values, 'f', place);
    expect(warnings).toHaveLength(Math.min(count, 1));
    if (count > 0) expect(warnings[0]!.message).toContain(`f: ${count} number`);
    // What it says nothing of is kept but for the last digits of fractions: by half of 2^-23 of it.
    const lost = Float64Array.from(values).filter((value) => {
      const change = Math.abs(Math.fround(value) - value);
      return change >= 0.25 || change > 2 ** -24 * Math.abs(value);
    });
    expect(lost).toHaveLength(count);
  });
});

it('names the place of a number beyond float32', () => {
  expect(() => toFloat32(Float64Array.of(1, 1e39), 'f', place)).toThrow('f, entry 1: expected');
});
