import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { LossForm } from './loss-form.js';

/**
 * A loss given directly on parameters, in float64: an analytic landscape without network and data.
 * A point is all parameters as one vector `[P]`, in the order of the spec, so that points between
 * two others need not be rounded to the float32 of stored parameters.
 */
export interface Objective {
  readonly spec: ParamSpec;
  /** For axis labels: `squared error`, `height` … */
  readonly unit: string;
  /** Where a descent begins; the stream alone decides. */
  init(rng: Rng): Params;
  /** At least 0 wherever it is finite: thresholds and the targets of descent are parts of it. */
  value(w: Float64Array): number;
  /** A new vector `[P]`; at a kink that of one side, the same always. */
  gradient(w: Float64Array): Float64Array;
  /**
   * The same loss as data, for exact solvers and proofs; the two agree but for rounding. Absent: nothing is
   * solved, and none are proved apart.
   */
  readonly form?: LossForm;
  /**
   * What the formula is at least and at most, for real numbers, on the part of the straight line `(1-t) a + t b`
   * with t in [from, to], where `from <= to`; with its rounding. The nearer to each other the two, the fewer parts
   * are needed. Absent: nothing is proved of it, and it is refused by name.
   */
  bounds?(a: Float64Array, b: Float64Array, from: number, to: number): ValueBounds;
}

/** What a number is at least and at most. */
export interface ValueBounds {
  readonly least: number;
  readonly most: number;
}
