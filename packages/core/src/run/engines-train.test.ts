import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { createEngine } from '@isthmus/engine';
import { keepingStatistics, trainBySteps } from '@isthmus/engine/internal';
import type { Engine, EngineChoice } from '@isthmus/engine';
import type { SharedTraining } from '@isthmus/engine/internal';
import { lossOf, mlp, NETWORKS, randomData, randomParams } from '@isthmus/engine/testing';
import { tfjsRuntime } from '@isthmus/tfjs';
import { core } from '../builtin/index.js';
import { Registry } from '../registry/registry.js';
import { createSampler } from './batches.js';
import type { Optimizer } from '@isthmus/contract';
import { distance, norm, sameBits, type Params } from '@isthmus/contract/parameters';

/**
 * Where engines may stand apart after the training, in units of the way that was made: rounding of a
 * gradient is 1e-6 of it, and twenty steps of smooth networks at small rates do not make it grow much.
 * Adam and RMSProp divide by the size of each entry, so where one is nearly zero its sign decides.
 */
const APART = 2e-3;
const STEPS = 20;
const ROWS = 9;

const registry = Registry.of(core);
const OPTIMIZERS = registry.list('optimizer').map(({ name }) => name);
const BATCHES = ['full', 4] as const;
const SHAPES = {
  'a tiny chain': () => mlp([4, 5, 6, 3], 'tanh'),
  dropout: () => NETWORKS['dropout']!(['tanh']),
  'batch norm': () => NETWORKS['batch norm']!(['tanh']),
  'a convnet': () => NETWORKS['avg pool']!(['tanh']),
} as const;

const loss = lossOf('mse');
const cases = Object.keys(SHAPES).flatMap((shape) =>
  OPTIMIZERS.flatMap((name) => BATCHES.map((batch) => ({ shape, name, batch }))),
);

describe.each(cases)('$shape, $name, batches of $batch', async ({ shape, name, batch }) => {
  const network = SHAPES[shape as keyof typeof SHAPES]();
  const data = randomData(network, ROWS);
  const start = randomParams(network);
  const optimizer = registry.resolve('optimizer', name, '/optimizer').plugin as Optimizer<unknown>;
  const training = trainingOf(optimizer, createSampler(data, batch), data);
  const train = (engine: Pick<Engine, 'trainMany'>) =>
    engine.trainMany([traineeOf(start, optimizer)], training)[0]!;

  it('the fast engine and tfjs make the steps of the reference', async () => {
    const expected = train(await engineOf('reference'));
    const way = distance(expected.params, start);
    expect(way).toBeGreaterThan(1e-3 * norm(start));
    for (const choice of ['fast', 'tfjs'] as const) {
      const { params, steps, loss: last } = train(await engineOf(choice));
      expect(steps).toBe(STEPS);
      expect(distance(params, expected.params) / way, choice).toBeLessThan(APART);
      expect(Math.abs(last - expected.loss) / expected.loss, choice).toBeLessThan(APART);
    }
  });

  it('fused updates are those of the optimizer’s own code, bit for bit', async () => {
    const fast = await engineOf('fast');
    const still = keepingStatistics(network.spec, training);
    const plain = trainBySteps(fast.valueAndGradient, [traineeOf(start, optimizer)], still)[0]!;
    expect(sameBits(train(fast).params, plain.params)).toBe(true);
  });

  function engineOf(choice: EngineChoice): Promise<Engine> {
    return createEngine(choice, network, loss, ROWS, undefined, tfjsRuntime);
  }
});

function traineeOf(params: Params, optimizer: Optimizer<unknown>) {
  return { params, state: optimizer.init(params), steps: STEPS, restAt: -Infinity };
}

function trainingOf(
  optimizer: Optimizer<unknown>,
  sampler: ReturnType<typeof createSampler>,
  data: SharedTraining['data'],
): SharedTraining {
  const rng = createRng(3);
  return {
    optimizer,
    regularizers: [],
    data,
    rows: (step) => sampler.rows(rng.fork('batches'), step),
    noise: (step) => rng.fork(`noise ${step}`),
  };
}
