/**
 * Matrix products in float64, the inner loops of the reference. Each entry is one sum over the inner
 * index in rising order, so that a row's result does not depend on which rows are computed with it.
 */

/** A matrix in an array: entry (i, j) stands at `i * row + j * column`. */
interface Matrix {
  readonly data: Float64Array;
  readonly row: number;
  readonly column: number;
}

/** `out [m, n] += a [m, k] · b [k, n]`. */
export function addProduct(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
): void {
  multiply({ data: a, row: k, column: 1 }, { data: b, row: n, column: 1 }, out, m, k, n);
}

/** `out [m, k] += a [m, n] · b [k, n]ᵀ`. */
export function addProductTransposedRight(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
): void {
  multiply({ data: a, row: n, column: 1 }, { data: b, row: 1, column: n }, out, m, n, k);
}

/** `out [k, n] += a [m, k]ᵀ · b [m, n]`. */
export function addProductTransposedLeft(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
): void {
  multiply({ data: a, row: 1, column: k }, { data: b, row: n, column: 1 }, out, k, m, n);
}

/** `out [m, n] += a [m, k] · b [k, n]`, in tiles of 4 rows that reuse what they read. */
function multiply(a: Matrix, b: Matrix, out: Float64Array, m: number, k: number, n: number): void {
  let i = 0;
  for (; i + 3 < m; i += 4) {
    let j = 0;
    for (; j + 1 < n; j += 2) addTile4x2(a, b, out, i, j, k, n);
    if (j < n) addTile4x1(a, b, out, i, j, k, n);
  }
  for (; i < m; i++) for (let j = 0; j < n; j++) addEntry(a, b, out, i, j, k, n);
}

/** Eight sums side by side: what the registers of common processors hold with their operands. */
function addTile4x2(
  { data: a, row: down, column: along }: Matrix,
  { data: b, row: step, column: next }: Matrix,
  out: Float64Array,
  i: number,
  j: number,
  k: number,
  n: number,
): void {
  const down2 = 2 * down;
  const down3 = 3 * down;
  let [s00, s01, s10, s11] = [0, 0, 0, 0];
  let [s20, s21, s30, s31] = [0, 0, 0, 0];
  let p = i * down;
  let q = j * next;
  for (let l = 0; l < k; l++) {
    const a0 = a[p]!;
    const a1 = a[p + down]!;
    const a2 = a[p + down2]!;
    const a3 = a[p + down3]!;
    const b0 = b[q]!;
    const b1 = b[q + next]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s30 += a3 * b0;
    s31 += a3 * b1;
    p += along;
    q += step;
  }
  const to = i * n + j;
  out[to]! += s00;
  out[to + 1]! += s01;
  out[to + n]! += s10;
  out[to + n + 1]! += s11;
  out[to + 2 * n]! += s20;
  out[to + 2 * n + 1]! += s21;
  out[to + 3 * n]! += s30;
  out[to + 3 * n + 1]! += s31;
}

function addTile4x1(
  { data: a, row: down, column: along }: Matrix,
  { data: b, row: step, column: next }: Matrix,
  out: Float64Array,
  i: number,
  j: number,
  k: number,
  n: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let p = i * down;
  let q = j * next;
  for (let l = 0; l < k; l++) {
    const each = b[q]!;
    s0 += a[p]! * each;
    s1 += a[p + down]! * each;
    s2 += a[p + 2 * down]! * each;
    s3 += a[p + 3 * down]! * each;
    p += along;
    q += step;
  }
  const to = i * n + j;
  out[to]! += s0;
  out[to + n]! += s1;
  out[to + 2 * n]! += s2;
  out[to + 3 * n]! += s3;
}

function addEntry(
  { data: a, row: down, column: along }: Matrix,
  { data: b, row: step, column: next }: Matrix,
  out: Float64Array,
  i: number,
  j: number,
  k: number,
  n: number,
): void {
  let sum = 0;
  let p = i * down;
  let q = j * next;
  for (let l = 0; l < k; l++) {
    sum += a[p]! * b[q]!;
    p += along;
    q += step;
  }
  out[i * n + j]! += sum;
}
