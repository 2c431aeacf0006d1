import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { matrixExponential, type SquareMatrix } from './matrix-exponential.js';

const matrix = (...rows: readonly (readonly number[])[]): SquareMatrix => ({
  size: rows.length,
  data: Float64Array.from(rows.flat()),
});
const random = (size: number, scale: number, seed: number): SquareMatrix => {
  const rng = createRng(seed);
  return { size, data: Float64Array.from({ length: size * size }, () => scale * rng.normal()) };
};
const times = (a: SquareMatrix, b: SquareMatrix) =>
  Float64Array.from({ length: a.size ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / a.size), at % a.size];
    let sum = 0;
    for (let k = 0; k < a.size; k++) sum += a.data[i * a.size + k]! * b.data[k * a.size + j]!;
    return sum;
  });

function expectClose(found: Float64Array, expected: ArrayLike<number>, tolerance: number): void {
  found.forEach((entry, i) => {
    expect(Math.abs(entry - expected[i]!)).toBeLessThanOrEqual(tolerance);
  });
}

describe('the exponential of a matrix', () => {
  it.each([0, 0.1, 1, -3, 20])('is a rotation for a turn by %d', (angle) => {
    const { data } = matrixExponential(matrix([0, angle], [-angle, 0]));
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    // Each squaring doubles the error of the last, as the angle is doubled.
    expectClose(data, [c, s, -s, c], 1e-15 * (1 + 4 * Math.abs(angle)));
  });

  it('of a diagonal is that of its entries', () => {
    const { data } = matrixExponential(matrix([1.5, 0, 0], [0, -4, 0], [0, 0, 0]));
    expectClose(data, [Math.exp(1.5), 0, 0, 0, Math.exp(-4), 0, 0, 0, 1], 1e-14);
  });

  it.each([NaN, Infinity, -Infinity])('of a matrix with %d is no number', (entry) => {
    const { data } = matrixExponential(matrix([0, entry], [0, 0]));
    expect([...data]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('of a nilpotent matrix is a polynomial of it', () => {
    const { data } = matrixExponential(matrix([0, 2, 5], [0, 0, 3], [0, 0, 0]));
    expectClose(data, [1, 2, 5 + 3, 0, 1, 3, 0, 0, 1], 1e-15 * 20);
  });

  it.each([1, 2, 3])('times that of its negative is the identity, seed %i', (seed) => {
    const x = random(6, 0.5, seed);
    const inverse = matrixExponential({ size: 6, data: x.data.map((entry) => -entry) });
    const identity = Float64Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 1 : 0));
    // Entries up to e^3 on both sides.
    expectClose(times(matrixExponential(x), inverse), identity, 1e-12);
  });
});
