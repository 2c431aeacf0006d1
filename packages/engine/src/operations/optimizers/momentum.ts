import { z } from 'zod';
import type { Optimizer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { decayRate, learningRate } from './options.js';
import { createVelocityRule, type VelocityOptions, type VelocityState } from './velocity.js';

/**
 * Gradient descent with momentum (the heavy ball): `v <- momentum * v + g`,
 * `update = -learningRate * v`.
 *
 * The velocity is a sum of gradients, as in PyTorch and tfjs; Sutskever et al. (2013, equations 1
 * and 2) keep `-learningRate * v`, which is the same path while the learning rate stays fixed. Some
 * write `(1 - momentum) * g` instead of `g`: their learning rates are larger by `1/(1 - momentum)`.
 */
export function createMomentum(options: VelocityOptions): Optimizer<VelocityState> {
  return createVelocityRule(options, 'momentum', momentumKernel);
}

function momentumKernel(
  { learningRate, momentum }: VelocityOptions,
  gradient: Float32Array,
  velocity: Float32Array,
  update: Float32Array,
  nextVelocity: Float32Array,
): void {
  for (let i = 0; i < gradient.length; i++) {
    const v = momentum * velocity[i]! + gradient[i]!;
    nextVelocity[i] = v;
    update[i] = -learningRate * v;
  }
}

/** The plugin `core/momentum`. */
export const momentum = define({
  kind: 'optimizer',
  name: 'core/momentum',
  summary: 'Gradient descent with momentum (the heavy ball).',
  sources: [
    'doi:10.1016/0041-5553(64)90137-5 (Polyak 1964)',
    'Sutskever, Martens, Dahl & Hinton, ICML 2013, PMLR 28(3):1139-1147, equations 1 and 2',
  ],
  options: z.strictObject({
    learningRate: learningRate(0.01),
    momentum: decayRate(0.9, 'How much of the velocity a step keeps; 0 is plain descent.'),
  }),
  create: createMomentum,
});
