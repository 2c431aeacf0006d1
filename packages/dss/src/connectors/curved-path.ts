import { IsthmusError, type Rng } from '@isthmus/core';
import { inverse, Matrix, pseudoInverse, SingularValueDecomposition } from 'ml-matrix';
import { transposed, type MatrixChain } from './chain-of-matrices.js';
import { checkSameWidths, type LinearPath } from './linear-path.js';

/** Random bends of the curve; the one that stays farthest from rank deficiency is taken. */
const TRIES = 8;
/** Places at which the tries are compared. */
const PLACES = 17;
/** A layer is taken for rank-deficient below this part of its largest singular value. */
const DEFICIENT = 1e-9;

/** A curve between two linear networks of two layers. */
export interface CurvedPath {
  /** The network at t in (0, 1), with the product `(1 - t) P_a + t P_b`. */
  at(t: number): MatrixChain;
  /** Its limits at t = 0 and t = 1: a and b, but for the first layer where the last is rank-deficient. */
  readonly limits: readonly [MatrixChain, MatrixChain];
}

/**
 * The curve of Freeman & Bruna 2017 (arXiv:1611.01540, proposition 2.2 for two layers), repaired: the
 * product A(t) B(t) runs straight from that of a to that of b, so that no loss that is convex in the
 * prediction rises above the larger of the two ends.
 *
 *     A(t) = (1-t) A_a + t A_b + t (1-t) V             V random
 *     B(t) = L(t) + A⁺(t) (P(t) - A(t) L(t))           L(t) = (1-t) B_a + t B_b, A⁺ = Aᵀ (A Aᵀ)⁻¹
 *
 * It needs more hidden units than outputs, since then A(t) keeps its rank. Where A_a is rank-deficient
 * itself B(t) has a limit other than B_a, with the same product.
 *
 * @param a `[W_1, W_2]`, B and A of above
 * @throws `dss/not-two-layers`, `dss/too-narrow`, `dss/other-widths`
 */
export function curveBetween(a: MatrixChain, b: MatrixChain, rng: Rng): CurvedPath {
  checkCurved(a, b);
  const outputs = a[1]!.rows;
  if (outputs > a[0]!.columns) {
    const mirrored = curveBetween(transposed(a), transposed(b), rng);
    const [start, end] = mirrored.limits;
    return { at: (t) => transposed(mirrored.at(t)), limits: [transposed(start), transposed(end)] };
  }
  const bends = Array.from({ length: TRIES }, (_, i) => bendOf(a, b, rng.fork(`bend ${i}`)));
  const bend = bends.reduce((p, q) => (leastRank(a, b, q) > leastRank(a, b, p) ? q : p));
  return {
    at: (t) => onCurve(a, b, bend, t),
    limits: [limitAt(a, b, bend), limitAt(b, a, bend)],
  };
}

/**
 * The polygon through points of that curve at even t. Its product leaves the straight line by
 * `O(1 / pieces²)`. Where a layer of an end is rank-deficient a segment of constant product comes first.
 *
 * @param pieces at least 1
 * @throws `dss/not-two-layers`, `dss/too-narrow`, `dss/other-widths`
 * @example
 * import { Matrix } from 'ml-matrix';
 *
 * const a = [new Matrix([[1], [0]]), new Matrix([[1, 0]])];
 * const b = [new Matrix([[0], [3]]), new Matrix([[0, 1]])];
 * curvedPath(a, b, rng, 4).shares; // [0, 0.25, 0.5, 0.75, 1]
 */
export function curvedPath(a: MatrixChain, b: MatrixChain, rng: Rng, pieces: number): LinearPath {
  const { at, limits } = curveBetween(a, b, rng);
  const inner = Array.from({ length: pieces - 1 }, (_, i) => (i + 1) / pieces);
  const before = isSame(a, limits[0]) ? [a] : [a, limits[0]];
  const after = isSame(b, limits[1]) ? [b] : [limits[1], b];
  return {
    vertices: [...before, ...inner.map(at), ...after],
    shares: [...before.map(() => 0), ...inner, ...after.map(() => 1)],
  };
}

function onCurve(
  [ba, aa]: MatrixChain,
  [bb, ab]: MatrixChain,
  bend: Matrix,
  t: number,
): MatrixChain {
  const mix = (p: Matrix, q: Matrix) => Matrix.mul(p, 1 - t).add(Matrix.mul(q, t));
  const last = mix(aa!, ab!).add(Matrix.mul(bend, t * (1 - t)));
  const product = mix(aa!.mmul(ba!), ab!.mmul(bb!));
  const line = mix(ba!, bb!);
  const missing = product.sub(last.mmul(line));
  return [line.add(rightInverse(last).mmul(missing)), last];
}

/** `Aᵀ (A Aᵀ)⁻¹`, for independent rows. */
function rightInverse(rows: Matrix): Matrix {
  return rows.transpose().mmul(inverse(rows.mmul(rows.transpose())));
}

/**
 * The limit at a of the curve to b: `B_a + X`, X the least with `A_a X = 0` and, on the rows that A_a
 * lacks, `D X = E`, where A(t) = A_a + t D + … and P(t) - A(t) L(t) = t E + ….
 */
function limitAt([ba, aa]: MatrixChain, [bb, ab]: MatrixChain, bend: Matrix): MatrixChain {
  const { leftSingularVectors: u, diagonal } = new SingularValueDecomposition(aa!, {
    autoTranspose: true,
  });
  const lost = diagonal.slice(0, aa!.rows).map((sigma) => !(sigma > DEFICIENT * diagonal[0]!));
  if (lost.every((is) => !is)) return [ba!, aa!];
  const speed = Matrix.sub(ab!, aa!).add(bend);
  const change = Matrix.sub(ab!.mmul(bb!), aa!.mmul(ba!))
    .sub(speed.mmul(ba!))
    .sub(aa!.mmul(Matrix.sub(bb!, ba!)));
  const rows = u.transpose();
  const pick = (kept: Matrix, missing: Matrix) =>
    new Matrix(rows.to2DArray().map((row, i) => Matrix.rowVector(row).mmul(lost[i] ? missing : kept).getRow(0))); // prettier-ignore
  const conditions = pick(aa!, speed);
  const wanted = pick(Matrix.zeros(aa!.rows, ba!.columns), change);
  return [Matrix.add(ba!, pseudoInverse(conditions).mmul(wanted)), aa!];
}

function bendOf(a: MatrixChain, b: MatrixChain, rng: Rng): Matrix {
  const { rows, columns } = a[1]!;
  const size = (a[1]!.norm() + b[1]!.norm() || 2) / (2 * Math.sqrt(rows * columns));
  return new Matrix(
    Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => 2 * size * rng.normal()),
    ),
  );
}

/** The smallest singular value of A(t) at some places inside. */
function leastRank(a: MatrixChain, b: MatrixChain, bend: Matrix): number {
  const inside = Array.from({ length: PLACES }, (_, i) => (i + 1) / (PLACES + 1));
  return Math.min(
    ...inside.map((t) => {
      const line = Matrix.mul(a[1]!, 1 - t).add(Matrix.mul(b[1]!, t));
      const last = line.add(Matrix.mul(bend, t * (1 - t)));
      const { diagonal } = new SingularValueDecomposition(last, { autoTranspose: true });
      return diagonal[last.rows - 1]!;
    }),
  );
}

function isSame(a: MatrixChain, b: MatrixChain): boolean {
  return a.every((layer, k) => Matrix.sub(layer, b[k]!).norm() === 0);
}

function checkCurved(a: MatrixChain, b: MatrixChain): void {
  checkSameWidths(a, b);
  if (a.length !== 2)
    throw new IsthmusError(
      'dss/not-two-layers',
      `This construction joins linear networks of two layers; these have ${a.length}. The method "segments" joins deeper ones.`,
    );
  const rank = Math.min(a[0]!.columns, a[1]!.rows);
  if (a[0]!.rows <= rank)
    throw new IsthmusError(
      'dss/too-narrow',
      `The hidden layer has ${a[0]!.rows} units; the curve needs more than ${rank}, the smaller of the numbers of inputs and outputs.`,
      { units: a[0]!.rows, rank },
    );
}
