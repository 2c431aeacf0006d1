import type { Rng } from '@isthmus/contract/base';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { krylovSpace, tridiagonal } from './lanczos.js';

/** A spectrum as weighted points; the weights sum to 1. */
export interface SpectralMeasure {
  /** In rising order. */
  readonly values: readonly number[];
  /** The share of the eigenvalues that each stands for. */
  readonly weights: readonly number[];
  /** Products with the operator. */
  readonly products: number;
}

/** A product with a symmetric operator: a new vector `[P]`. */
export type SymmetricProduct = (v: Float64Array) => Float64Array;

/**
 * The spectrum of a symmetric operator by stochastic Lanczos quadrature (Ubaru, Chen & Saad 2017,
 * doi:10.1137/16M1104974): each of `probes` random directions gives the quadrature of its own Krylov space, and
 * their mean estimates the share of eigenvalues below any value.
 *
 * @param size P
 * @param steps dimension of each Krylov space at most
 * @example
 * const apply = (v: Float64Array) => v.map((entry, i) => (i - 1) * entry);
 * const { values } = spectralMeasure(apply, 4, { probes: 2, steps: 4, rng });
 * Math.abs(values[0]! + 1) < 1e-9; // true
 */
export function spectralMeasure(
  apply: SymmetricProduct,
  size: number,
  { probes, steps, rng }: { readonly probes: number; readonly steps: number; readonly rng: Rng },
): SpectralMeasure {
  const nodes: (readonly [value: number, weight: number])[] = [];
  let products = 0;
  for (let probe = 0; probe < probes; probe++) {
    const draws = rng.fork(`probe ${probe}`);
    const start = Float64Array.from({ length: size }, () => draws.normal());
    const krylov = krylovSpace(apply, start, Math.min(steps, size));
    products += krylov.diagonal.length;
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      tridiagonal(krylov.diagonal, krylov.beside),
      { assumeSymmetric: true },
    );
    realEigenvalues.forEach((value, k) => {
      nodes.push([value, eigenvectorMatrix.get(0, k) ** 2 / probes]);
    });
  }
  return measureOf(nodes, products);
}

/**
 * All eigenvalues of a symmetric operator, by its products with every direction of the coordinates.
 *
 * @param size P; the matrix takes 8 P² bytes
 */
export function exactMeasure(apply: SymmetricProduct, size: number): SpectralMeasure {
  const matrix = Matrix.zeros(size, size);
  for (let column = 0; column < size; column++) {
    const direction = new Float64Array(size);
    direction[column] = 1;
    apply(direction).forEach((entry, row) => matrix.set(row, column, entry));
  }
  // Rounding leaves a little asymmetry, which the decomposition would take for more.
  const symmetric = matrix.clone().add(matrix.transpose()).mul(0.5);
  const { realEigenvalues } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  return measureOf(
    realEigenvalues.map((value) => [value, 1 / size] as const),
    size,
  );
}

function measureOf(
  nodes: readonly (readonly [number, number])[],
  products: number,
): SpectralMeasure {
  const sorted = [...nodes].sort(([one], [other]) => one - other);
  return {
    values: sorted.map(([value]) => value),
    weights: sorted.map(([, weight]) => weight),
    products,
  };
}

/**
 * The share of the eigenvalues at or below a value.
 *
 * @example
 * shareUpTo({ values: [-1, 2], weights: [0.25, 0.75], products: 2 }, 0); // 0.25
 */
export function shareUpTo({ values, weights }: SpectralMeasure, value: number): number {
  return values.reduce((sum, at, i) => (at <= value ? sum + weights[i]! : sum), 0);
}

/**
 * The density of a spectrum at a value: every point of the measure as a normal distribution of one width.
 *
 * @param width its standard deviation, in units of the eigenvalues
 */
export function densityAt(measure: SpectralMeasure, value: number, width: number): number {
  const scale = 1 / (width * Math.sqrt(2 * Math.PI));
  return measure.values.reduce(
    (sum, at, i) =>
      sum + measure.weights[i]! * scale * Math.exp(-0.5 * ((value - at) / width) ** 2),
    0,
  );
}
