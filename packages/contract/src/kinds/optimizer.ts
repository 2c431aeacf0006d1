import type { Params } from '../parameters/parameters.js';

/**
 * A rule that makes updates of gradients, as two pure functions. The state is plain data (numbers,
 * strings, named arrays), so that it can be stored and resumed exactly.
 */
export interface Optimizer<S> {
  init(params: Params): S;
  /** Updates to be ADDED to the parameters, and the next state. */
  update(gradients: Params, state: S, params: Params): readonly [updates: Params, state: S];
  /**
   * The same rule with its updates multiplied by a factor, such as one of a larger learning rate; its
   * states are the same. Absent: updates are multiplied where they are made, and nothing is fused.
   *
   * @param factor above 0
   */
  scaled?(factor: number): Optimizer<S>;
  /** The same rule as data, where the fast engine has a kernel for it; its numbers are then the same bits. */
  readonly fused?: FusedRule;
}

/**
 * Rules that the fast engine has kernels for. The state by its names: velocities are
 * `{ velocity: Params }`, rmsprop's `{ nu: Params }`, adam's `{ count: number, mu: Params, nu: Params }`.
 */
export type FusedRule =
  | { readonly rule: 'sgd'; readonly learningRate: number }
  | {
      readonly rule: 'momentum' | 'nesterov';
      readonly learningRate: number;
      readonly momentum: number;
    }
  | {
      readonly rule: 'rmsprop';
      readonly learningRate: number;
      readonly decay: number;
      readonly epsilon: number;
    }
  /** AdamW; with a weight decay of 0 Adam. */
  | {
      readonly rule: 'adam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    };
