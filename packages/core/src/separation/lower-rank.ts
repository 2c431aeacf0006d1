import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Dataset } from '@isthmus/contract';

/** The unit roundoff of float64. */
const UNIT = 2 ** -53;

/** On top of every bound: for its own rounding and for terms of second order. */
const SAFETY = 2;

/** Products of whole matrices that are at most made: a second or two. */
const MOST_WORK = 2e9;

/** Outputs at most: their eigenvectors take the cube of it. */
const MOST_OUTPUTS = 256;

/**
 * A lower bound of the mean squared error (mean over samples of the sum over outputs) of every linear
 * function of the inputs whose matrix has at most a rank, whatever its size; of affine functions where a
 * constant may be added. What rounding can do is taken off, so it holds for the exact losses.
 *
 * The least is `(|Y|² - Σ_(i≤s) σ_i(Ŷ)²) / N`, Ŷ being the part of the targets that the inputs span
 * (Eckart & Young). Ŷ is had from a triangular T that makes `T X` nearly orthonormal; T keeps the
 * span of X whatever its rounding, and how far `T X Xᵀ Tᵀ` is from I is bounded. Where inputs
 * depend on each other Ŷ is taken for Y, which makes the bound no less true.
 *
 * @param rank at least 0
 * @returns null where the data are too many for it, or hold no finite numbers
 * @example
 * const data = { size: 2, x: Float32Array.of(1, 0, 0, 1), y: Float32Array.of(2, 0, 0, 1) };
 * Math.abs(leastLossOfRank(data, 1, false) - 0.5) < 1e-12; // true
 */
export function leastLossOfRank(
  { size, x, y }: Dataset,
  rank: number,
  withConstant: boolean,
): number | null {
  const outputs = y.length / size;
  const columns = (x.length + y.length) / size;
  if (outputs > MOST_OUTPUTS || size * columns ** 2 > MOST_WORK) return null;
  const inputs = rowsOf(x, size, withConstant).filter((row) => row.some((entry) => entry !== 0));
  const targets = rowsOf(y, size, withConstant);
  const moments = momentsOf(inputs, targets, withConstant);
  if (!moments.norms.every(Number.isFinite)) return null;
  const { norms, xs } = moments;
  const total = norms.slice(xs).reduce((sum, _, i) => sum + moments.of.get(xs + i, xs + i), 0);
  const lost = norms.slice(xs).reduce((sum, norm) => sum + norm ** 2, 0) * (moments.error + 2 * columns * UNIT); // prettier-ignore
  const most = Math.min(explainedBy(moments, rank), explainedAtAll(moments, rank));
  const least = total - most - SAFETY * (lost + 4 * UNIT * (total + most));
  return Number.isNaN(least) ? null : Math.max(0, least / size) * (1 - 4 * UNIT);
}

/** One row for each column of the data; where constants are free, minus its first number. */
function rowsOf(data: Float32Array, size: number, shifted: boolean): readonly Float64Array[] {
  const width = data.length / size;
  return Array.from({ length: width }, (_, c) => {
    const first = shifted ? data[c]! : 0;
    return Float64Array.from({ length: size }, (_, row) => data[row * width + c]! - first);
  });
}

/** Sums of products of inputs and targets. */
interface Moments {
  /** `[D + K, D + K]`, inputs first. */
  readonly of: Matrix;
  /** Entry (i, j) is off by at most this times the norms of i and j. */
  readonly error: number;
  readonly norms: readonly number[];
  /** How many rows are of inputs. */
  readonly xs: number;
}

function momentsOf(
  inputs: readonly Float64Array[],
  targets: readonly Float64Array[],
  centred: boolean,
): Moments {
  const rows = [...inputs, ...targets];
  const count = rows[0]!.length;
  const sums = rows.map((row) => row.reduce((sum, entry) => sum + entry, 0));
  const of = Matrix.zeros(rows.length, rows.length);
  rows.forEach((row, i) => {
    for (let j = i; j < rows.length; j++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += row[k]! * rows[j]![k]!;
      if (centred) sum -= (sums[i]! * sums[j]!) / count;
      of.set(i, j, sum);
      of.set(j, i, sum);
    }
  });
  const norms = rows.map((row) => Math.sqrt(row.reduce((sum, entry) => sum + entry * entry, 0)));
  // Sums of N products, the product of two sums of N, and the differences: each term is at most a norm.
  return { of, error: SAFETY * 4 * (count + 10) * UNIT, norms, xs: inputs.length };
}

/** An upper bound of `Σ_(i≤s) σ_i(Ŷ)²`; infinite where inputs nearly depend on each other. */
function explainedBy({ of, error, norms, xs }: Moments, rank: number): number {
  if (rank === 0 || xs === 0) return 0;
  const scaled = Matrix.zeros(xs, xs);
  for (let i = 0; i < xs; i++)
    for (let j = 0; j < xs; j++) scaled.set(i, j, of.get(i, j) / (norms[i]! * norms[j]!));
  const triangle = inverseRoot(scaled);
  if (triangle === null) return Infinity;
  const t = triangle.to2DArray().map((row) => row.reduce((sum, entry) => sum + Math.abs(entry), 0));
  const reach = Math.hypot(...t);
  const entry = error + 3 * (2 * xs + 4) * UNIT;
  const off = triangle.mmul(scaled).mmul(triangle.transpose()).sub(Matrix.eye(xs)).norm() + SAFETY * entry * reach ** 2; // prettier-ignore
  if (!(off < 0.5)) return Infinity;
  const targets = norms.slice(xs);
  const cross = Matrix.zeros(targets.length, xs);
  for (let k = 0; k < targets.length; k++)
    for (let i = 0; i < xs; i++) cross.set(k, i, of.get(xs + k, i) / norms[i]!);
  const parts = cross.mmul(triangle.transpose());
  const far = SAFETY * Math.hypot(...targets) * reach * entry;
  const square = parts.mmul(parts.transpose());
  const rounding = SAFETY * (xs + 4) * UNIT * parts.norm() ** 2;
  const top = largestSum(square, rank) + Math.sqrt(rank) * rounding;
  return (Math.sqrt(top) + far) ** 2 / (1 - off);
}

/** The same of all targets, as if the inputs spanned everything. */
function explainedAtAll({ of, error, norms, xs }: Moments, rank: number): number {
  if (rank === 0) return 0;
  const last = norms.length - 1;
  const square = of.subMatrix(xs, last, xs, last);
  const off = error * norms.slice(xs).reduce((sum, norm) => sum + norm ** 2, 0);
  return largestSum(square, rank) + Math.sqrt(rank) * off;
}

/** A lower triangular T with T S Tᵀ near I; null where S is not definite enough for one. */
function inverseRoot(symmetric: Matrix): Matrix | null {
  const decomposed = new CholeskyDecomposition(symmetric);
  if (!decomposed.isPositiveDefinite()) return null;
  const l = decomposed.lowerTriangularMatrix;
  const inverse = Matrix.zeros(l.rows, l.rows);
  for (let column = 0; column < l.rows; column++)
    for (let i = column; i < l.rows; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= l.get(i, k) * inverse.get(k, column);
      inverse.set(i, column, sum / l.get(i, i));
    }
  // Zero on the diagonal would make T singular, and the span of T X smaller than that of X.
  return inverse.diagonal().every((entry) => entry > 0 && Number.isFinite(entry)) ? inverse : null;
}

/**
 * An upper bound of the sum of the largest eigenvalues of a symmetric matrix. The eigenvectors are taken
 * from a library, and how far `V Λ Vᵀ` is from the matrix, and `VᵀV` from I, is bounded here.
 */
function largestSum(symmetric: Matrix, count: number): number {
  const n = symmetric.rows;
  const { realEigenvalues, eigenvectorMatrix: v } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const rounding = 10 * (n + 4) * UNIT;
  const size = symmetric.norm();
  const skew = v.transpose().mmul(v).sub(Matrix.eye(n)).norm() + rounding * n;
  if (!(skew < 0.5)) return Infinity;
  const rest = symmetric.mmul(v).sub(v.mmul(Matrix.diag(realEigenvalues))).norm() + rounding * Math.sqrt(n) * size; // prettier-ignore
  const largest = realEigenvalues.toSorted((a, b) => b - a).slice(0, count);
  const sum = largest.reduce((total, value) => total + Math.max(0, value), 0) * (1 + skew);
  return sum + SAFETY * Math.sqrt(Math.min(count, n)) * (rest * (1 + skew) + size * skew);
}
