import { z } from 'zod';
import type { Optimizer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { zerosLike, type Params } from '@isthmus/contract/parameters';
import { dataOf, growParams } from './leaves.js';
import { decayRate, epsilon, learningRate } from './options.js';
import { withRate } from './with-rate.js';

/** The running mean of squared gradients, from zero, without bias correction. */
interface RmspropState {
  readonly nu: Params;
}

/** Options of RMSProp. */
interface RmspropOptions {
  readonly learningRate: number;
  /** How much of the mean square a step keeps, in [0, 1). */
  readonly decay: number;
  readonly epsilon: number;
}

/**
 * RMSProp: `nu <- decay * nu + (1 - decay) * g^2`,
 * `update = -learningRate * g / (sqrt(nu) + epsilon)`.
 *
 * The rule and its decay of 0.9 are those of Tieleman & Hinton's lecture, which has no epsilon.
 * Epsilon stands outside the root, as in PyTorch (whose decay, called alpha, is 0.99 by default).
 * tfjs and TensorFlow have the decay 0.9 too, but epsilon inside the root, where the same number
 * acts as its square root does here: their 1e-7 is like 3e-4.
 */
export function createRmsprop(options: RmspropOptions): Optimizer<RmspropState> {
  return {
    fused: { rule: 'rmsprop', settings: { ...options } },
    scaled: (factor) => createRmsprop(withRate(options, factor)),
    init: (params) => ({ nu: zerosLike(params) }),
    update(gradients, state, params) {
      const updates = growParams();
      const nu = growParams();
      for (const [name, leaf] of Object.entries(params))
        rmspropKernel(
          options,
          dataOf(gradients, name),
          dataOf(state.nu, name),
          updates.grow(name, leaf),
          nu.grow(name, leaf),
        );
      return [updates.done(), { nu: nu.done() }];
    },
  };
}

function rmspropKernel(
  { learningRate, decay, epsilon }: RmspropOptions,
  gradient: Float32Array,
  nu: Float32Array,
  update: Float32Array,
  nextNu: Float32Array,
): void {
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    const meanSquare = decay * nu[i]! + (1 - decay) * g * g;
    nextNu[i] = meanSquare;
    update[i] = (-learningRate * g) / (Math.sqrt(meanSquare) + epsilon);
  }
}

/** The plugin `core/rmsprop`. */
export const rmsprop = define({
  kind: 'optimizer',
  name: 'core/rmsprop',
  summary: 'RMSProp: gradients divided by the root of their running mean square.',
  sources: ['Tieleman & Hinton 2012, Neural Networks for Machine Learning (Coursera), lecture 6e'],
  options: z.strictObject({
    learningRate: learningRate(0.001),
    decay: decayRate(0.9, 'How much of the mean square a step keeps (alpha, rho elsewhere).'),
    epsilon: epsilon(1e-8),
  }),
  create: createRmsprop,
});
