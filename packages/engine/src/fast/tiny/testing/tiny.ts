import { expect } from 'vitest';
import { createAdamRule } from '../../../operations/optimizers/adam-rule.js';
import { createMomentum } from '../../../operations/optimizers/momentum.js';
import { createNesterov } from '../../../operations/optimizers/nesterov.js';
import { createRmsprop } from '../../../operations/optimizers/rmsprop.js';
import { createSgd } from '../../../operations/optimizers/sgd.js';
import type { Dataset, Optimizer, PredictionLoss, Trained, Trainee } from '@isthmus/contract';
import type { GraphNetwork } from '../../../network/network.js';
import { sameBits, type Params } from '@isthmus/contract/parameters';
import type { Engine, SharedTraining } from '../../../port/engine.js';
import { chain, randomParams, type Link } from '../../../testing/networks.js';
import { createTinyEngine } from '../create-tiny-engine.js';
import { createTinyHost } from '../host.js';
import { tinyPlanOf } from '../plan.js';

const rates = { learningRate: 0.02, epsilon: 1e-8 };
/** Every rule that the kernels have. */
export const OPTIMIZERS: Record<string, Optimizer<unknown>> = {
  sgd: createSgd(0.02),
  momentum: createMomentum({ learningRate: 0.02, momentum: 0.9 }),
  nesterov: createNesterov({ learningRate: 0.02, momentum: 0.8 }),
  rmsprop: createRmsprop({ ...rates, decay: 0.9 }),
  adam: createAdamRule({ ...rates, beta1: 0.9, beta2: 0.999, weightDecay: 0 }),
  adamw: createAdamRule({ ...rates, beta1: 0.8, beta2: 0.99, weightDecay: 0.01 }),
};

const never = () => undefined;

/** An engine for itself. */
export function engineOf(network: GraphNetwork, loss: PredictionLoss, checkpoint = never): Engine {
  const plan = tinyPlanOf(network, loss);
  if (plan === null) throw new Error('the network has a tiny plan');
  return createTinyEngine(createTinyHost(), plan, checkpoint);
}

/** Different models of a network. */
export const modelsOf = (network: GraphNetwork, count: number) =>
  Array.from({ length: count }, (_, i) => randomParams(network, i + 1));

/** Full batches, no regularizers. */
export function plainTraining(optimizer: Optimizer<unknown>, data: Dataset): SharedTraining {
  return { optimizer, regularizers: [], data, rows: () => null, noise: () => null };
}

/** A fresh trainee that never rests for its loss. */
export const traineeOf = (
  optimizer: Optimizer<unknown>,
  params: Params,
  steps: number,
): Trainee => ({
  params,
  state: optimizer.init(params),
  steps,
  restAt: -Infinity,
});

/** The same results, parameters and state bit for bit. */
export function expectSame(came: readonly Trained[], expected: readonly Trained[]): void {
  came.forEach(({ params, ...one }, i) => {
    const { params: theirs, ...other } = expected[i]!;
    expect(sameBits(params, theirs)).toBe(true);
    expect(one).toEqual(other);
  });
  expect(came).toHaveLength(expected.length);
}

const shapes = { input: [3], output: [2] };
/** Chains with an activation to be filled in. */
export const NETWORKS: Record<string, (activation: Link) => GraphNetwork> = {
  'odd widths': (f) =>
    chain(shapes, [
      ['dense', { units: 5 }],
      f,
      ['dense', { units: 7, bias: false }],
      f,
      ['dense', { units: 2 }],
    ]),
  'activation last': (f) => chain(shapes, [['dense', { units: 4 }], f, ['dense', { units: 2 }], f]),
  'one layer': (f) => chain(shapes, [['dense', { units: 2 }], f]),
};
