import { z } from 'zod';
import type { Optimizer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { decayRate, learningRate } from './options.js';
import { createVelocityRule, type VelocityOptions, type VelocityState } from './velocity.js';

/**
 * Nesterov's accelerated gradient: `v <- momentum * v + g`,
 * `update = -learningRate * (g + momentum * v)`.
 *
 * Sutskever et al. (2013, equations 3 and 4) take the gradient at a point that looks ahead,
 * `theta + momentum * velocity`. The parameters held here ARE that point, so the gradient is taken
 * where they stand (the change of variables of arXiv:1212.0901, section 3.5); PyTorch and tfjs do
 * the same. With a fixed learning rate the two are one path:
 * `held = theta - learningRate * momentum * v`.
 */
export function createNesterov(options: VelocityOptions): Optimizer<VelocityState> {
  return createVelocityRule(options, 'nesterov', nesterovKernel);
}

function nesterovKernel(
  { learningRate, momentum }: VelocityOptions,
  gradient: Float32Array,
  velocity: Float32Array,
  update: Float32Array,
  nextVelocity: Float32Array,
): void {
  for (let i = 0; i < gradient.length; i++) {
    const v = momentum * velocity[i]! + gradient[i]!;
    nextVelocity[i] = v;
    update[i] = -learningRate * (gradient[i]! + momentum * v);
  }
}

/** The plugin `core/nesterov`. */
export const nesterov = define({
  kind: 'optimizer',
  name: 'core/nesterov',
  summary: "Nesterov's accelerated gradient, with the gradient taken where the parameters stand.",
  sources: [
    'Sutskever, Martens, Dahl & Hinton, ICML 2013, PMLR 28(3):1139-1147, equations 3 and 4',
    'arXiv:1212.0901, section 3.5',
  ],
  options: z.strictObject({
    learningRate: learningRate(0.01),
    momentum: decayRate(0.9, 'How much of the velocity a step keeps; 0 is plain descent.'),
  }),
  create: createNesterov,
});
