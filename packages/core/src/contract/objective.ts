import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';

/** A loss given directly on parameters, in float64: an analytic landscape without a network. */
export interface Objective {
  readonly spec: ParamSpec;
  init(rng: Rng): Params;
  value(params: Params): number;
  gradient(params: Params): Params;
}
