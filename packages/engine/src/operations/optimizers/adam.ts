import { z } from 'zod';
import type { Optimizer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { createAdamRule, type AdamOptions, type AdamState } from './adam-rule.js';
import { decayRate, epsilon, learningRate } from './options.js';

/**
 * Adam: running means `mu` of the gradient and `nu` of its square, freed of their start at zero by
 * `1 - beta^count`; `update = -learningRate * muHat / (sqrt(nuHat) + epsilon)`.
 *
 * This is Algorithm 1 of Kingma & Ba itself, as in PyTorch and tfjs. TensorFlow follows the note at
 * the end of their section 2, where epsilon ("epsilon hat") is added before the correction, so that
 * the same number acts more strongly in early steps.
 */
export function createAdam(options: Omit<AdamOptions, 'weightDecay'>): Optimizer<AdamState> {
  return createAdamRule({ ...options, weightDecay: 0 });
}

/** The plugin `core/adam`. */
export const adam = define({
  kind: 'optimizer',
  name: 'core/adam',
  summary: 'Adam: steps scaled by running means of the gradient and of its square.',
  sources: ['arXiv:1412.6980, Algorithm 1 (Kingma & Ba)'],
  options: z.strictObject({
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9, 'How much of the mean gradient a step keeps.'),
    beta2: decayRate(0.999, 'How much of the mean squared gradient a step keeps.'),
    epsilon: epsilon(1e-8),
  }),
  create: createAdam,
});
