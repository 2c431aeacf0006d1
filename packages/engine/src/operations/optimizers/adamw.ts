import { z } from 'zod';
import { define } from '@isthmus/contract';
import { createAdamRule } from './adam-rule.js';
import { decayRate, epsilon, learningRate } from './options.js';

/**
 * The plugin `core/adamw`: Adam whose step also takes away `learningRate * weightDecay` of every
 * parameter, apart from the gradient, so that the decay is not divided by `sqrt(nuHat)`.
 *
 * `weightDecay` is PyTorch's: it is multiplied by the learning rate. In Algorithm 2 of Loshchilov &
 * Hutter it is not; their lambda is `learningRate * weightDecay` here (with their schedule at 1).
 * The decay acts on all parameters alike, biases included. It shapes training and is in no loss.
 */
export const adamw = define({
  kind: 'optimizer',
  name: 'core/adamw',
  summary: 'Adam with weight decay apart from the gradient.',
  sources: ['arXiv:1711.05101, Algorithm 2 (Loshchilov & Hutter)'],
  options: z.strictObject({
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9, 'How much of the mean gradient a step keeps.'),
    beta2: decayRate(0.999, 'How much of the mean squared gradient a step keeps.'),
    epsilon: epsilon(1e-8),
    weightDecay: z
      .number()
      .min(0)
      .default(0.01)
      .describe('How much of each parameter a step takes away, times the learning rate.'),
  }),
  create: createAdamRule,
});
