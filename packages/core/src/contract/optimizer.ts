import type { Params } from '../parameters/parameters.js';

/**
 * A rule that makes updates of gradients, as two pure functions. The state is plain data (numbers,
 * strings, named arrays), so that it can be stored and resumed exactly.
 */
export interface Optimizer<S> {
  init(params: Params): S;
  /** Updates to be ADDED to the parameters, and the next state. */
  update(gradients: Params, state: S, params: Params): readonly [updates: Params, state: S];
}
