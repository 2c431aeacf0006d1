import type { Params } from '../parameters/parameters.js';

/** A model that is to make optimizer steps. */
export interface Trainee {
  readonly params: Params;
  /** The optimizer's state. */
  readonly state: unknown;
  /** Steps to make, at least 0. */
  readonly steps: number;
  /**
   * It rests before the update where the loss of a step's batch (regularizers included) is at or below
   * this; absent: never.
   */
  readonly restAt?: number;
}

/** A model after its steps. */
export interface Trained {
  readonly params: Params;
  readonly state: unknown;
  /** Steps made; fewer also where the budget of a search is used up. */
  readonly steps: number;
  /** Why it rests: it made all steps, its batch loss fell to `restAt`, or a batch loss was not finite. */
  readonly rest: 'steps' | 'loss' | 'nonfinite';
  /** The batch loss (regularizers included) of the last gradient taken; NaN where none was. */
  readonly loss: number;
  /** Gradients taken: one more than `steps` where it rests before an update. */
  readonly gradientEvaluations: number;
}
