import { IsthmusError } from '@isthmus/core';
import { Matrix } from 'ml-matrix';
import type { MatrixChain } from './chain-of-matrices.js';
import { sharesOf, type LinearPath } from './linear-path.js';

/** Below this sine of their angle two first layers are joined by way of a third, for conditioning. */
const SMALL_SINE = 0.3;

/**
 * Joins two networks `f(x) = w1 w2 x` of one output by straight segments, in closed form (Freeman &
 * Bruna 2017, arXiv:1611.01540, section 2.2.1, equation 9, with `1/|w1|` in place, and a detour where
 * it does not apply). Along all segments but the last the product stays as it is; the last moves w2
 * alone, so the loss is convex there. Three segments
 * `(A1, A2) - (A1, w2*) - (B1, w2*) - (B1, B2)`, with one w2* that gives the product under A1 and
 * under B1 alike; six where A1 and B1 are nearly parallel; one where they are equal.
 *
 * @param a `[W_1, W_2]`, that is `[w2, w1]`: w2 `[m, D]`, w1 `[1, m]`
 * @throws `dss/not-quartic` for other shapes, `dss/other-unit` for a single hidden unit with other weights
 * @throws `dss/rank-deficient` where w1 is 0
 * @example
 * import { Matrix } from 'ml-matrix';
 *
 * const a = [new Matrix([[2], [0]]), new Matrix([[1, 0]])];
 * const b = [new Matrix([[0], [1]]), new Matrix([[0, 2]])];
 * quarticPath(a, b).vertices.length; // 4
 */
export function quarticPath(a: MatrixChain, b: MatrixChain): LinearPath {
  checkQuartic(a, b);
  const vertices = between(a, b);
  return { vertices, shares: sharesOf(vertices.length - 1, 1) };
}

function between(a: MatrixChain, b: MatrixChain): readonly MatrixChain[] {
  const [u, v] = [a[1]!.getRow(0), b[1]!.getRow(0)];
  if (u.every((entry, i) => entry === v[i])) return [a, b];
  const product = a[1]!.mmul(a[0]!);
  const plane = planeOf(u, v);
  if (plane.sin < SMALL_SINE) return detour(a, b, product);
  const common = commonFactor(plane, product);
  return [a, [common, a[1]!], [common, b[1]!], b];
}

/** By way of a network with the product of a, and a first layer across that of a. */
function detour(a: MatrixChain, b: MatrixChain, product: Matrix): readonly MatrixChain[] {
  const u = a[1]!.getRow(0);
  const length = Math.hypot(...u);
  const n = across(u);
  const c = [Matrix.columnVector(n).mmul(product).div(length), Matrix.rowVector(n).mul(length)];
  return [...between(a, c), ...between(c, b).slice(1)];
}

interface PlaneOfRows {
  /** Orthonormal; u along the one row, n in their plane. */
  readonly u: readonly number[];
  readonly n: readonly number[];
  readonly lengths: readonly [number, number];
  readonly cos: number;
  readonly sin: number;
}

/** `u^T a / |A| + alpha n^T a`, with `alpha = (|A| - |B| cos) / (|A| |B| sin)`: both rows times it give a. */
function commonFactor({ u, n, lengths: [a, b], cos, sin }: PlaneOfRows, product: Matrix): Matrix {
  const alpha = (a - b * cos) / (a * b * sin);
  const column = u.map((entry, i) => entry / a + alpha * n[i]!);
  return Matrix.columnVector(column).mmul(product);
}

function planeOf(a: readonly number[], b: readonly number[]): PlaneOfRows {
  const lengths = [Math.hypot(...a), Math.hypot(...b)] as const;
  const u = a.map((entry) => entry / lengths[0]);
  const along = dot(u, b);
  const rest = b.map((entry, i) => entry - along * u[i]!);
  const off = Math.hypot(...rest);
  return {
    u,
    n: rest.map((entry) => (off === 0 ? 0 : entry / off)),
    lengths,
    cos: along / lengths[1],
    sin: off / lengths[1],
  };
}

/** A vector of length 1 across a given one: the axis that is least along it, made orthogonal. */
function across(u: readonly number[]): number[] {
  const sizes = u.map(Math.abs);
  const axis = sizes.indexOf(Math.min(...sizes));
  const along = u[axis]! / dot(u, u);
  const rest = u.map((entry, i) => (i === axis ? 1 : 0) - along * entry);
  const length = Math.hypot(...rest);
  return rest.map((entry) => entry / length);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);
}

function checkQuartic(a: MatrixChain, b: MatrixChain): void {
  const fits = [a, b].every((chain) => chain.length === 2 && chain[1]!.rows === 1);
  const units = a.at(-1)!.columns;
  if (!fits || units !== b.at(-1)!.columns)
    throw new IsthmusError(
      'dss/not-quartic',
      'The three segments in closed form join two linear networks of two layers, one output and at least two hidden units. Another method of dss/linear-network joins others.',
    );
  if (units === 1 && a.at(-1)!.get(0, 0) !== b.at(-1)!.get(0, 0))
    throw new IsthmusError(
      'dss/other-unit',
      'With one hidden unit the closed form joins two networks whose last layers are equal. The method "arcs" joins others of one sign.',
    );
  if ([a, b].some((chain) => chain[1]!.norm() === 0))
    throw new IsthmusError(
      'dss/rank-deficient',
      'The last layer of an endpoint is zero; the construction needs one of full rank. The method "segments" does not.',
    );
}
