import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { define, type Definition } from '@isthmus/contract';
import type { FileSource, Objective } from '@isthmus/contract';
import { encodeModel } from '@isthmus/files';
import { specOf } from '../landscapes/analytic.js';
import { rejectionOf } from '@isthmus/contract/testing';
import { runTiny, TINY, tinySession } from './testing/tiny-run.js';

const { task, architecture, align, engine, ...rest } = TINY;
void [task, architecture, align, engine];

/** What `tinySession` merges over its network experiment: keys set to undefined are as good as absent. */
const on = (objective: unknown, change: object = {}) => ({
  ...{ task: undefined, architecture: undefined, align: [], engine: 'auto' },
  ...{ objective, ...rest, ...change },
});

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'objective-'))));
afterEach(() => rm(folder, { recursive: true }));
const runIn = async (change: object, files?: FileSource, plugins?: readonly Definition[]) => {
  const session = await tinySession(change, files, plugins);
  return runTiny(session, join(folder, 'run'));
};

const descent = { use: 'core/sgd', options: { learningRate: 0.05 } };
const wells = on('core/double-well', { train: { optimizer: descent, threshold: 0.01 } });

describe('a run on an objective', () => {
  it('descends to the threshold, and is honest about having no data and no network', async () => {
    const { result } = await runIn(wells);
    expect(result).toMatchObject({
      status: 'finished',
      data: null,
      model: null,
      objective: {
        objective: { use: 'core/double-well', options: {} },
        parameters: 2,
        leaves: [{ name: 'w', shape: [2] }],
      },
      loss: { use: 'core/double-well', unit: 'height' },
      arithmetic: 'float64-objective',
      environment: { engine: 'analytic' },
    });
    expect(result.endpoints.map(({ outcome }) => outcome)).toEqual(['reached', 'reached']);
    for (const endpoint of result.endpoints) {
      expect(endpoint.loss).toBeLessThanOrEqual(0.01);
      expect(endpoint.cost.gradientEvaluations).toBeGreaterThan(0);
      expect(endpoint).toMatchObject({ trainLoss: null, testLoss: null, accuracy: null });
    }
  });

  it('starts from given points, whose level is that of the higher one', async () => {
    const endpoints = {
      points: [
        [-1, 0],
        [1, 0.5],
      ],
    };
    const { result, done } = await runIn(on('core/double-well', { endpoints, train: {} }));
    expect(done).toEqual(['endpoint a', 'endpoint b', 'path a-b 0']);
    expect(result.endpoints).toMatchObject([
      { outcome: 'given', loss: 0, attempts: 0, source: null, reached: true },
      { outcome: 'given', loss: 0.25 },
    ]);
    const [path] = result.pairs[0]!.paths;
    expect(path).toMatchObject({ verdict: 'not-found', level: 0.25 * (1 + 1e-6) });
    // The straight line meets x = 0 at y = 1/4.
    expect(path!.peak.loss).toBeGreaterThan(1);
    expect(path!.peak.loss).toBeLessThan(1.2);
  });

  it('reads points from files of its own arrays', async () => {
    const point = (x: number) => encodeModel({ w: { shape: [2], data: Float32Array.of(x, 0) } });
    const files = { read: (name: string) => Promise.resolve(point(name === 'left' ? -1 : 1)) };
    const endpoints = { files: ['left', 'right'] };
    const { result } = await runIn(on('core/ring', { endpoints, train: {} }), files);
    expect(result.endpoints).toMatchObject([
      { outcome: 'imported', source: 'left', loss: 0 },
      { outcome: 'imported', source: 'right', loss: 0 },
    ]);
    // The level is 0, since both ends are; the straight line passes the hill of height 1.
    expect(result.pairs[0]!.paths[0]).toMatchObject({ verdict: 'not-found', level: 0 });
  });

  it('shapes its descents, not its levels, by regularizers', async () => {
    const train = { optimizer: descent, threshold: 0.5 };
    const regularizers = [{ use: 'core/l2', options: { strength: 0.5 } }];
    const { result } = await runIn(on('core/double-well', { train, regularizers }));
    const plain = await runTiny(await tinySession(on('core/double-well', { train })), join(folder, 'plain')); // prettier-ignore
    expect(result.endpoints.every(({ reached }) => reached)).toBe(true);
    expect(result.endpoints.map(({ loss }) => loss)).not.toEqual(
      plain.result.endpoints.map(({ loss }) => loss),
    );
  });

  it('misses a threshold that it cannot reach by all the rules of training', async () => {
    const shelf = objectiveOf({ value: () => 1, gradient: (w) => new Float64Array(w.length) });
    const train = { optimizer: descent, threshold: 0.5, maxSteps: 90, attempts: 2, stall: { window: 20 } }; // prettier-ignore
    const { result } = await runIn(on('test/mine', { train }), undefined, [shelf]);
    for (const endpoint of result.endpoints)
      expect(endpoint).toMatchObject({ outcome: 'stalled', attempts: 2, reached: false });
  });

  it('does no finished step again, and another point anew', async () => {
    const endpoints = (x: number) => ({
      endpoints: {
        points: [
          [-1, 0],
          [x, 0],
        ],
      },
      train: {},
    });
    const open = (x: number) => tinySession(on('core/ring', endpoints(x)));
    await runTiny(await open(1), join(folder, 'run'));
    const again = await runTiny(await open(1), join(folder, 'run'), { resume: true });
    expect(again.done).toEqual([]);
  });
});

describe('faults of an objective', () => {
  it.each([
    [[[-1, 0], [1]], '/endpoints/points/1: expected 2 numbers, those of w [2]; got 1.'],
    [
      [
        [-1, 0, 1],
        [1, 0],
      ],
      '/endpoints/points/0: expected 2 numbers, those of w [2]; got 3.',
    ],
    [
      [
        [-1, 0],
        [1e39, 0],
      ],
      '/endpoints/points/1: expected numbers that float32 holds, up to 3.4e38.',
    ],
  ])('points %j', async (points, message) => {
    const opening = () => tinySession(on('core/ring', { endpoints: { points }, train: {} }));
    expect((await rejectionOf(opening)).message).toBe(message);
  });

  it('are told with its name', async () => {
    const broken = objectiveOf({
      value: () => {
        throw new Error('no height');
      },
      gradient: (w) => w,
    });
    const { result } = await runIn(on('test/mine'), undefined, [broken]);
    expect(result.error).toMatchObject({
      message: 'The objective "test/mine" failed in value: no height',
    });
  });

  it('of the length of its gradient too', async () => {
    const short = objectiveOf({ value: () => 1, gradient: () => new Float64Array(1) });
    const { result } = await runIn(on('test/mine'), undefined, [short]);
    expect(result.error?.message).toBe(
      'The objective "test/mine" failed in gradient: a gradient of 1 numbers for 2 parameters.',
    );
  });
});

describe('a network', () => {
  it('starts from given points too, in the order of its arrays', async () => {
    // dense1.kernel [1, 1], dense2.kernel [1, 1]: f(x) = 2 x and f(x) = -2 relu(x).
    const points = [[1, 2], [1, -2]]; // prettier-ignore
    const session = await tinySession({
      task: 'core/two-points',
      architecture: { use: 'core/mlp', options: { hidden: [1], bias: false } },
      ...{ align: [], endpoints: { points }, train: {} },
    });
    const { result } = await runTiny(session, join(folder, 'run'));
    // relu(-1) = 0 misses its target by 1; relu(1) gives 2 or -2.
    expect(result.endpoints.map(({ loss }) => loss)).toEqual([1, 5]);
  });
});

function objectiveOf(formulas: Pick<Objective, 'value' | 'gradient'>): Definition<'objective'> {
  return define({
    kind: 'objective',
    name: 'test/mine',
    summary: 'x',
    sources: [],
    options: z.strictObject({}),
    create: (): Objective => ({
      ...formulas,
      spec: specOf({ w: [2] }),
      unit: 'height',
      init: (rng) => ({ w: { shape: [2], data: Float32Array.of(rng.normal(), rng.normal()) } }),
    }),
  });
}
