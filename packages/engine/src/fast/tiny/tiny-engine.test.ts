import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LossGradient } from '@isthmus/contract';
import { createReference } from '../../reference/create-reference.js';
import { leafOf, lerp, sameBits, type Params } from '@isthmus/contract/parameters';
import { createReferenceEngine } from '../../choice/reference-engine.js';
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

/**
 * What float32 may lose, relative to the largest entry of the gradient (or to the loss): a rounding
 * is 6e-8, and sums of some dozens of terms in a few layers lose some dozens of them at most.
 */
const RELATIVE = 2e-5;

/** Full groups of 8 and not, one row alone, more than one chunk of 128. */
const ROWS = [1, 5, 8, 64, 131, 300];

function expectNear(came: LossGradient, expected: LossGradient): void {
  expect(Math.abs(came.value - expected.value)).toBeLessThanOrEqual(RELATIVE * expected.value);
  const largest = Math.max(
    ...Object.values(expected.gradient).flatMap(({ data }) => [...data].map(Math.abs)),
  );
  for (const [name, { shape, data }] of Object.entries(came.gradient)) {
    const reference = leafOf(expected.gradient, name);
    expect(shape).toEqual(reference.shape);
    const off = Math.max(...data.map((value, i) => Math.abs(value - reference.data[i]!)));
    expect(off, name).toBeLessThanOrEqual(RELATIVE * largest);
  }
}

describe('losses and gradients are those of the reference', () => {
  const cases = Object.keys(NETWORKS).flatMap((network) =>
    ACTIVATIONS.flatMap((activation) => LOSSES.map((loss) => ({ network, activation, loss }))),
  );
  // Each case takes two of the row counts, so that all of them meet every activation and loss.
  it.each(cases.map((one, at) => ({ ...one, at })))(
    '$network, $activation, $loss',
    ({ network: name, activation, loss: l, at }) => {
      const network = NETWORKS[name]!([activation]);
      const loss = lossOf(l);
      const [engine, reference] = [engineOf(network, loss), createReferenceEngine(network, loss)];
      for (const rows of [ROWS[at % 6]!, ROWS[(at + 3) % 6]!]) {
        const data = randomData(network, rows, l === 'cross-entropy');
        for (const count of [1, 2, 8]) {
          const models = modelsOf(network, count);
          const expected = reference.valueAndGradient(models, data, null);
          const came = engine.valueAndGradient(models, data, null);
          came.forEach((one, i) => expectNear(one, expected[i]!));
          expect(engine.value(models, data)).toEqual(came.map(({ value }) => value));
        }
      }
    },
  );
});

describe('profiles', () => {
  it.each(['relu', 'gelu'])('are the losses at the points of segments: %s', (activation) => {
    const network = mlp([2, 5, 3], activation);
    const engine = engineOf(network, lossOf('cross-entropy'));
    const data = randomData(network, 50, true);
    const [a, b, c] = modelsOf(network, 3) as [Params, Params, Params];
    const partly = { ...a, 'n0.bias': b['n0.bias']! };
    const all = [
      { from: a, to: b, t: [0, 0.1, 0.5, 0.75, 1] },
      { from: b, to: c, t: [] },
      { from: a, to: partly, t: Array.from({ length: 21 }, (_, i) => i / 20) },
      { from: c, to: a, t: [1 / 3] },
    ];
    for (const scans of [all, all.slice(0, 1), all.slice(3)]) {
      const came = engine.profile(scans, data);
      scans.forEach(({ from, to, t }, i) => {
        expect([...came[i]!]).toEqual(
          engine.value(
            t.map((at) => lerp(from, to, at)),
            data,
          ),
        );
      });
    }
  });
});

it('many rows are cut into calls, and the checkpoint is called between them', () => {
  const network = mlp([4, 32, 32, 1], 'tanh');
  let calls = 0;
  const engine = engineOf(network, lossOf('mse'), () => void calls++);
  const data = randomData(network, 30_000);
  const [a, b] = modelsOf(network, 2) as [Params, Params];
  const optimizer = OPTIMIZERS['adam']!;
  const [trained] = engine.trainMany([traineeOf(optimizer, a, 2)], plainTraining(optimizer, data));
  expect(calls).toBeGreaterThan(5);
  expectSame(
    [trained!],
    trainBySteps(
      engine.valueAndGradient,
      [traineeOf(optimizer, a, 2)],
      plainTraining(optimizer, data),
    ),
  );
  const [losses] = engine.profile([{ from: a, to: b, t: [0, 1] }], data);
  expect([...losses!]).toEqual(engine.value([a, b], data));
  const exact = createReference(network, lossOf('mse')).loss(a, data);
  expect(Math.abs(losses![0]! - exact)).toBeLessThan(1e-6 * exact);
});

it('what the checkpoint throws ends the call and leaves the engine fit for use', () => {
  const network = mlp([1, 4, 1], 'relu');
  let stop = true;
  const engine = engineOf(network, lossOf('mse'), () => {
    if (stop) throw new Error('cancelled');
  });
  const data = randomData(network, 64);
  const optimizer = OPTIMIZERS['sgd']!;
  const trainees = modelsOf(network, 8).map((model) => traineeOf(optimizer, model, 3000));
  expect(() => engine.trainMany(trainees, plainTraining(optimizer, data))).toThrow('cancelled');
  stop = false;
  const fresh = engineOf(network, lossOf('mse'));
  const training = plainTraining(optimizer, data);
  expectSame(engine.trainMany(trainees, training), fresh.trainMany(trainees, training));
});

it('nets of any widths and depth agree with the reference, alone and side by side', () => {
  const widths = fc.array(fc.integer({ min: 1, max: 32 }), { minLength: 2, maxLength: 6 });
  const batch = fc.record({
    rows: fc.integer({ min: 1, max: 40 }),
    count: fc.integer({ min: 1, max: 17 }),
  });
  fc.assert(
    fc.property(widths, batch, fc.constantFrom(...ACTIVATIONS), (sizes, { rows, count }, f) => {
      const network = mlp(sizes, f);
      const [engine, loss] = [engineOf(network, lossOf('mse')), lossOf('mse')];
      const data = randomData(network, rows);
      const models = modelsOf(network, count);
      const came = engine.valueAndGradient(models, data, null);
      const [expected] = createReferenceEngine(network, loss).valueAndGradient(
        [models[0]!],
        data,
        null,
      );
      expectNear(came[0]!, expected!);
      models.forEach((model, i) => {
        const [one] = engine.valueAndGradient([model], data, null);
        expect(one!.value).toBe(came[i]!.value);
        expect(sameBits(one!.gradient, came[i]!.gradient)).toBe(true);
      });
    }),
    { numRuns: 40, seed: 1 },
  );
});
