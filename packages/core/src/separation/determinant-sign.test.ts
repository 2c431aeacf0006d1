import * as fc from 'fast-check';
import { determinant, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { determinantSign } from './determinant-sign.js';

const leaf = (rows: number, columns: number, data: readonly number[]) => ({
  shape: [rows, columns],
  data: Float32Array.from(data),
});

describe('the sign of a determinant', () => {
  it('is that of float64 where that is clear', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, n) => {
        const rng = createRng(Math.abs(seed));
        const matrix = leaf(
          n,
          n,
          Array.from({ length: n * n }, () => rng.normal()),
        );
        const value = determinant(Matrix.from1DArray(n, n, matrix.data));
        if (Math.abs(value) > 1e-9) expect(determinantSign([matrix])).toBe(Math.sign(value));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([
    ['regular by the last bit', [1, 1, 1, 1 + 2 ** -23], 1],
    ['singular', [3, 6, 1, 2], 0],
    ['of a size that float64 has no number for', [1e-38, 0, 0, -1e-38], -1],
    ['large', [3e38, 1, 1, 3e38], 1],
    ['of the smallest numbers', [2 ** -149, 0, 0, 2 ** -149], 1],
    ['with a zero to begin with', [0, 1, 1, 0], -1],
    ['zero', [0, 0, 0, 0], 0],
  ])('%s', (_, data, sign) => {
    expect(determinantSign([leaf(2, 2, data)])).toBe(sign);
  });

  it('of a product through a wider layer is that of the product', () => {
    const rng = createRng(2);
    for (let i = 0; i < 20; i++) {
      const [p, q] = [leaf(2, 5, Array.from({ length: 10 }, () => rng.normal())), leaf(5, 2, Array.from({ length: 10 }, () => rng.normal()))]; // prettier-ignore
      const value = determinant(Matrix.from1DArray(2, 5, p.data).mmul(Matrix.from1DArray(5, 2, q.data))); // prettier-ignore
      expect(determinantSign([p, q])).toBe(Math.sign(value));
    }
  });
});
