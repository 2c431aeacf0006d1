import { describe, expect, it } from 'vitest';
import { createRng } from '../base/rng.js';
import { optimizers } from '../builtin/optimizers/index.js';
import { sameBits } from '../parameters/parameters.js';
import { createSampler } from '../run/batches.js';
import { evaluatorOn, objectiveOf, parabola, samples } from '../run/testing/small-models.js';
import { train } from '../run/train.js';
import { createPlugin } from './check-definition.js';

/** Rates at which the mean squared error of three features settles; RMSProp and Adam take steps of that size. */
const rates: Record<string, number> = {
  'core/sgd': 0.3,
  'core/momentum': 0.1,
  'core/nesterov': 0.1,
  'core/rmsprop': 0.003,
  'core/adam': 0.01,
  'core/adamw': 0.01,
};

const f = (x: number) => 0.1 + 0.25 * x + 0.5 * x * x;
const data = samples(48, f);
const matrix = optimizers.flatMap((optimizer) =>
  (['full', 16] as const).map((batchSize) => ({ optimizer, name: optimizer.name, batchSize })),
);

describe('every built-in optimizer trains to a threshold', () => {
  it.each(matrix)('$name, batch $batchSize', async ({ optimizer, name, batchSize }) => {
    const rng = createRng(11);
    const setup = {
      initial: parabola.init(rng.fork('init')),
      optimizer: await createPlugin(optimizer, { learningRate: rates[name] }),
      objective: objectiveOf(parabola),
      sampler: createSampler(data, batchSize),
      evaluator: evaluatorOn(parabola, samples(33, f)),
      threshold: 1e-3,
      rules: { maxSteps: 20_000, evaluateEvery: 10, stall: { window: 5000, improvement: 0.01 } },
      rng: rng.fork('training'),
    };
    const result = await train(setup);
    expect(result.outcome).toBe('reached');
    expect(result.steps).toBeGreaterThan(10);
    expect(sameBits((await train(setup)).params, result.params)).toBe(true);
  });
});
