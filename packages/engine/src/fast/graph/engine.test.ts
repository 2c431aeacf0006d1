import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { createAdamRule } from '../../operations/optimizers/adam-rule.js';
import { createMomentum } from '../../operations/optimizers/momentum.js';
import { createNesterov } from '../../operations/optimizers/nesterov.js';
import { createRmsprop } from '../../operations/optimizers/rmsprop.js';
import { createSgd } from '../../operations/optimizers/sgd.js';
import type { Optimizer } from '@isthmus/contract';
import { createReference } from '../../reference/create-reference.js';
import { sameBits } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import type { SharedTraining } from '../../port/engine.js';
import { lossOf, randomData, randomParams } from '../../testing/networks.js';
import { keepingStatistics } from '../../training/keeping-statistics.js';
import { trainBySteps } from '../../training/train-by-steps.js';
import { createGraphEngine } from './create-graph-engine.js';
import { createPlainHost } from './testing/plain-host.js';
import { engineOf, host, hostOf, KINDS, network, planOf, someNoise } from './testing/trials.js';

const loss = lossOf('cross-entropy');

const OPTIMIZERS: Readonly<Record<string, Optimizer<unknown>>> = {
  sgd: createSgd(0.05),
  momentum: createMomentum({ learningRate: 0.02, momentum: 0.9 }),
  nesterov: createNesterov({ learningRate: 0.02, momentum: 0.9 }),
  rmsprop: createRmsprop({ learningRate: 0.003, decay: 0.9, epsilon: 1e-8 }),
  adam: createAdamRule({
    learningRate: 0.003,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.01,
  }) as Optimizer<unknown>,
};

function sameState(a: unknown, b: unknown): boolean {
  const [left, right] = [a, b] as readonly Record<string, Params | number>[];
  return Object.entries(left!).every(([name, held]) =>
    typeof held === 'number' ? held === right![name] : sameBits(held, right![name] as Params),
  );
}

describe.each(KINDS)('a network of kind %s', (kind) => {
  const net = network(kind);
  const data = randomData(net, 23, true);
  const params = randomParams(net);

  it('gives the same bits whatever the rows of a block', () => {
    const expected = engineOf(net, loss, 23).valueAndGradient([params], data, someNoise());
    for (const rows of [1, 2, 5, 8, 22]) {
      const found = engineOf(net, loss, rows).valueAndGradient([params], data, someNoise());
      expect(found[0]!.value).toBe(expected[0]!.value);
      expect(sameBits(found[0]!.gradient, expected[0]!.gradient)).toBe(true);
      expect(engineOf(net, loss, rows).value([params], data)).toEqual(
        engineOf(net, loss).value([params], data),
      );
    }
  });

  it('gives the same bits by narrow, wide and plain products', () => {
    const models = [params, randomParams(net, 4)];
    const expected = engineOf(net, loss, 6).valueAndGradient(models, data, null);
    for (const other of [hostOf('wide'), createPlainHost()]) {
      const found = engineOf(net, loss, 6, other).valueAndGradient(models, data, null);
      found.forEach(({ value, gradient }, i) => {
        expect(value).toBe(expected[i]!.value);
        expect(sameBits(gradient, expected[i]!.gradient)).toBe(true);
      });
    }
  });

  it.each(Object.keys(OPTIMIZERS))('trains by %s as step by step, bit for bit', (name) => {
    const optimizer = OPTIMIZERS[name]!;
    const engine = engineOf(net, loss, 4);
    const training: SharedTraining = {
      optimizer,
      regularizers: [],
      data,
      rows: (step) =>
        step === 3 ? null : Int32Array.from({ length: 9 }, (_, i) => (step + 5 * i) % 23),
      noise: (step) => createRng(step),
    };
    const trainees = [params, randomParams(net, 8)].map((model, i) => ({
      params: model,
      state: optimizer.init(model),
      steps: 7 - 2 * i,
      restAt: i === 0 ? -Infinity : 0.05,
    }));
    const fused = engine.trainMany(trainees, training);
    const still = keepingStatistics(net.spec, training);
    const plain = trainBySteps(engine.valueAndGradient, trainees, still);
    fused.forEach((found, i) => {
      const { params: at, state, ...others } = plain[i]!;
      expect(found).toMatchObject(others);
      expect(sameBits(found.params, at)).toBe(true);
      expect(sameState(found.state, state)).toBe(true);
      expect(sameState(state, found.state)).toBe(true);
    });
    // A training that goes on from its state is one that was not interrupted.
    const noMore = engine.trainMany(
      [{ ...trainees[0]!, ...fused[0]!, steps: 0, restAt: -Infinity }],
      training,
    );
    expect(noMore[0]).toMatchObject({ steps: 0, gradientEvaluations: 0, rest: 'steps', loss: NaN });
  });
});

describe('training', () => {
  const net = network('dense');
  const data = randomData(net, 16, true);
  const params = randomParams(net);
  const train = (steps: number, restAt: number, from: Params = params) =>
    engineOf(net, loss).trainMany([{ params: from, state: {}, steps, restAt }], {
      optimizer: OPTIMIZERS['sgd']!,
      regularizers: [],
      data,
      rows: () => null,
      noise: () => null,
    })[0]!;

  it('rests where the loss is low enough, before the update', () => {
    const start = engineOf(net, loss).value([params], data)[0]!;
    expect(train(5, start)).toMatchObject({
      rest: 'loss',
      steps: 0,
      gradientEvaluations: 1,
      loss: start,
    });
    expect(train(5, start * 0.999).steps).toBeGreaterThan(0);
  });

  it('rests where the loss is not finite, and leaves the parameters as they were', () => {
    const kernel = params['n0.kernel']!;
    for (const bad of [NaN, Infinity]) {
      const broken = { ...params, 'n0.kernel': { ...kernel, data: kernel.data.map(() => bad) } };
      const trained = train(5, -Infinity, broken);
      expect(trained.rest).toBe('nonfinite');
      expect(sameBits(trained.params, broken)).toBe(true);
    }
  });

  it('leaves the memory as it was, also after ten thousand steps and after a thrown checkpoint', () => {
    const before = host.mark();
    const trained = train(10_000, -Infinity);
    expect(trained.steps).toBe(10_000);
    expect(host.mark()).toBe(before);
    const stop = new Error('stop');
    const engine = createGraphEngine(host, planOf(net, loss), () => {
      throw stop;
    });
    const long = { params, state: {}, steps: 1e9, restAt: -Infinity };
    const training = {
      optimizer: OPTIMIZERS['sgd']!,
      regularizers: [],
      data,
      rows: () => null,
      noise: () => null,
    };
    expect(() => engine.trainMany([long], training)).toThrow(stop);
    expect(host.mark()).toBe(before);
    expect(engine.value([params], data)).toEqual(engineOf(net, loss).value([params], data));
  });

  it('with regularizers goes step by step', () => {
    const half = {
      on: 'parameters' as const,
      value: () => 0,
      gradient: (at: Params) => at,
    };
    const [found] = engineOf(net, loss).trainMany(
      [{ params, state: {}, steps: 3, restAt: -Infinity }],
      {
        optimizer: OPTIMIZERS['sgd']!,
        regularizers: [half],
        data,
        rows: () => null,
        noise: () => null,
      },
    );
    expect(found!.steps).toBe(3);
    expect(sameBits(found!.params, train(3, -Infinity).params)).toBe(false);
  });

  it('says which argument does not fit', () => {
    const engine = engineOf(net, loss);
    expect(() => engine.value([{}], data)).toThrow(
      '"n0.kernel" should hold 119 numbers; it is missing',
    );
    expect(() => engine.value([params], { ...data, size: 15 })).toThrow('A batch of 15 samples');
  });
});

describe('numbers that are not finite', () => {
  it.each(KINDS)('come through a network of kind %s as in the reference', (kind) => {
    const net = network(kind);
    const params = randomParams(net);
    const clean = randomData(net, 4, true);
    for (const bad of [NaN, Infinity, -Infinity]) {
      const data = { ...clean, x: clean.x.with(clean.x.length - 1, bad) };
      const exact = createReference(net, loss).gradient(params, data);
      const [found] = engineOf(net, loss).valueAndGradient([params], data, null);
      if (Number.isFinite(exact.value)) expect(Number.isFinite(found!.value)).toBe(true);
      else expect(found!.value).toBe(exact.value);
      for (const [name, entries] of Object.entries(exact.gradient))
        expect([...found!.gradient[name]!.data].map(Number.isFinite), name).toEqual(
          [...entries].map(Number.isFinite),
        );
    }
  });
});
