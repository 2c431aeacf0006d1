import { specOf, type AnalyticLoss } from './analytic.js';

/** Samples with one target each. */
export interface Samples {
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
export function linearRegression({ x, y }: Samples): AnalyticLoss {
  return {
    spec: specOf({ w: [x[0]!.length] }),
    value: (w) => mean(x.map((row, n) => (inner(w, row) - y[n]!) ** 2)),
    gradient: (w) =>
      Float64Array.from(w, (_, i) =>
        mean(x.map((row, n) => 2 * (inner(w, row) - y[n]!) * row[i]!)),
      ),
  };
}

/**
 * `mean (w1 w2 x - y)²`, a linear network with one hidden layer: w1 is `[1, hidden]`, w2 is
 * `[hidden, D]`.
 *
 * Between two optima, with `D = (w1B - w1A)(w2B - w2A)` and `S = mean x xᵀ`, the loss at t is
 * `L* + t²(1-t)² D S Dᵀ`.
 *
 * @param hidden units of the hidden layer, from 1
 * @example
 * const fit = linearNetwork({ x: [[1], [2]], y: [3, 6] }, 1);
 * fit.value(Float64Array.of(1.5, 2)); // 0
 */
export function linearNetwork({ x, y }: Samples, hidden: number): AnalyticLoss {
  const inputs = x[0]!.length;
  const product = (w: Float64Array) =>
    Float64Array.from({ length: inputs }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < hidden; j++) sum += w[j]! * w[hidden + j * inputs + i]!;
      return sum;
    });
  const { value, gradient } = linearRegression({ x, y });
  return {
    spec: specOf({ w1: [1, hidden], w2: [hidden, inputs] }),
    value: (w) => value(product(w)),
    gradient: (w) => {
      const slope = gradient(product(w));
      return Float64Array.from(w, (_, i) => {
        if (i < hidden) return inner(slope, w.subarray(hidden + i * inputs));
        const [j, k] = [Math.floor((i - hidden) / inputs), (i - hidden) % inputs];
        return w[j]! * slope[k]!;
      });
    },
  };
}

/** Over the entries of the first argument. */
function inner(a: Float64Array, b: ArrayLike<number>): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
