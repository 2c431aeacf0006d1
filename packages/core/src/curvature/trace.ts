import type { Rng } from '@isthmus/contract/base';
import type { SymmetricProduct } from './spectral-density.js';

/** The sum of the eigenvalues of an operator, as estimated. */
export interface TraceEstimate {
  readonly trace: number;
  /** The standard error of the estimate; 0 where it is exact. */
  readonly error: number;
  /** Products with the operator. */
  readonly products: number;
}

/** How closely a trace is estimated. */
export interface TraceOptions {
  /** The estimate ends once its standard error is below this part of it. */
  readonly relativeError: number;
  /** Products with the operator at most. */
  readonly products: number;
  readonly rng: Rng;
}

/** Directions in which the operator is largest are taken out and summed exactly: this part of the products finds them. */
const SKETCHED = 1 / 3;

/** A standard error of fewer draws says little. */
const FEWEST_DRAWS = 8;

/**
 * The trace of a symmetric operator by Hutch++ (Meyer, Musco, Musco & Woodruff 2021, arXiv:2010.09649): exact
 * in a subspace where the operator is large, and by Hutchinson's estimator (random signs) outside of it. Where
 * the products suffice for all directions of the coordinates, it is the sum of the diagonal.
 *
 * @param size P
 * @example
 * const apply = (v: Float64Array) => v.map((entry, i) => i * entry);
 * traceOf(apply, 4, { relativeError: 0.01, products: 4, rng }).trace; // 6
 */
export function traceOf(
  apply: SymmetricProduct,
  size: number,
  { relativeError, products, rng }: TraceOptions,
): TraceEstimate {
  if (size <= products) return { trace: diagonalSum(apply, size), error: 0, products: size };
  const sketch = Math.max(1, Math.floor((products * SKETCHED) / 2));
  const basis = rangeBasis(apply, size, sketch, rng.fork('sketch'));
  const inside = basis.reduce((sum, v) => sum + dot(v, apply(v)), 0);
  const spent = sketch + basis.length;
  const draws: number[] = [];
  while (spent + draws.length < products) {
    const signs = rng.fork(`draw ${draws.length}`);
    const v = without(basis, Float64Array.from({ length: size }, () => (signs.next() < 0.5 ? -1 : 1))); // prettier-ignore
    draws.push(dot(v, apply(v)));
    const { mean, error } = meanOf(draws);
    if (draws.length >= FEWEST_DRAWS && error <= relativeError * Math.abs(inside + mean)) break;
  }
  const { mean, error } = meanOf(draws);
  return { trace: inside + mean, error, products: spent + draws.length };
}

function diagonalSum(apply: SymmetricProduct, size: number): number {
  let sum = 0;
  for (let at = 0; at < size; at++) {
    const direction = new Float64Array(size);
    direction[at] = 1;
    sum += apply(direction)[at]!;
  }
  return sum;
}

/** An orthonormal basis of what the operator makes of random directions. */
function rangeBasis(apply: SymmetricProduct, size: number, count: number, rng: Rng) {
  const basis: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const signs = rng.fork(`${i}`);
    const image = apply(Float64Array.from({ length: size }, () => (signs.next() < 0.5 ? -1 : 1)));
    const before = Math.sqrt(dot(image, image));
    // Twice, as one pass leaves what rounding lets through.
    const rest = without(basis, without(basis, image));
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-10 * before) basis.push(rest.map((entry) => entry / length));
  }
  return basis;
}

function without(basis: readonly Float64Array[], vector: Float64Array): Float64Array {
  const rest = vector.slice();
  for (const v of basis) {
    const along = dot(v, rest);
    for (let i = 0; i < rest.length; i++) rest[i]! -= along * v[i]!;
  }
  return rest;
}

function meanOf(draws: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  const squares = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0);
  const count = draws.length;
  return { mean, error: count < 2 ? Infinity : Math.sqrt(squares / (count - 1) / count) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
