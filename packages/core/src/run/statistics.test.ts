import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRng } from '@isthmus/contract/base';
import type { Path, PathStrategy, Problem } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import {
  addScaled,
  dot,
  lerp,
  mapLeaves,
  norm,
  sameBits,
  statisticsOf,
  type Params,
} from '@isthmus/contract/parameters';
import { reestimate } from '@isthmus/engine';
import { decodeModel, encodeModel } from '@isthmus/files';
import { polyline } from '../path/polyline.js';
import { runEndpointStep } from './endpoint-step.js';
import { runPathStep } from './path-step.js';
import { tinySession } from './testing/tiny-run.js';

/** What a strategy saw of its problem. */
const seen: Problem[] = [];
const looking = define({
  kind: 'pathStrategy',
  name: 'test/looking',
  summary: 'Keeps its problem for a test to ask.',
  sources: [],
  options: z.strictObject({}),
  create: () =>
    ({
      needs: 'gradient',
      init: (problem) => {
        seen.push(problem);
        return polyline([problem.a, problem.b]);
      },
      step: (_, path) => path,
      status: () => ({ tag: 'not-found', reason: 'stalled' }) as const,
      path: (path) => path,
    }) satisfies PathStrategy<Path> as PathStrategy<unknown>,
});

const DIGITS = {
  task: {
    use: 'core/digits',
    options: { shape: 'image', splits: { train: [0, 96], probe: [96, 160], test: [160, 200] } },
  },
  architecture: { use: 'core/resnet', options: { stages: [{ width: 3 }] } },
  loss: 'core/cross-entropy',
  train: {
    optimizer: { use: 'core/adamw', options: { learningRate: 0.02, weightDecay: 0.1 } },
    threshold: 2.2,
    batchSize: 32,
    maxSteps: 60,
    evaluateEvery: 10,
  },
  align: [],
  paths: ['test/looking'],
};
const open = (change: object = {}) => tinySession({ ...DIGITS, ...change }, undefined, [looking]);
const hooks = { signal: new AbortController().signal, emit: () => undefined };

describe('an endpoint with batch norm', () => {
  it('is evaluated and kept with its statistics estimated on the training rows', async () => {
    const session = await open();
    const { weights, record } = await runEndpointStep(
      session,
      { kind: 'endpoint', id: 'a' },
      hooks,
    );
    expect(record.reached).toBe(true);
    const params = decodeModel(weights, 'a');
    expect(sameBits(reestimate(session.network!, params, session.data!.splits.train), params)).toBe(
      true,
    );
    expect(session.evaluator.value(params)).toBe(record.loss);
    // Weight decay of adamw would have shrunk variances that are not estimated, and estimates differ from the start.
    const first = session.init(createRng(1));
    for (const name of statisticsOf(session.spec)) expect(params[name]).not.toEqual(first[name]);
  });

  it('needs two rows to a batch', async () => {
    const one = open({ train: { ...DIGITS.train, batchSize: 1 } });
    await expect(one).rejects.toThrow(/\/train\/batchSize.*1 row has no variance/);
  });
});

describe('a search between networks with batch norm', async () => {
  const session = await open();
  const { spec } = session;
  const [a, b] = [1, 2].map((seed) => session.settle(session.init(createRng(seed)))) as [
    Params,
    Params,
  ];
  await runPathStep(
    session,
    { kind: 'path', pair: ['a', 'b'], index: 0, a: encodeModel(a), b: encodeModel(b) },
    hooks,
  );
  const [problem] = seen as [Problem];
  const middle = lerp(a, b, 0.5);

  it('has the gradient of the loss that is judged, statistics among the parameters', async () => {
    const whole = await open({ train: { ...DIGITS.train, batchSize: 'full', evaluate: 'train' } });
    seen.length = 0;
    await runPathStep(
      whole,
      { kind: 'path', pair: ['a', 'b'], index: 0, a: encodeModel(a), b: encodeModel(b) },
      hooks,
    );
    const [of] = seen as [Problem];
    const [{ gradient }] = of.gradients([middle], createRng(1)) as unknown as [
      { gradient: Params },
    ];
    const direction = mapLeaves(middle, ({ data }, name) => {
      const rng = createRng(1).fork(name);
      return data.map(() => rng.normal());
    });
    const along = (step: number) => of.value(addScaled(middle, direction, step));
    const slope = (along(1e-4) - along(-1e-4)) / 2e-4;
    // Both points are rounded to float32, 1e-7 of entries that move by 1e-4.
    expect(Math.abs(dot(gradient, direction) - slope)).toBeLessThan(2e-3 * norm(gradient) * norm(direction)); // prettier-ignore
    const statistics = statisticsOf(spec);
    expect(statistics.some((name) => gradient[name]!.data.some((entry) => entry !== 0))).toBe(true);
  });

  it('estimates the statistics of what has descended', () => {
    const trainee = { params: middle, state: problem.optimizer.init(middle), steps: 2 };
    const [trained] = problem.descend([trainee], createRng(3));
    expect(sameBits(session.settle(trained!.params), trained!.params)).toBe(true);
    expect(sameBits(trained!.params, middle)).toBe(false);
  });
});

it('regularizers see no statistics, in training, descent and curvature', async () => {
  const session = await open({ regularizers: [{ use: 'core/l2', options: { strength: 1 } }] });
  const [l2] = session.experiment.regularizers;
  const params = session.init(createRng(1));
  const others = mapLeaves(params, ({ data }, name) =>
    statisticsOf(session.spec).includes(name) ? data.map(() => 7) : data,
  );
  expect(l2!.value(others)).toBe(l2!.value(params));
});
