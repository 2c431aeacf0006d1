import type { Rng } from '@isthmus/core';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { withLayer, type MatrixChain } from './chain-of-matrices.js';

/** Random rows on the way; the best conditioned of so many tries is taken. */
const TRIES = 8;

/**
 * Vertices of a path from a network to its canonical form, in which all layers but the first begin
 * with the r x r identity and are zero elsewhere, r being the number of outputs. The product of the
 * layers is the same all along; between neighbours one layer moves.
 *
 * @param layers every hidden width is above r
 */
export function canonicalPath(layers: MatrixChain, rng: Rng): readonly MatrixChain[] {
  const vertices = [layers];
  for (let k = layers.length - 1; k > 0; k--) {
    const at = vertices.at(-1)!;
    const tries = Array.from({ length: TRIES }, (_, i) => normalise(at, k, rng.fork(`${k} ${i}`)));
    const best = tries.reduce((a, b) => (b.conditioning > a.conditioning ? b : a));
    vertices.push(...best.vertices);
  }
  return vertices;
}

/** Brings layer k to its canonical form by way of random rows, and clears what it then ignores. */
function normalise(start: MatrixChain, k: number, rng: Rng) {
  const rank = start.at(-1)!.rows;
  const columns = start[k]!.columns;
  const vertices: MatrixChain[] = [];
  let at = start;
  let conditioning = Infinity;
  const move = (layer: number, matrix: Matrix) => {
    at = withLayer(at, layer, matrix);
    vertices.push(at);
  };
  for (const target of [randomRows(rank, columns, at[k]!, rng), identityRows(rank, columns)])
    for (let i = 0; i < rank; i++) {
      const step = rowStep(at[k]!, at[k - 1]!, target.getRow(i), i, rank);
      conditioning = Math.min(conditioning, step.conditioning);
      move(k - 1, step.below);
      move(k, step.layer);
    }
  move(k - 1, firstRows(at[k - 1]!, rank));
  return { vertices, conditioning };
}

/**
 * Row i of the layer becomes the target. First the layer below loses what the change would add to the
 * product, along a direction that the layer does not see.
 */
function rowStep(layer: Matrix, below: Matrix, target: readonly number[], i: number, rank: number) {
  const change = target.map((entry, j) => entry - layer.get(i, j));
  const next = layer.clone();
  next.setRow(i, [...target]);
  const size = Math.hypot(...change);
  if (size === 0) return { below, layer: next, conditioning: Infinity };
  const unseen = outsideRows(layer, rank, change);
  const along = unseen.reduce((sum, entry, j) => sum + entry * change[j]!, 0);
  const lost = Matrix.rowVector([...change]).mmul(below);
  const moved = below.clone().sub(
    Matrix.columnVector([...unseen])
      .mmul(lost)
      .div(along),
  );
  return { below: moved, layer: next, conditioning: Math.hypot(...unseen) / size };
}

/** The part of a vector that is orthogonal to the first `rank` rows of a matrix. */
function outsideRows(matrix: Matrix, rank: number, vector: readonly number[]): readonly number[] {
  const rows = matrix.subMatrix(0, rank - 1, 0, matrix.columns - 1).transpose();
  const basis = orthonormalBasis(rows);
  let rest = Matrix.columnVector([...vector]);
  // Twice, since one pass leaves what rounding has let through.
  for (let pass = 0; pass < 2; pass++)
    rest = Matrix.sub(rest, basis.mmul(basis.transpose().mmul(rest)));
  return rest.getColumn(0);
}

/** An orthonormal basis of the columns of a matrix, which may depend on each other. */
function orthonormalBasis(matrix: Matrix): Matrix {
  const columns: number[][] = [];
  for (let c = 0; c < matrix.columns; c++) {
    const column = matrix.getColumn(c);
    const size = Math.hypot(...column);
    const rest = columns.reduce((v, q) => without(without(v, q), q), column);
    const left = Math.hypot(...rest);
    if (left > 1e-12 * size) columns.push(rest.map((entry) => entry / left));
  }
  return columns.length === 0 ? Matrix.zeros(matrix.rows, 1) : new Matrix(columns).transpose();
}

function without(v: readonly number[], q: readonly number[]): number[] {
  const along = v.reduce((sum, entry, i) => sum + entry * q[i]!, 0);
  return v.map((entry, i) => entry - along * q[i]!);
}

/** Random orthonormal rows, of the size that the layer's own rows have on average. */
function randomRows(rank: number, columns: number, layer: Matrix, rng: Rng): Matrix {
  const normal = new Matrix(
    Array.from({ length: columns }, () => Array.from({ length: rank }, () => rng.normal())),
  );
  const size = layer.subMatrix(0, rank - 1, 0, columns - 1).norm() / Math.sqrt(rank);
  return new QrDecomposition(normal).orthogonalMatrix.transpose().mul(size === 0 ? 1 : size);
}

function identityRows(rank: number, columns: number): Matrix {
  return Matrix.eye(rank, columns);
}

/** The matrix with zeros in all rows from `count` on. */
function firstRows(matrix: Matrix, count: number): Matrix {
  return new Matrix(matrix.to2DArray().map((row, i) => (i < count ? row : row.map(() => 0))));
}
