import { IsthmusError, type Rng } from '@isthmus/core';
import { Matrix, pseudoInverse } from 'ml-matrix';
import { canonicalPath } from './canonical.js';
import { transposed, widthsOf, withLayer, type MatrixChain } from './chain-of-matrices.js';

/** A polygonal path between deep linear networks. */
export interface LinearPath {
  /** From a to b. */
  readonly vertices: readonly MatrixChain[];
  /**
   * For every vertex the part, 0 to 1, that its product has gone from that of a to that of b: it is
   * `(1 - share) P_a + share P_b`.
   */
  readonly shares: readonly number[];
}

/** One whose neighbours differ in one layer only, so every loss that is convex in f is so between them. */
export interface StepwisePath extends LinearPath {
  readonly method: 'short' | 'canonical';
}

/**
 * Joins two deep linear networks without search, by a path along which no loss that is convex in the
 * prediction rises above the larger of its two ends: one layer moves at a time, so the prediction is
 * affine along every segment, and but for one segment the product of all layers stays as it is.
 *
 * With hidden widths of at least `2r`, where r is the smaller of the numbers of inputs and outputs, it
 * takes `2(K-1) + 1` segments; of at least `r + 1`, `2(K-1)(4r + 1) + 1` (Freeman & Bruna 2017,
 * arXiv:1611.01540, proposition 2.2, with the hypothesis `m_j > r` that its proof needs).
 *
 * @throws `dss/too-narrow` where a hidden width is below `r + 1`: connectedness can then fail
 * @example
 * import { Matrix } from 'ml-matrix';
 *
 * const a = [new Matrix([[1], [1]]), new Matrix([[1, 0]])];
 * const b = [new Matrix([[-1], [1]]), new Matrix([[0, 2]])];
 * connectLinear(a, b, rng).method; // 'short'
 */
export function connectLinear(a: MatrixChain, b: MatrixChain, rng: Rng): StepwisePath {
  checkWidths(a, b);
  const widths = widthsOf(a);
  const rank = Math.min(widths[0]!, widths.at(-1)!);
  const hidden = widths.slice(1, -1);
  // The constructions work on the output side, so that one is to be the smaller.
  if (widths.at(-1)! > rank) {
    const found = connectLinear(transposed(a), transposed(b), rng);
    return { ...found, vertices: found.vertices.map(transposed) };
  }
  const short = hidden.every((width) => width >= 2 * rank) ? shortPath(a, b) : null;
  if (short !== null)
    return { vertices: short, shares: sharesOf(short.length - 1, 1), method: 'short' };
  const [down, up] = [canonicalPath(a, rng.fork('a')), canonicalPath(b, rng.fork('b'))];
  const shares = sharesOf(down.length, up.length);
  return { vertices: [...down, ...up.toReversed()], shares, method: 'canonical' };
}

/** So many vertices with the product of a, then so many with that of b. */
export function sharesOf(ofA: number, ofB: number): readonly number[] {
  return Array.from({ length: ofA + ofB }, (_, i) => (i < ofA ? 0 : 1));
}

/** Rows of the two networks that depend on each other but for so little are not told apart. */
const DEPENDENT = 1e-6;

/**
 * Layer by layer from the output: W_{k-1} takes on values on which both W_k of a and of b give the
 * product. Null where there are none, as when the two are opposite, or where they would be huge.
 */
function shortPath(a: MatrixChain, b: MatrixChain): readonly MatrixChain[] | null {
  const vertices = [a];
  let at = a;
  const move = (k: number, layer: Matrix) => {
    at = withLayer(at, k, layer);
    vertices.push(at);
  };
  let above = Matrix.eye(a.at(-1)!.rows);
  for (let k = a.length - 1; k > 0; k--) {
    const [from, to] = [above.mmul(at[k]!), above.mmul(b[k]!)];
    const kept = from.mmul(at[k - 1]!);
    const both = stacked(from, to);
    const missing = stacked(kept, kept).sub(both.mmul(at[k - 1]!));
    const change = pseudoInverse(both, DEPENDENT).mmul(missing);
    if (Matrix.sub(both.mmul(change), missing).norm() > 1e-10 * (1 + kept.norm())) return null;
    move(k - 1, Matrix.add(at[k - 1]!, change));
    move(k, b[k]!);
    above = to;
  }
  move(0, b[0]!);
  return vertices;
}

function stacked(top: Matrix, bottom: Matrix): Matrix {
  return new Matrix([...top.to2DArray(), ...bottom.to2DArray()]);
}

/** @throws `dss/other-widths` unless two networks have the same widths */
export function checkSameWidths(a: MatrixChain, b: MatrixChain): void {
  const widths = widthsOf(a);
  if (widths.join() !== widthsOf(b).join())
    throw new IsthmusError(
      'dss/other-widths',
      `Two deep linear networks of widths ${widths.join('-')} and ${widthsOf(b).join('-')} are not points of one space.`,
    );
}

function checkWidths(a: MatrixChain, b: MatrixChain): void {
  checkSameWidths(a, b);
  const widths = widthsOf(a);
  const rank = Math.min(widths[0]!, widths.at(-1)!);
  const narrow = widths.slice(1, -1).findIndex((width) => width <= rank);
  if (narrow >= 0)
    throw new IsthmusError(
      'dss/too-narrow',
      `Hidden layer ${narrow + 1} has ${widths[narrow + 1]} units; the construction needs more than ${rank}, the smaller of the numbers of inputs and outputs. With as many units as that, networks whose determinants have different signs are not connected below the best loss of rank ${rank - 1}.`,
      { widths, rank },
    );
}
