import { z } from 'zod';

/** The step size, with a default that suits the rule. */
export function learningRate(byDefault: number) {
  return z
    .number()
    .positive()
    .default(byDefault)
    .describe('Step size: what the direction of the rule is multiplied by.');
}

/** A factor of a running mean, in [0, 1): how much of the past one step keeps. */
export function decayRate(byDefault: number, description: string) {
  return z.number().min(0).lt(1).default(byDefault).describe(description);
}

/** The number that keeps a denominator away from zero. */
export function epsilon(byDefault: number) {
  return z
    .number()
    .positive()
    .default(byDefault)
    .describe('Added to the root in the denominator, outside the root, as PyTorch does.');
}
