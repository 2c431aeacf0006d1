import { z } from 'zod';
import type { Optimizer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { mapLeaves, type Params } from '@isthmus/contract/parameters';
import { dataOf } from './leaves.js';
import { learningRate } from './options.js';

/** Gradient descent remembers nothing. */
type SgdState = Readonly<Record<string, never>>;

/**
 * Gradient descent: `update = -learningRate * g`.
 *
 * It is full-batch or stochastic by the batch that the gradient is of, not by itself.
 */
export function createSgd(learningRate: number): Optimizer<SgdState> {
  return {
    fused: { rule: 'sgd', settings: { learningRate } },
    scaled: (factor) => createSgd(factor * learningRate),
    init: () => ({}),
    update: (gradients: Params, state: SgdState, params: Params) => [
      mapLeaves(params, (_, name) => descend(learningRate, dataOf(gradients, name))),
      state,
    ],
  };
}

function descend(learningRate: number, gradient: Float32Array): Float32Array {
  const update = new Float32Array(gradient.length);
  for (let i = 0; i < gradient.length; i++) update[i] = -learningRate * gradient[i]!;
  return update;
}

/** The plugin `core/sgd`. */
export const sgd = define({
  kind: 'optimizer',
  name: 'core/sgd',
  summary: 'Gradient descent with a fixed learning rate, full-batch or stochastic.',
  sources: ['doi:10.1214/aoms/1177729586 (Robbins & Monro 1951)'],
  options: z.strictObject({ learningRate: learningRate(0.01) }),
  create: (options) => createSgd(options.learningRate),
});
