import type { Rng } from '@isthmus/core';
import type { ChainForm } from '@isthmus/core/contract';
import { Matrix, pseudoInverse, SingularValueDecomposition } from 'ml-matrix';
import {
  productOf,
  transposed,
  widthsOf,
  withLayer,
  type MatrixChain,
} from './chain-of-matrices.js';
import type { LinearLayers } from './linear-layers.js';
import { connectLinear } from './linear-path.js';

/** The best map of a rank under the mean squared error. */
interface BestMap {
  readonly map: Matrix;
  readonly bias: readonly number[];
}

/**
 * A path between two deep linear networks that may change the signs of determinants: over a network of the best
 * map whose rank is one less than the smaller of inputs and outputs. One layer moves at a time, the last bias with
 * it where the map changes, so that no loss that is convex in the prediction rises above the largest of its ends
 * and that map's: for the mean squared error the lowest level at which two of different signs are connected.
 *
 * A first layer that moves alone takes the map there. The last one then leaves out the direction that the map does
 * not reach, and what is left is a network of one output fewer, whose hidden layers are wide enough to be joined
 * without the map changing (`connectLinear`).
 *
 * @param form the loss as data, whose samples the best map is of
 * @returns null where a layer is narrower than the smaller of inputs and outputs, or an end has lost its rank
 */
export function pathOverPass(
  a: LinearLayers,
  b: LinearLayers,
  form: Pick<ChainForm, 'inputs' | 'targets'> & { readonly hasBias: boolean },
  rng: Rng,
): readonly LinearLayers[] | null {
  const widths = widthsOf(a.layers);
  const rank = Math.min(widths[0]!, widths.at(-1)!);
  if (widths.some((width) => width < rank)) return null;
  const { map, bias } = bestMapOfRank(form, rank - 1);
  const isTurned = widths.at(-1)! > rank;
  const turned = (layers: MatrixChain) => (isTurned ? transposed(layers) : layers);
  const target = isTurned ? map.transpose() : map;
  const [from, to] = [toMap(turned(a.layers), target), toMap(turned(b.layers), target)];
  if (from === null || to === null) return null;
  const inner = [...joinedOnMap(from, to, target, rank - 1, rng)];
  return [a, ...inner.map((layers) => ({ layers: turned(layers), bias })), b];
}

/** The least mean squared error of a rank: the least-squares map, its largest directions kept (Eckart & Young). */
function bestMapOfRank(
  { inputs, targets, hasBias }: Parameters<typeof pathOverPass>[2],
  rank: number,
): BestMap {
  const [x, y] = [inputs, targets].map((rows) => new Matrix(rows.map((row) => [...row])).transpose()); // prettier-ignore
  const [meanX, meanY] = [x!, y!].map((columns) => (hasBias ? columns.mean('row') : columns.mean('row').map(() => 0))); // prettier-ignore
  const [ofX, ofY] = [x!.subColumnVector(meanX!), y!.subColumnVector(meanY!)];
  const all = ofY.mmul(pseudoInverse(ofX));
  const kept = directions(all.mmul(ofX), rank);
  const map = kept.mmul(kept.transpose()).mmul(all);
  const bias = Matrix.columnVector(meanY!).sub(map.mmul(Matrix.columnVector(meanX!)));
  return { map, bias: bias.getColumn(0) };
}

/** An orthonormal basis of the largest directions of a matrix's columns, `[rows, rank]`. */
function directions(matrix: Matrix, rank: number): Matrix {
  if (rank === 0) return Matrix.zeros(matrix.rows, 0);
  const { leftSingularVectors } = new SingularValueDecomposition(matrix, { autoTranspose: true });
  return leftSingularVectors.subMatrix(0, matrix.rows - 1, 0, rank - 1);
}

/** The network with the map, by its first layer alone; null where the others do not reach it. */
function toMap(layers: MatrixChain, map: Matrix): MatrixChain | null {
  const missing = Matrix.sub(map, productOf(layers));
  const above = productOf(layers, 1);
  const change = pseudoInverse(above).mmul(missing);
  const left = Matrix.sub(above.mmul(change), missing).norm();
  return left <= 1e-9 * (1 + missing.norm()) ? withLayer(layers, 0, Matrix.add(layers[0]!, change)) : null; // prettier-ignore
}

/** From one network of a map to another, through networks whose last layer reaches no more than the map does. */
function* joinedOnMap(
  from: MatrixChain,
  to: MatrixChain,
  map: Matrix,
  rank: number,
  rng: Rng,
): Generator<MatrixChain> {
  const last = from.length - 1;
  const reached = directions(map, rank);
  yield from;
  if (rank === 0) {
    // What reaches nothing lets the others go where they like.
    const silent = Matrix.zeros(from[last]!.rows, from[last]!.columns);
    for (let k = 0; k <= last; k++) yield [...to.slice(0, k), ...from.slice(k, last), silent];
  } else {
    const lessened = (layers: MatrixChain) => withLayer(layers, last, reached.transpose().mmul(layers[last]!)); // prettier-ignore
    for (const layers of connectLinear(lessened(from), lessened(to), rng).vertices)
      yield withLayer(layers, last, reached.mmul(layers[last]!));
  }
  yield to;
}
