import { specOf, type AnalyticLoss } from './analytic.js';

/** Samples with one target each. */
export interface RegressionSamples {
  /** Inputs, `[N][D]`. */
  readonly x: readonly (readonly number[])[];
  /** Targets, `[N]`. */
  readonly y: readonly number[];
}

/**
 * `mean (w x - y)²`: convex in w `[D]`, so no bead is ever needed between two good fits.
 *
 * @example
 * linearRegression({ x: [[1], [2]], y: [3, 6] }).value(Float64Array.of(3)); // 0
 */
export function linearRegression({ x, y }: RegressionSamples): AnalyticLoss {
  return {
    spec: specOf({ w: [x[0]!.length] }),
    value: (w) => mean(x.map((row, n) => (inner(w, row) - y[n]!) ** 2)),
    gradient: (w) =>
      Float64Array.from(w, (_, i) =>
        mean(x.map((row, n) => 2 * (inner(w, row) - y[n]!) * row[i]!)),
      ),
  };
}

/** The inner product over the entries of the first argument. */
export function inner(a: Float64Array, b: ArrayLike<number>): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);
}

/** The arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
