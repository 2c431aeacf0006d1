import { IsthmusError } from '@isthmus/contract/base';
import type { Rng } from '@isthmus/contract/base';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Extreme eigenvalues of a symmetric operator, as far as the Krylov space shows them. */
export interface RitzExtremes {
  /** The smallest Ritz value; the smallest eigenvalue is at or below it. */
  readonly smallest: RitzValue;
  /** The largest Ritz value; the largest eigenvalue is at or above it. */
  readonly largest: RitzValue;
  /** Products with the operator. */
  readonly products: number;
}

/** An estimate of an eigenvalue with a direction that attests it. */
export interface RitzValue {
  /** The Rayleigh quotient `v·Hv` of the vector. */
  readonly value: number;
  /** `|Hv - value v|`: some eigenvalue is within this of the value. */
  readonly residual: number;
  /** A unit vector `[P]`. */
  readonly vector: Float64Array;
}

/**
 * Extreme eigenvalues of a symmetric operator by Lanczos's method with full reorthogonalization
 * (Parlett, The Symmetric Eigenvalue Problem, chapter 13).
 *
 * A negative `smallest.value` is a proof, up to rounding, that the operator is not positive
 * semidefinite: its vector is a direction of negative curvature. A positive one proves nothing.
 *
 * @param apply the operator on vectors `[P]`; it gives a new array
 * @param size P, at least 1
 * @param steps dimension of the Krylov space at most; P or less
 * @throws `curvature/no-steps`
 * @example
 * const apply = (v: Float64Array) => v.map((entry, i) => (i - 1) * entry);
 * const { smallest } = extremesOf(apply, 4, rng, 4);
 * Math.abs(smallest.value + 1) < 1e-12; // true
 */
export function extremesOf(
  apply: (v: Float64Array) => Float64Array,
  size: number,
  rng: Rng,
  steps: number,
): RitzExtremes {
  if (!(steps >= 1 && size >= 1))
    throw new IsthmusError('curvature/no-steps', `Lanczos takes at least one step in at least one dimension; got ${steps} steps in ${size}.`); // prettier-ignore
  const start = Float64Array.from({ length: size }, () => rng.normal());
  const krylov = krylovSpace(apply, start, Math.min(steps, size));
  const { diagonal, beside } = krylov;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    tridiagonal(diagonal, beside),
    { assumeSymmetric: true },
  );
  const ritz = (at: number): RitzValue => ({
    value: realEigenvalues[at]!,
    residual: krylov.next * Math.abs(eigenvectorMatrix.get(diagonal.length - 1, at)),
    vector: combination(krylov.basis, eigenvectorMatrix.getColumn(at)),
  });
  const order = [...realEigenvalues.keys()].sort(
    (i, j) => realEigenvalues[i]! - realEigenvalues[j]!,
  );
  return { smallest: ritz(order[0]!), largest: ritz(order.at(-1)!), products: diagonal.length };
}

/** An orthonormal basis of a Krylov space, and the operator on it. */
export interface Krylov {
  readonly basis: readonly Float64Array[];
  readonly diagonal: readonly number[];
  /** Next to the diagonal, one fewer. */
  readonly beside: readonly number[];
  /** The size of what was left after the last step; 0 where the space is invariant. */
  readonly next: number;
}

/** Smaller remainders are rounding: the space is invariant. */
const INVARIANT = 1e-12;

/**
 * Lanczos's method from a start vector, with full reorthogonalization; it ends early where the space is
 * invariant.
 */
export function krylovSpace(
  apply: (v: Float64Array) => Float64Array,
  start: Float64Array,
  steps: number,
): Krylov {
  const basis = [unit(start)];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let scale = 0;
  for (;;) {
    const v = basis.at(-1)!;
    const image = apply(v);
    diagonal.push(dot(v, image));
    const rest = orthogonal(image, basis);
    const next = norm(rest);
    scale = Math.max(scale, Math.abs(diagonal.at(-1)!), next);
    if (next <= INVARIANT * scale) return { basis, diagonal, beside, next: 0 };
    if (diagonal.length === steps) return { basis, diagonal, beside, next };
    beside.push(next);
    basis.push(rest.map((entry) => entry / next));
  }
}

/** What is left of a vector outside a basis; twice, as one pass leaves what rounding lets through. */
function orthogonal(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const rest = Float64Array.from(vector);
  for (let pass = 0; pass < 2; pass++)
    for (const v of basis) {
      const along = dot(v, rest);
      for (let i = 0; i < rest.length; i++) rest[i]! -= along * v[i]!;
    }
  return rest;
}

/** The operator on the basis, as a matrix. */
export function tridiagonal(diagonal: readonly number[], beside: readonly number[]): Matrix {
  const matrix = Matrix.diag([...diagonal]);
  beside.forEach((entry, i) => {
    matrix.set(i, i + 1, entry);
    matrix.set(i + 1, i, entry);
  });
  return matrix;
}

function combination(basis: readonly Float64Array[], by: readonly number[]): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  by.forEach((factor, k) => {
    for (let i = 0; i < sum.length; i++) sum[i]! += factor * basis[k]![i]!;
  });
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const size = norm(vector);
  return vector.map((entry) => entry / size);
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
