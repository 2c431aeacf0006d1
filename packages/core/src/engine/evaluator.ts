import type { Params } from '../parameters/parameters.js';

/**
 * The loss on one fixed data set as everything that decides computes it: by the float64 reference
 * for a layer graph; for an architecture given as code, by float32 forward passes whose losses are
 * averaged in float64 (and the record says so).
 */
export interface Evaluator {
  readonly arithmetic: 'float64-reference' | 'float32-tfjs';
  value(params: Params): number;
  /** At `(1-t)from + t to`, interpolated in float64 (for code: rounded to float32). */
  valueBetween(from: Params, to: Params, t: number): number;
  /** Fraction of samples whose largest output is that of their class. */
  accuracy(params: Params): number;
  /** Predictions `[N, ...output]`. */
  predict(params: Params): Float64Array;
}
