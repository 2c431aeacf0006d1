import type { Params, WidePoint } from '@isthmus/contract/parameters';

/**
 * The loss on one fixed data set as everything that decides computes it: by the float64 reference
 * for a layer graph; for an architecture given as code, by float32 forward passes whose losses are
 * averaged in float64 (and the record says so). For an objective it is its own formula; there are no
 * samples then, so it predicts nothing and its accuracy is NaN.
 */
export interface Evaluator {
  readonly arithmetic: 'float64-reference' | 'float32-tfjs' | 'float64-objective';
  value(params: Params): number;
  /** At `(1-t)from + t to`, interpolated in float64 (for code: rounded to float32). */
  valueBetween(from: Params, to: Params, t: number): number;
  /**
   * The same, bit for bit, by t: quicker for many t of one segment. Neither end may be written to
   * while it is used.
   */
  along(from: Params, to: Params): (t: number) => number;
  /** At a point that is given in float64 (for code: rounded to float32). */
  valueAt(point: WidePoint): number;
  /** Fraction of samples that are classified rightly; see `PredictionLoss.isRight`. */
  accuracy(params: Params): number;
  /** Predictions `[N, ...output]`. */
  predict(params: Params): Float64Array;
}
