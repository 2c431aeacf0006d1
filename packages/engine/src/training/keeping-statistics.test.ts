import { describe, expect, it } from 'vitest';
import type { Optimizer, Regularizer } from '@isthmus/contract';
import { dot, leafOf, mapLeaves, statisticsOf } from '@isthmus/contract/parameters';
import { createRng } from '@isthmus/contract/base';
import { createReferenceEngine } from '../choice/reference-engine.js';
import { optimizers } from '../operations/optimizers/index.js';
import { losses } from '../operations/losses/index.js';
import { chain, lossOf, made, mlp, randomData, randomParams } from '../testing/networks.js';
import { besideStatistics, keepingStatistics } from './keeping-statistics.js';

// Without a bias before the norm, which would have no gradient but rounding.
const network = chain({ input: [3], output: [2] }, [
  ['dense', { units: 4, bias: false }],
  ['batch-norm'],
  ['relu'],
  ['dense', { units: 2 }],
]);
const data = randomData(network, 12);
const start = randomParams(network);
const statistics = statisticsOf(network.spec);

describe('training', () => {
  it.each(optimizers.map(({ name, create, options }) => [name, create, options] as const))(
    'moves everything but the statistics: %s',
    (_, create, options) => {
      const checked = options['~standard'].validate({ learningRate: 0.01 });
      if (!('value' in checked)) throw new Error('bad options');
      const optimizer = create(checked.value) as Optimizer<unknown>;
      const training = {
        optimizer,
        regularizers: [],
        data,
        rows: () => null,
        noise: () => createRng(1),
      };
      const trainee = { params: start, state: optimizer.init(start), steps: 3 };
      const [trained] = createReferenceEngine(network, lossOf('mse')).trainMany(
        [trainee],
        training,
      );
      for (const [name, { data: entries }] of Object.entries(trained!.params))
        expect(
          entries.every((entry, i) => entry === start[name]!.data[i]),
          name,
        ).toBe(statistics.includes(name));
    },
  );

  it('is handed on as it is for networks without statistics', () => {
    const training = {
      optimizer: {} as Optimizer<unknown>,
      regularizers: [],
      data,
      rows: () => null,
      noise: () => null,
    };
    expect(keepingStatistics(mlp([2, 3, 1], 'relu').spec, training)).toBe(training);
  });
});

describe('a regularizer', () => {
  const l2 = made(losses, 'core/l2', { strength: 1 }) as Regularizer;

  it('does not see statistics', () => {
    const beside = besideStatistics(network.spec, l2);
    const without = mapLeaves(start, ({ data: entries }, name) =>
      statistics.includes(name) ? new Float32Array(entries.length) : entries,
    );
    expect(beside.value(start)).toBeCloseTo(l2.value(without), 12);
    expect(beside.value(start)).toBeLessThan(l2.value(start));
    const gradient = beside.gradient(start);
    expect(Object.keys(gradient)).toEqual(Object.keys(start));
    for (const name of statistics) expect([...leafOf(gradient, name).data]).toEqual([0, 0, 0, 0]);
    expect(dot(gradient, start)).toBeCloseTo(2 * beside.value(start), 5);
    const wide = Object.fromEntries(
      Object.entries(start).map(([name, { shape, data: entries }]) => [
        name,
        { shape, data: Float64Array.from(entries) },
      ]),
    );
    const product = beside.hessianVector!(wide, wide);
    for (const name of statistics) expect([...product[name]!]).toEqual([0, 0, 0, 0]);
  });

  it('is handed on as it is for networks without statistics', () => {
    expect(besideStatistics(mlp([2, 3, 1], 'relu').spec, l2)).toBe(l2);
  });
});
