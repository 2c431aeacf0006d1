import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { addProduct, addProductTransposedLeft, addProductTransposedRight } from './products.js';

const rng = createRng(1);
const SIZES = [1, 2, 3, 4, 5, 8, 9];

/** Both sum in the same order, so nothing but the last addition to `out` may round otherwise. */
const TOLERANCE = 1e-15 * 16;

function matrix(rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: rows * columns }, () => rng.normal());
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(a, (_, at) => a[(at % rows) * columns + Math.floor(at / rows)]!);
}

/** out + a b, one entry at a time. */
function slow(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  [m, k, n]: readonly [number, number, number],
): Float64Array {
  const at = (i: number, j: number) =>
    Array.from({ length: k }, (_, l) => a[i * k + l]! * b[l * n + j]!).reduce((x, y) => x + y, 0);
  expect(out.length).toBe(m * n);
  return out.map((value, index) => value + at(Math.floor(index / n), index % n));
}

function expectNear(came: Float64Array, expected: Float64Array): void {
  expect(came.length).toBe(expected.length);
  came.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(TOLERANCE);
  });
}

describe.each(SIZES)('products of %i rows', (m) => {
  it.each(SIZES.flatMap((k) => SIZES.map((n) => [k, n] as const)))(
    'inner %i, columns %i',
    (k, n) => {
      const [a, b, out] = [matrix(m, k), matrix(k, n), matrix(m, n)];
      const expected = slow(a, b, out, [m, k, n]);

      const plain = out.slice();
      addProduct(a, b, plain, m, k, n);
      expectNear(plain, expected);

      const right = out.slice();
      addProductTransposedRight(a, transposed(b, k, n), right, m, n, k);
      expectNear(right, expected);

      const left = out.slice();
      addProductTransposedLeft(transposed(a, m, k), b, left, k, m, n);
      expectNear(left, expected);
    },
  );
});

it('gives a row the same bits whichever rows are computed with it', () => {
  const [a, b] = [matrix(11, 7), matrix(7, 5)];
  const all = new Float64Array(55);
  addProduct(a, b, all, 11, 7, 5);
  for (let row = 0; row < 11; row++) {
    const alone = new Float64Array(5);
    addProduct(a.subarray(row * 7), b, alone, 1, 7, 5);
    expect([...alone]).toEqual([...all.subarray(row * 5, row * 5 + 5)]);
  }
});
