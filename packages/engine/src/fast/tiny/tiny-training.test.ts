import { describe, expect, it } from 'vitest';
import type { Regularizer, Trainee } from '@isthmus/contract';
import { sameBits } from '@isthmus/contract/parameters';
import { lossOf, mlp, randomData } from '../../testing/networks.js';
import { ACTIVATIONS, LOSSES } from '../../testing/with-kernels.js';
import { trainBySteps } from '../../training/train-by-steps.js';
import {
  engineOf,
  expectSame,
  modelsOf,
  NETWORKS,
  OPTIMIZERS,
  plainTraining,
  traineeOf,
} from './testing/tiny.js';

/** Rows and models: fewer than lanes, as many, and more. */
const BATCHES: readonly (readonly [rows: number, count: number])[] = [
  [1, 3],
  [13, 8],
  [24, 17],
];

describe('training makes the same bits by fused steps, step by step, alone and side by side', () => {
  const cases = Object.keys(OPTIMIZERS).flatMap((rule) =>
    ACTIVATIONS.flatMap((activation) => LOSSES.map((loss) => ({ rule, activation, loss }))),
  );
  it.each(cases.map((one, at) => ({ ...one, at })))(
    '$rule, $activation, $loss',
    ({ rule, activation, loss: l, at }) => {
      const network = NETWORKS['odd widths']!([activation]);
      const engine = engineOf(network, lossOf(l));
      const optimizer = OPTIMIZERS[rule]!;
      for (const [rows, count] of BATCHES.slice(at % 3, (at % 3) + 1)) {
        const data = randomData(network, rows, l === 'cross-entropy');
        const training = plainTraining(optimizer, data);
        const trainees = modelsOf(network, count).map((model) => traineeOf(optimizer, model, 7));
        const together = engine.trainMany(trainees, training);
        const alone = trainees.map((trainee) => engine.trainMany([trainee], training)[0]!);
        expectSame(together, alone);
        expectSame(together, trainBySteps(engine.valueAndGradient, trainees, training));
        expect(together.every(({ steps, rest }) => steps === 7 && rest === 'steps')).toBe(true);
      }
    },
  );
});

/** Batches of 10 of 40 rows, but every fourth of 7, as at the end of an epoch. */
function rowsOf(step: number): Int32Array {
  return Int32Array.from({ length: step % 4 === 3 ? 7 : 10 }, (_, i) => (step * 13 + i * 7) % 40);
}

describe('mini-batches', () => {
  const network = mlp([3, 6, 2], 'tanh');
  const data = randomData(network, 40);
  const optimizer = OPTIMIZERS['adam']!;
  const training = { ...plainTraining(optimizer, data), rows: rowsOf };

  it('are the rows that the training gives for each step', () => {
    const engine = engineOf(network, lossOf('mse'));
    for (const count of [1, 9]) {
      const trainees = modelsOf(network, count).map((model) => traineeOf(optimizer, model, 150));
      expectSame(
        engine.trainMany(trainees, training),
        trainBySteps(engine.valueAndGradient, trainees, training),
      );
    }
  });

  it('a call that goes on from another makes the steps of one', () => {
    const engine = engineOf(network, lossOf('mse'));
    const [model] = modelsOf(network, 1);
    const [straight] = engine.trainMany([traineeOf(optimizer, model!, 90)], training);
    const [first] = engine.trainMany([traineeOf(optimizer, model!, 37)], training);
    const later = { ...training, rows: (step: number) => rowsOf(step + 37) };
    const going = { ...first!, steps: 53, restAt: -Infinity };
    const [second] = engine.trainMany([going], later);
    expect(sameBits(second!.params, straight!.params)).toBe(true);
    expect(second!.state).toEqual(straight!.state);
  });

  it.each([[Int32Array.of(0, 40)], [Int32Array.of(-1)], [new Int32Array()]])(
    'rows that the data does not have are refused',
    (rows) => {
      const engine = engineOf(network, lossOf('mse'));
      const trainees = modelsOf(network, 1).map((model) => traineeOf(optimizer, model, 1));
      const bad = { ...training, rows: () => rows };
      expect(() => engine.trainMany(trainees, bad)).toThrow(/batch/);
    },
  );
});

describe('each model rests by itself', () => {
  const network = mlp([2, 4, 1], 'relu');
  const data = randomData(network, 20);
  const optimizer = OPTIMIZERS['rmsprop']!;
  const engine = engineOf(network, lossOf('mse'));
  const training = plainTraining(optimizer, data);

  /** Models with other numbers of steps, some of which fall to a loss, are not finite, or make none. */
  function mixed(count: number): Trainee[] {
    return modelsOf(network, count).map((model, i) => {
      const trainee = traineeOf(optimizer, model, [0, 1, 40, 75, 200][i % 5]!);
      const [value] = engine.value([model], data);
      const restAt = i % 3 === 0 ? value! * 0.8 : i % 7 === 1 ? value! : -Infinity;
      const broken = Object.values(model)[0]!;
      const params = { ...model, 'n0.kernel': { ...broken, data: broken.data.map(() => NaN) } };
      return { ...trainee, restAt, ...(i % 6 === 4 ? { params } : {}) };
    });
  }

  it.each([1, 5, 8, 17])('%i models', (count) => {
    const trainees = mixed(count);
    const together = engine.trainMany(trainees, training);
    expectSame(together, trainBySteps(engine.valueAndGradient, trainees, training));
    expectSame(
      together,
      trainees.map((trainee) => engine.trainMany([trainee], training)[0]!),
    );
    const rests = new Set(together.map(({ rest }) => rest));
    expect(rests.size).toBe(count >= 8 ? 3 : rests.size);
  });

  it('a loss at restAt is met before the update', () => {
    const [model] = modelsOf(network, 1);
    const [value] = engine.value([model!], data);
    const at = (restAt: number) =>
      engine.trainMany([{ ...traineeOf(optimizer, model!, 5), restAt }], training)[0]!;
    const { rest, steps, gradientEvaluations, params, loss } = at(value!);
    expect({ rest, steps, gradientEvaluations }).toEqual({
      rest: 'loss',
      steps: 0,
      gradientEvaluations: 1,
    });
    expect(loss).toBe(value);
    expect(sameBits(params, model!)).toBe(true);
    expect(at(value! * (1 - 1e-12)).steps).toBeGreaterThan(0);
  });
});

it('regularizers are added step by step', () => {
  const network = mlp([2, 4, 1], 'relu');
  const [engine, data] = [engineOf(network, lossOf('mse')), randomData(network, 12)];
  const optimizer = OPTIMIZERS['momentum']!;
  const decay: Regularizer = { on: 'parameters', value: () => 0, gradient: (params) => params };
  const training = { ...plainTraining(optimizer, data), regularizers: [decay] };
  const trainees = modelsOf(network, 3).map((model) => traineeOf(optimizer, model, 4));
  const came = engine.trainMany(trainees, training);
  expectSame(came, trainBySteps(engine.valueAndGradient, trainees, training));
  const [plain] = engine.trainMany(trainees, plainTraining(optimizer, data));
  expect(sameBits(came[0]!.params, plain!.params)).toBe(false);
});
