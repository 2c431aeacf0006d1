import {
  createExecutor,
  createRng,
  decodeModel,
  distance,
  encodeModel,
  norm,
  openSession,
  parseExperiment,
  resolveExperiment,
  tiedAxes,
} from '@isthmus/core';
import { act, quotientDistance, randomElement, widenParams } from '@isthmus/symmetry';
import { describe, expect, it } from 'vitest';
import { PATIENCE_MS } from './testing/command.js';
import { builtInRegistry } from './experiment/plugins.js';

/**
 * Two roundings of weights to float32, that of the copy and that of the copy brought back, of a random 3e-8
 * each: a network that came back, and not one that is merely near it.
 */
const BACK = 1e-6;

/** A unit of a copy is scaled by as much, or divided by it. */
const SPREAD = 10;

interface Planted {
  readonly name: string;
  readonly shape: 'row' | 'image';
  readonly architecture: object;
  readonly maxSteps: number;
  /** What is a symmetry of some of its units, beside permutations. */
  readonly beside: 'scaling' | 'sign';
}

const mlp = (activation: string) => ({
  ...{ use: 'core/mlp', options: { hidden: [96, 96, 96], activation } },
});
const resnet = (activation: string) => ({
  use: 'core/resnet',
  options: { stages: [{ width: 8 }, { width: 16 }], norm: 'batch', activation },
});

const NETWORKS: readonly Planted[] = [
  ...[
    { activation: 'relu', beside: 'scaling' } as const,
    { activation: 'tanh', beside: 'sign' } as const,
  ].flatMap(({ activation, beside }): readonly Planted[] => [
    {
      ...{ name: `mlp 3 x 96, ${activation}`, shape: 'row', beside, maxSteps: 40 },
      architecture: mlp(activation),
    },
    {
      ...{ name: `residual additions and batch norm, ${activation}`, shape: 'image', beside },
      ...{ architecture: resnet(activation), maxSteps: 20 },
    },
  ]),
];

describe('a copy of a trained network, permuted, scaled and flipped', () => {
  it.each(NETWORKS)(
    'comes back by its weights: $name',
    async (given) => {
      const session = await sessionOf(given);
      try {
        const executor = createExecutor(session);
        const hooks = { signal: new AbortController().signal, emit: () => undefined };
        const trained = await executor.endpoint({ kind: 'endpoint', id: 'a' }, hooks);
        const { steps, loss } = trained.record;
        expect(steps).toBeGreaterThan(0);
        // Half of what it costs to know nothing of ten classes: some of it is learnt.
        expect(loss).toBeLessThan(Math.log(10) / 2);

        const { view } = session.network!;
        const { spaces } = tiedAxes(view);
        expect(spaces.some((space) => space[given.beside])).toBe(true);
        const a = decodeModel(trained.weights, 'a');
        const copy = act(view, randomElement(spaces, createRng(3), SPREAD), a);
        expect(distance(a, copy)).toBeGreaterThan(norm(a) / 2);

        const ends = { pair: ['a', 'b'] as const, a: trained.weights };
        const aligned = await executor.align(
          { kind: 'align', ...ends, b: encodeModel(copy) },
          hooks,
        );
        const back = decodeModel(aligned.weights, 'b');
        expect(distance(a, back) / norm(a)).toBeLessThanOrEqual(BACK);
        const path = await executor.path(
          { kind: 'path', ...ends, index: 0, b: aligned.weights },
          hooks,
        );
        expect(path.record.barrier.aboveEnds).toBeLessThanOrEqual(BACK);
        const search = { maxSweeps: 100, restarts: 0 };
        const apart = quotientDistance(spaces, widenParams(a), widenParams(copy), createRng(4), search); // prettier-ignore
        expect(apart.distance / apart.norm).toBeLessThanOrEqual(BACK);
      } finally {
        session.dispose();
      }
    },
    PATIENCE_MS,
  );
});

async function sessionOf({ shape, architecture, maxSteps }: Planted) {
  const registry = builtInRegistry();
  const parsed = parseExperiment({
    name: 'planted',
    task: {
      use: 'core/digits',
      options: { shape, splits: { train: [0, 1200], probe: [1200, 1240], test: [1437, 1447] } },
    },
    ...{ architecture, loss: 'core/cross-entropy' },
    train: {
      optimizer: { use: 'core/adam', options: { learningRate: shape === 'row' ? 0.004 : 0.02 } },
      ...{ threshold: 0.01, batchSize: 64, evaluateEvery: maxSteps, maxSteps, attempts: 1 },
    },
    align: ['symmetry/weight-matching'],
    paths: ['core/linear'],
  });
  return openSession(resolveExperiment(parsed, registry), registry, {
    read: () => Promise.reject(new Error('no file')),
  });
}
