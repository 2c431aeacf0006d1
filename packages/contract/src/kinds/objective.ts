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
   * solved or proved of it.
   */
  readonly form?: LossForm;
}
