import {
  buildNetwork,
  connect,
  createEngine,
  createEvaluator,
  createRng,
  layersOf,
  Registry,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import type {
  Dataset,
  Optimizer,
  PathStrategy,
  PredictionLoss,
  Problem,
} from '@isthmus/core/contract';
import { analyticProblem, doubleWell } from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import { connector, createConnector } from './connector.js';

const registry = Registry.of(core);
const loss = registry.resolve('loss', 'core/mse', '/loss').plugin as PredictionLoss;
const optimizer = registry.resolve(
  'optimizer',
  { use: 'core/adam', options: { learningRate: 0.01 } },
  '/optimizer',
).plugin as Optimizer<unknown>;
const data: Dataset = {
  size: 32,
  x: Float32Array.from({ length: 32 }, (_, i) => i / 31),
  y: Float32Array.from({ length: 32 }, (_, i) => Math.sin((6 * i) / 31)),
};
const LEVEL = 0.02;

/** Two trained networks of these hidden widths, and all that a strategy may ask. */
async function problemOf(hidden: readonly number[], activation = 'tanh'): Promise<Problem> {
  const options = { hidden, activation };
  const { plugin } = registry.resolve(
    'architecture',
    { use: 'core/mlp', options },
    '/architecture',
  );
  const shapes = { input: [1], output: [1] };
  const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry));
  const engine = await createEngine('reference', network, loss, data.size);
  const evaluator = await createEvaluator(network, loss, data);
  const training = { optimizer, regularizers: [], data, rows: () => null, noise: () => null };
  const trained = (seed: number) => {
    const params = network.init(createRng(seed));
    const trainee = { params, state: optimizer.init(params), steps: 5000, restAt: LEVEL / 2 };
    return engine.trainMany([trainee], training)[0]!.params;
  };
  return {
    spec: network.spec,
    network: network.view,
    a: trained(1),
    b: trained(2),
    level: LEVEL,
    optimizer,
    stepScale: 1,
    budget: { gradientEvaluations: Infinity, lossEvaluations: Infinity },
    rows: { loss: data.size, gradient: data.size },
    init: network.init,
    value: evaluator.value,
    valueBetween: evaluator.valueBetween,
    along: evaluator.along,
    valueAt: evaluator.valueAt,
    gradients: (models) => engine.valueAndGradient(models, data, null),
    descend: () => {
      throw new Error('not asked for');
    },
    scan: (from, to, t) => engine.profile([{ from, to, t }], data)[0]!,
  };
}

const quick = { margin: 0.9, maxSteps: 4000, evaluateEvery: 10, stallWindow: 1000 };
const strategy = {
  plugin: createConnector(quick) as PathStrategy<unknown>,
  ref: { use: connector.name, options: quick },
} as const;
const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };
const search = (problem: Problem) => connect(strategy, problem, { rng: createRng(1), budget });

describe.each([
  { hidden: [16], moves: 5 },
  { hidden: [16, 12], moves: 13 },
])('hidden widths $hidden', async ({ hidden, moves }) => {
  const problem = await problemOf(hidden);

  it(`are joined by ${moves} moves, whose loss is constant or convex as they say`, async () => {
    const outcome = await search(problem);
    if (outcome.tag !== 'finished') throw new Error('cancelled');
    const { path, record } = outcome;
    expect(record).toMatchObject({ verdict: 'connected', reason: null });
    expect(path.elements).toHaveLength(moves);
    path.elements.forEach(({ known }, i) => {
      const [from, to] = [path.vertices[i]!, path.vertices[i + 1]!];
      const at = (t: number) => problem.valueBetween(from, to, t);
      const [start, end] = [at(0), at(1)];
      for (const t of [0.1, 0.4, 0.8]) {
        const chord = (1 - t) * start + t * end;
        // float64 sums of some dozens of terms; the networks themselves are float32.
        if (known === 'constant') expect(Math.abs(at(t) - start)).toBeLessThanOrEqual(1e-12);
        else expect(at(t)).toBeLessThanOrEqual(chord + 1e-12);
      }
    });
    const atVertices = path.vertices.map((vertex) => problem.value(vertex));
    expect(record.peak.loss).toBeCloseTo(Math.max(...atVertices), 12);
  });
});

it('narrow networks have no half that is good enough', async () => {
  const outcome = await search(await problemOf([2]));
  if (outcome.tag !== 'finished') throw new Error('cancelled');
  expect(outcome.record).toMatchObject({ verdict: 'not-found', grade: null });
});

it.each([
  [
    'a loss without a network',
    async () => analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 2 }),
  ],
  ['four dense layers', () => problemOf([4, 4, 4])],
] as const)('%s has no scheme, and is refused by name', async (_, problem) => {
  await expect(problem().then(search)).rejects.toThrow(/chain of two or three dense layers/);
});
