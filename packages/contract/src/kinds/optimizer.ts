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
 * A rule by its name, such as `momentum`, that there is a kernel for: docs/reference.md lists them
 * ("Kernels") with their settings, and the arrays of the state by its names for them; a rule that counts
 * its steps keeps the number as `count`. A run refuses another name.
 */
export interface FusedRule {
  readonly rule: string;
  /** All settings of the kernel by its names for them, and no others. */
  readonly settings: Readonly<Record<string, number>>;
}
