import { type MatrixProducts, sharedProducts } from '@isthmus/core/internal';
import type { UnitRows } from './unit-rows.js';

let kernels: MatrixProducts | null = null;

/**
 * Loads the engine's kernels for products of rows. Until they are there, and where they cannot be had, plain
 * code does the same to the same bits: it decides the speed alone, some 5 times as much for wide layers.
 */
export function readyProducts(): Promise<void> {
  return sharedProducts().then(
    (loaded) => void (kernels = loaded),
    () => undefined,
  );
}

/**
 * Inner products of every unit of one network with every unit of the other, summed over arrays.
 *
 * @returns row-major `[units of a, units of b]`
 */
export function innerProducts(
  a: readonly UnitRows[],
  b: readonly UnitRows[],
  size: number,
): Float64Array {
  const products = new Float64Array(size * size);
  a.forEach((rows, at) => {
    addInnerProducts(products, rows, b[at]!, size);
  });
  return products;
}

/** Adds those of one array to what is there, each once it is summed. */
export function addInnerProducts(
  products: Float64Array,
  { data, width }: UnitRows,
  b: UnitRows,
  size: number,
): void {
  if (kernels === null) addProducts(products, { data, width }, b.data, size);
  else kernels.addProductTransposedRight(data, b.data, products, size, size, width);
}

/** In blocks of 2 by 4, which load a weight for several products: 3 to 4 times as fast as singly. */
function addProducts(
  products: Float64Array,
  { data: a, width }: UnitRows,
  b: Float64Array,
  size: number,
): void {
  const rows = size - (size % 2);
  const columns = size - (size % 4);
  for (let j = 0; j < columns; j += 4)
    for (let i = 0; i < rows; i += 2) addBlock(products, a, b, size, width, i, j);
  for (let i = 0; i < size; i++)
    for (let j = i < rows ? columns : 0; j < size; j++)
      products[i * size + j]! += productOf(a, b, width, i, j);
}

function productOf(a: Float64Array, b: Float64Array, width: number, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += a[i * width + c]! * b[j * width + c]!;
  return sum;
}

function addBlock(
  products: Float64Array,
  a: Float64Array,
  b: Float64Array,
  size: number,
  width: number,
  i: number,
  j: number,
): void {
  const a0 = i * width;
  const a1 = a0 + width;
  const b0 = j * width;
  const b1 = b0 + width;
  const b2 = b1 + width;
  const b3 = b2 + width;
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let c = 0; c < width; c++) {
    const x0 = a[a0 + c]!;
    const x1 = a[a1 + c]!;
    const y0 = b[b0 + c]!;
    const y1 = b[b1 + c]!;
    const y2 = b[b2 + c]!;
    const y3 = b[b3 + c]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
  }
  addFour(products, i * size + j, s00, s01, s02, s03);
  addFour(products, (i + 1) * size + j, s10, s11, s12, s13);
}

function addFour(
  to: Float64Array,
  at: number,
  s0: number,
  s1: number,
  s2: number,
  s3: number,
): void {
  to[at]! += s0;
  to[at + 1]! += s1;
  to[at + 2]! += s2;
  to[at + 3]! += s3;
}
