import { createRng } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { innerProducts, readyProducts } from './inner-products.js';

const sizes = Array.from({ length: 11 }, (_, i) => i + 1);

describe('innerProducts', () => {
  it.each(sizes)('agrees with products taken one by one: %i units, several arrays', (size) => {
    const rng = createRng(size);
    const rows = (width: number) => ({
      width,
      data: Float64Array.from({ length: size * width }, () => rng.normal()),
    });
    const a = [rows(1), rows(7), rows(3)];
    const b = [rows(1), rows(7), rows(3)];
    const products = innerProducts(a, b, size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const expected = a.reduce((sum, { width, data }, at) => {
          const other = b[at]!.data.subarray(j * width, (j + 1) * width);
          return sum + other.reduce((s, y, c) => s + y * data[i * width + c]!, 0);
        }, 0);
        expect(products[i * size + j]).toBeCloseTo(expected, 12);
      }
  });

  it('of no arrays is zero', () => {
    expect(innerProducts([], [], 2)).toEqual(new Float64Array(4));
  });

  it('has the same bits by kernels as by plain code', async () => {
    const rng = createRng(99);
    const shapes = [3, 8, 37, 64].flatMap((size) => [1, 9, 130].map((width) => ({ size, width })));
    const operands = shapes.map(({ size, width }) => {
      const rows = () => ({
        width,
        data: Float64Array.from({ length: size * width }, () => rng.normal()),
      });
      return { size, a: [rows(), rows()], b: [rows(), rows()] };
    });
    const compute = () => operands.map(({ size, a, b }) => innerProducts(a, b, size));
    const plain = compute();
    await readyProducts();
    expect(compute()).toEqual(plain);
  });
});
