import { distance, sameBits } from '@isthmus/core';
import {
  analyticProblem,
  doubleWell,
  linearNetwork,
  linearRegression,
  reluToy,
  ring,
  specOf,
  type AnalyticLoss,
} from '@isthmus/core/conformance';
import type { Problem, Reason } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { constrained, createConstrained } from './constrained.js';
import { createGreedy } from './greedy.js';
import { constrainedOptions, greedyOptions } from './options.js';
import { judged, statesOf } from '../testing/judged.js';

const matrix = [
  { mode: 'free', spring: 'none' },
  { mode: 'equidistant', spring: 'none' },
  { mode: 'transversal', spring: 'none' },
  { mode: 'free', spring: 'length' },
  { mode: 'equidistant', spring: 'squared' },
] as const;
const seeds = [1, 2, 3];
const samples = { x: [[1, 0], [0, 2], [1, 1]], y: [3, -2, 2] }; // prettier-ignore
const network = linearNetwork(samples, 2);
const a = [1, 0, 3, -1, 0.5, 2];
const b = [0, 2, -1, 1, 1.5, -0.5];
const quick = { stall: { window: 200 }, restarts: 2 };

function statesWith(given: object, problem: Problem, seed = 1) {
  return statesOf(createConstrained(constrainedOptions.parse(given)), problem, seed);
}

describe.each(matrix)('mode $mode, spring $spring', (given) => {
  it('inserts no bead where the loss is convex', async () => {
    const problem = analyticProblem(linearRegression(samples), { a: [3, -1], b: [2.9, -0.9], level: 1 }); // prettier-ignore
    const { record } = await judged(constrained, given, problem);
    expect(record).toMatchObject({ verdict: 'connected', beads: 0, ends: 'fixed' });
    expect(record.cost.gradientEvaluations).toBe(0);
  });

  it('connects an optimum of a linear network with its opposite, whose middle is a saddle', async () => {
    const opposite = a.map((entry) => (entry === 0 ? 0 : -entry));
    for (const seed of seeds) {
      const problem = analyticProblem(network, { a, b: opposite, level: 0.01 });
      const { record } = await judged(constrained, given, problem, seed);
      expect(record.verdict).toBe('connected');
      expect(record.peak.loss).toBeLessThanOrEqual(0.01);
    }
  });

  it('connects opposite points of a ring', async () => {
    for (const seed of seeds) {
      const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.01 });
      const { record } = await judged(constrained, given, problem, seed);
      expect(record.verdict).toBe('connected');
      // Round a disk of radius 0.95 it is no less; the half circle is π/2.
      expect(record.normalizedLength).toBeGreaterThan(1.5);
      expect(record.normalizedLength).toBeLessThan(Math.PI / 2 + 0.01);
    }
  });

  it('never connects two exchanged ReLU units below their barrier of 1/2', async () => {
    for (const level of [0.2, 0.49]) {
      const problem = analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level });
      const { record } = await judged(constrained, { ...given, ...quick }, problem);
      expect(record).toMatchObject({ verdict: 'not-found', grade: null });
      expect(record.peak.loss).toBeGreaterThanOrEqual(0.5 - 1e-12);
    }
  });

  it('connects them at level 0.55', async () => {
    for (const seed of seeds) {
      const problem = analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level: 0.55 }); // prettier-ignore
      const { record } = await judged(constrained, { ...given, ...quick }, problem, seed);
      expect(record.verdict).toBe('connected');
    }
  });

  it('connects three units at level 0.05', async () => {
    const problem = analyticProblem(reluToy(3), { a: [1, 1, 0, 1, -1, 0], b: [1, 1, 0, -1, 1, 0], level: 0.05 }); // prettier-ignore
    // The noise at the saddle in the middle decides which way a bead goes.
    const verdicts = [];
    for (let seed = 1; seed <= 6; seed++)
      verdicts.push((await judged(constrained, { ...given, ...quick }, problem, seed)).record.verdict); // prettier-ignore
    expect(verdicts.filter((verdict) => verdict === 'connected').length).toBeGreaterThanOrEqual(3);
  });
});

describe('free beads without springs', () => {
  it.each([0.5, 0.01, 0.001])('are those of the greedy search, at level %d', (level) => {
    const problem = analyticProblem(network, { a, b, level });
    const greedy = createGreedy(greedyOptions.parse({}));
    const path = greedy.path(statesOf(greedy, problem).at(-1)!).vertices;
    const last = statesWith({ mode: 'free' }, problem).at(-1)!;
    expect(last.status).toEqual({ tag: 'connected' });
    expect(last.string.vertices.length).toBe(path.length);
    expect(last.string.vertices.every((vertex, i) => sameBits(vertex, path[i]!))).toBe(true);
  });
});

describe('springs', () => {
  it.each(['length', 'squared'] as const)('of %s make a path shorter', async (spring) => {
    const lengths = [];
    for (const stiffness of [0, 0.05]) {
      const problem = analyticProblem(network, { a, b, level: 0.01 });
      const { record } = await judged(constrained, { mode: 'free', spring, stiffness }, problem);
      expect(record.verdict).toBe('connected');
      lengths.push(record.length);
    }
    expect(lengths[1]).toBeLessThan(lengths[0]!);
  });

  it('that are too stiff hold beads above their target', async () => {
    const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.01 });
    const stiff = { mode: 'free', spring: 'squared', stiffness: 1, ...quick };
    const { record } = await judged(constrained, stiff, problem);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'stalled' });
  });
});

describe('an equidistant string', () => {
  const problem = analyticProblem(ring(), { a: [-1, 0], b: [0.6, 0.8], level: 0.01 });

  it.each([0.1, 1e-2, 1e-4])(
    'has edges of one length, as far as a tolerance of %d lets it',
    (planeTolerance) => {
      const last = statesWith({ planeTolerance }, problem).at(-1)!;
      expect(last.status).toEqual({ tag: 'connected' });
      const { vertices } = last.string;
      const edges = vertices.slice(1).map((vertex, i) => distance(vertex, vertices[i]!));
      expect(edges.length).toBeGreaterThan(3);
      // A bead off its plane by τ of its neighbours' distance has edges that differ by less than 2 τ
      // of that distance, which is at most twice the larger edge; and the next edge differs again.
      for (let i = 1; i < edges.length; i++)
      expect(Math.abs(edges[i]! - edges[i - 1]!)).toBeLessThan(4 * planeTolerance * Math.max(...edges) + 1e-6); // prettier-ignore
    },
  );

  it('begins halfway, wherever the peak is', () => {
    const states = statesWith({ insertAt: 'peak' }, problem);
    const inserted = states.find(({ sweeps }) => sweeps === 0)!;
    expect(inserted.beads.map(({ at }) => at)).toEqual([0.5]);
  });

  it('is shown where it is while it moves', () => {
    const strategy = createConstrained(constrainedOptions.parse({}));
    const moving = statesOf(strategy, problem).filter(({ sweeps }) => sweeps !== null);
    expect(moving.length).toBeGreaterThan(1);
    for (const state of moving) {
      const { vertices } = strategy.live!(state);
      expect(vertices.slice(1, -1)).toEqual(state.beads.map(({ point }) => point));
    }
  });
});

/** `sin²(16 π x)`: a hill between any two multiples of 1/16, on which no bead has a way round. */
const comb: AnalyticLoss = {
  spec: specOf({ x: [1] }),
  value: ([x = 0]) => Math.sin(16 * Math.PI * x) ** 2,
  gradient: ([x = 0]) => Float64Array.of(16 * Math.PI * Math.sin(32 * Math.PI * x)),
};
const teeth = analyticProblem(comb, { a: [0], b: [1], level: 0.5 });

describe('the reasons of giving up', () => {
  const wells = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
  const cases: readonly (readonly [Reason, Problem, object])[] = [
    ['above-level', { ...wells, level: -1 }, {}],
    ['depth', teeth, { maxDepth: 2 }],
    ['vertices', teeth, { maxVertices: 4 }],
    ['spacing', teeth, { minSpacing: 0.3 }],
    // On the plane between the wells nothing is below the saddle.
    ['stalled', wells, { mode: 'equidistant', ...quick }],
    ['nonfinite', { ...wells, value: nanInside }, {}],
  ];

  it.each(cases)('%s', (reason, problem, given) => {
    expect(statesWith(given, problem).at(-1)!.status).toEqual({ tag: 'not-found', reason });
  });

  it('stalled only after all restarts', () => {
    const last = statesWith({ ...quick, restarts: 2 }, wells).at(-1)!;
    expect(last.beads.map(({ restarts }) => restarts)).toEqual([2]);
  });

  it.each([1, 37, 450])('no bead makes more than %i steps', (maxStepsPerBead) => {
    const last = statesWith({ ...quick, maxStepsPerBead }, wells).at(-1)!;
    expect(last.beads[0]!.steps).toBeLessThanOrEqual(maxStepsPerBead);
    expect(last.status).toEqual({ tag: 'not-found', reason: 'stalled' });
  });

  function nanInside(params: Problem['a']): number {
    const { value } = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
    return value(params) > 0.5 ? NaN : value(params);
  }
});
