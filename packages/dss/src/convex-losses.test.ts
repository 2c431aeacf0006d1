import {
  createExecutor,
  decodeModel,
  openSession,
  parseExperiment,
  Registry,
  resolveExperiment,
  type RawExperiment,
  type Session,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { describe, expect, it } from 'vitest';
import { dss } from './index.js';

const registry = Registry.of(core, dss);
const hooks = { signal: new AbortController().signal, emit: () => undefined };

const open = (raw: Omit<RawExperiment, 'name' | 'paths'>, csv = ''): Promise<Session> =>
  openSession(
    resolveExperiment(parseExperiment({ name: 'convex', paths: ['dss/greedy'], ...raw }), registry),
    registry,
    { read: () => Promise.resolve(new TextEncoder().encode(csv)) },
  );

const CONVEX = [
  {
    task: 'core/linear-regression',
    architecture: { use: 'core/mlp', options: { hidden: [] } },
    loss: 'core/mse',
    threshold: 0.3,
  },
  {
    task: 'core/logistic-regression',
    architecture: { use: 'core/mlp', options: { hidden: [] } },
    loss: 'core/cross-entropy',
    threshold: 0.6,
  },
] as const;

describe.each(CONVEX)('$task', ({ threshold, ...subject }) => {
  it.each([1, 2, 3, 4])('seed %d: no bead is inserted, and the peak is an end', async (seed) => {
    const optimizer = { use: 'core/sgd', options: { learningRate: 0.05 } } as const;
    const session = await open({ ...subject, seed, train: { threshold, optimizer } });
    const executor = createExecutor(session);
    const ends: Record<'a' | 'b', Uint8Array> = { a: new Uint8Array(), b: new Uint8Array() };
    for (const id of ['a', 'b'] as const) {
      const { record, weights } = await executor.endpoint({ kind: 'endpoint', id }, hooks);
      expect(record.reached).toBe(true);
      ends[id] = weights;
    }
    const step = { kind: 'path', pair: ['a', 'b'], index: 0, ...ends } as const;
    const { record } = await executor.path(step, hooks);
    expect(record).toMatchObject({ verdict: 'connected', beads: 0 });
    expect([0, 1]).toContain(record.peak.t);
    expect(record.barrier.aboveEnds).toBe(0);
    expect(record.cost.gradientEvaluations).toBe(0);
    // Every chord lies above the loss; sums of 64 squares of size 1 are rounded to 1e-15.
    const [a, b] = [decodeModel(ends.a, 'a'), decodeModel(ends.b, 'b')];
    const { value, valueBetween } = session.evaluator;
    for (let t = 0; t <= 1; t += 1 / 16)
      expect(valueBetween(a, b, t)).toBeLessThanOrEqual((1 - t) * value(a) + t * value(b) + 1e-14);
    session.dispose();
  });
});

describe('a sigmoid output under squared error', () => {
  it('is not convex: (sigmoid(w) - 1)² at -6, -2 and 2', async () => {
    const { evaluator, dispose } = await open(
      {
        task: { use: 'core/csv', options: { file: 'x.csv', inputs: ['x'], targets: ['y'] } },
        architecture: {
          use: 'core/mlp',
          options: { hidden: [], bias: false, outputActivation: 'sigmoid' },
        },
        endpoints: { points: [[-6], [2]] },
      },
      'x,y\n1,1\n',
    );
    const at = (w: number) => ({ 'dense1.kernel': { shape: [1, 1], data: Float32Array.of(w) } });
    const ends = (evaluator.value(at(-6)) + evaluator.value(at(2))) / 2;
    const middle = evaluator.valueBetween(at(-6), at(2), 0.5);
    expect(ends).toBeCloseTo(0.505, 3);
    expect(middle).toBeCloseTo(0.776, 3);
    expect(middle).toBeGreaterThan(ends);
    dispose();
  });
});
