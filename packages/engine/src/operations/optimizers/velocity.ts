import type { Params } from '@isthmus/contract/parameters';
import { zerosLike } from '@isthmus/contract/parameters';
import type { Optimizer } from '@isthmus/contract';
import { dataOf, growParams } from './leaves.js';
import { withRate } from './with-rate.js';

/** The running sum of gradients, which momentum and Nesterov share. */
export interface VelocityState {
  readonly velocity: Params;
}

/** Options of the two rules that keep a velocity. */
export interface VelocityOptions {
  readonly learningRate: number;
  /** How much of the velocity a step keeps, in [0, 1). */
  readonly momentum: number;
}

/** Writes an update and the next velocity of one leaf. */
type VelocityKernel = (
  options: VelocityOptions,
  gradient: Float32Array,
  velocity: Float32Array,
  update: Float32Array,
  nextVelocity: Float32Array,
) => void;

/** An optimizer that begins with velocity zero and runs the kernel on every leaf. */
export function createVelocityRule(
  options: VelocityOptions,
  rule: 'momentum' | 'nesterov',
  kernel: VelocityKernel,
): Optimizer<VelocityState> {
  return {
    fused: { rule, settings: { ...options } },
    scaled: (factor) => createVelocityRule(withRate(options, factor), rule, kernel),
    init: (params) => ({ velocity: zerosLike(params) }),
    update(gradients, state, params) {
      const updates = growParams();
      const velocity = growParams();
      for (const [name, leaf] of Object.entries(params))
        kernel(
          options,
          dataOf(gradients, name),
          dataOf(state.velocity, name),
          updates.grow(name, leaf),
          velocity.grow(name, leaf),
        );
      return [updates.done(), { velocity: velocity.done() }];
    },
  };
}
