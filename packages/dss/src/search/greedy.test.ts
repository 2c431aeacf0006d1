import { connect, createRng, sameBits, type Params } from '@isthmus/core';
import {
  analyticProblem,
  doubleWell,
  linearNetwork,
  linearRegression,
  reluToy,
  ring,
  samePlain,
  signFlip,
  specOf,
  throughJson,
  undefinedBetween,
  type AnalyticLoss,
} from '@isthmus/core/conformance';
import type { PathStrategy, Problem, Reason } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createGreedy, type GreedyState } from './greedy.js';
import { greedyOptions } from './options.js';
import { profileOf } from '../string/string.js';

type Given = z.input<typeof greedyOptions>;

/** The states of a search, from the first to the last. */
function search(problem: Problem, given: Given = {}, seed = 1): readonly GreedyState[] {
  const strategy = createGreedy(greedyOptions.parse(given));
  const rng = createRng(seed);
  const states = [strategy.init(problem, rng.fork('init'))];
  while (states.at(-1)!.status.tag === 'running') {
    const step = rng.fork(`step ${states.length}`);
    states.push(strategy.step(problem, states.at(-1)!, step));
  }
  return states;
}

/** The record of a search that the driver ran and judged. */
async function judged(problem: Problem, given: Given = {}, seed = 1) {
  const plugin = createGreedy(greedyOptions.parse(given)) as PathStrategy<unknown>;
  const budget = { gradientEvaluations: 1e6, lossEvaluations: 1e6 };
  const outcome = await connect({ plugin, ref: { use: 'dss/greedy', options: {} } }, problem, {
    rng: createRng(seed),
    budget,
  });
  if (outcome.tag !== 'finished') throw new Error('cancelled');
  return outcome.record;
}

const samples = { x: [[1, 0], [0, 2], [1, 1]], y: [3, -2, 2] }; // prettier-ignore
const seeds = [1, 2, 3];

describe('where the line will do', () => {
  it.each([
    ['a linear regression', linearRegression(samples), [3, -1], [2.9, -0.9]],
    ['one to itself', linearRegression(samples), [3, -1], [3, -1]],
    ['two wells below a high level', doubleWell(), [0.25, 0], [1, 0]],
  ])('%s: no bead, no gradient', async (_, loss, a, b) => {
    const plain = analyticProblem(loss, { a, b, level: 1 });
    const level = Math.max(plain.value(plain.a), plain.value(plain.b), 0.9);
    const record = await judged({ ...plain, level });
    expect(record).toMatchObject({ verdict: 'connected', beads: 0, normalizedLength: record.length === 0 ? null : 1 }); // prettier-ignore
    expect(record.cost.gradientEvaluations).toBe(0);
  });
});

describe('with at least one bead', () => {
  const line = analyticProblem(linearRegression(samples), { a: [3, -1], b: [2, 1], level: 20 });

  it('a line that holds is split once, and its bead descends', async () => {
    const { level } = line;
    const record = await judged(line, { atLeastOneBead: true, alpha: 0.1 });
    expect(record).toMatchObject({ verdict: 'connected', beads: 1 });
    expect(record.peak.loss).toBeLessThanOrEqual(level);
    const [last] = search(line, { atLeastOneBead: true, alpha: 0.1 }).slice(-1);
    expect(line.value(last!.string.vertices[1]!)).toBeLessThanOrEqual(0.1 * level);
    expect(await judged(line, { alpha: 0.1 })).toMatchObject({ verdict: 'connected', beads: 0 });
  });

  it('splits it halfway where its largest loss is at an end', () => {
    const states = search(line, { atLeastOneBead: true });
    const first = states.find(({ beads }) => beads.length > 0)!.beads[0]!;
    expect(first.edge).toBe(0);
    expect([...first.point.w!.data]).toEqual([2.5, 0]);
  });

  it('has none where no round is allowed', async () => {
    const record = await judged(line, { atLeastOneBead: true, maxDepth: 0 });
    expect(record).toMatchObject({ verdict: 'connected', beads: 0 });
  });

  it('changes nothing where the line fails', () => {
    const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.25 });
    const [plain, forced] = [{}, { atLeastOneBead: true }].map((given) => search(problem, given));
    expect(forced).toEqual(plain);
  });
});

describe('where a detour is needed', () => {
  const network = linearNetwork(samples, 2);
  const a = [1, 0, 3, -1, 0.5, 2];
  const b = [0, 2, -1, 1, 1.5, -0.5];
  const opposite = a.map((entry) => (entry === 0 ? 0 : -entry));
  const levels = [0.5, 0.01, 0.001];

  it.each(levels)('two optima of a linear network at level %s', async (level) => {
    const record = await judged(analyticProblem(network, { a, b, level }));
    expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled' });
    expect(record.peak.loss).toBeLessThanOrEqual(level);
    expect(record.beads).toBeGreaterThan(0);
    expect(record.normalizedLength).toBeLessThan(1.5);
  });

  it.each(levels)('an optimum and its opposite, whose middle is a saddle, at %s', async (level) => {
    for (const seed of seeds) {
      const record = await judged(analyticProblem(network, { a, b: opposite, level }), {}, seed);
      expect(record.verdict).toBe('connected');
    }
  });

  it.each(levels)('opposite points of a ring at %s', async (level) => {
    for (const seed of seeds) {
      const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level });
      const record = await judged(problem, {}, seed);
      expect(record.verdict).toBe('connected');
      // Below the level the way leads round a disk of radius r, where (r²-1)² is the level: along
      // a tangent, an arc and a tangent. A half circle, π/2 times its diameter, lies outside of it.
      const r = Math.sqrt(1 - Math.sqrt(level));
      const shortest = Math.sqrt(1 - r * r) + r * (Math.PI / 2 - Math.acos(r));
      expect(record.normalizedLength).toBeGreaterThan(shortest);
      expect(record.normalizedLength).toBeLessThan(Math.PI / 2 + 0.01);
    }
  });

  it('the bead count grows as the level falls', async () => {
    const beads = [];
    for (const level of levels)
      beads.push((await judged(analyticProblem(network, { a, b, level }))).beads);
    expect(beads).toEqual(beads.toSorted((p, q) => p - q));
    expect(beads.at(-1)).toBeGreaterThan(beads[0]!);
  });

  it('splits in the middle where it is told to', async () => {
    const problem = analyticProblem(network, { a, b, level: 0.01 });
    const record = await judged(problem, { insertAt: 'middle' });
    expect(record.verdict).toBe('connected');
  });
});

describe('two ReLU units exchanged, whose exact barrier is 1/2', () => {
  const two = (level: number) =>
    analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level });
  const three = (level: number) =>
    analyticProblem(reluToy(3), { a: [1, 1, 0, 1, -1, 0], b: [1, 1, 0, -1, 1, 0], level });
  const quick = { stall: { window: 200 } };

  it.each([0.05, 0.2, 0.4, 0.49])('are never connected at level %s', async (level) => {
    for (const seed of seeds)
      for (const insertAt of ['peak', 'middle'] as const) {
        const record = await judged(two(level), { ...quick, insertAt }, seed);
        expect(record).toMatchObject({ verdict: 'not-found', grade: null });
        // 1/2 is what every path must reach.
        expect(record.peak.loss).toBeGreaterThanOrEqual(0.5 - 1e-12);
      }
  });

  it('are connected at level 0.55', async () => {
    for (const seed of seeds)
      expect((await judged(two(0.55), quick, seed)).verdict).toBe('connected');
  });

  it('are connected at level 0.05 with a third unit', async () => {
    // The noise at the saddle in the middle decides which way a bead goes; 33 of 40 seeds connect.
    const records = await Promise.all(
      Array.from({ length: 10 }, (_, i) => judged(three(0.05), {}, i + 1)),
    );
    expect(records.filter(({ verdict }) => verdict === 'connected').length).toBeGreaterThan(5);
  });
});

/** `sin²(16 π x)`: zero at every multiple of 1/16, and a hill of height 1 between. */
const comb: AnalyticLoss = {
  spec: specOf({ x: [1] }),
  value: ([x = 0]) => Math.sin(16 * Math.PI * x) ** 2,
  gradient: ([x = 0]) => Float64Array.of(16 * Math.PI * Math.sin(32 * Math.PI * x)),
};
const teeth = analyticProblem(comb, { a: [0], b: [1], level: 0.5 });

describe('depth', () => {
  it.each([0, 1, 2, 3, 4])('%i at full recursion inserts 2^d - 1 beads', (maxDepth) => {
    const last = search(teeth, { maxDepth, insertAt: 'middle' }).at(-1)!;
    expect(last.status).toEqual({ tag: 'not-found', reason: 'depth' });
    expect(last.depth).toBe(maxDepth);
    const xs = last.string.vertices.map((vertex) => vertex['x']!.data[0]);
    const edges = 2 ** maxDepth;
    expect(xs).toEqual(Array.from({ length: edges + 1 }, (_, i) => i / edges));
    expect(last.string.edges.every(({ side }) => side === 'above')).toBe(true);
  });
});

describe('the reasons of giving up', () => {
  const wells = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
  const cases: readonly (readonly [Reason, Problem, Given])[] = [
    ['depth', wells, { maxDepth: 2 }],
    ['vertices', teeth, { maxVertices: 6, insertAt: 'middle' }],
    ['spacing', teeth, { minSpacing: 0.3, insertAt: 'middle' }],
    ['plateau', wells, { plateauDepths: 2 }],
    ['stalled', wells, { maxStepsPerBead: 5, evaluateEvery: 1 }],
    ['above-level', { ...wells, level: -1 }, {}],
    ['nonfinite', analyticProblem(undefinedBetween(), { a: [-0.25, 0], b: [0.25, 0], level: 1 }), {}],
  ]; // prettier-ignore

  it.each(cases)('%s', async (reason, problem, given) => {
    expect(search(problem, given).at(-1)!.status).toEqual({ tag: 'not-found', reason });
    const record = await judged(problem, given);
    expect(record).toMatchObject({ verdict: 'not-found', grade: null, reason });
    expect(record.profile.t.length).toBeGreaterThanOrEqual(33);
  });

  it('a bead may rest between its target and the level', async () => {
    // The descent stops at 1/2 in most directions, above 0.8 * 0.55 and below 0.55.
    const problem = analyticProblem(reluToy(2), {
      a: [1, 1, 1, -1],
      b: [1, 1, -1, 1],
      level: 0.55,
    });
    const aim = { alpha: 0.8, settle: 'target' } as const;
    const last = search(problem, { ...aim, stall: { window: 200 } }).at(-1)!;
    const losses = last.string.vertices.map((vertex) => problem.value(vertex));
    expect(last.status.tag).toBe('connected');
    expect(losses.some((loss) => loss > 0.8 * 0.55)).toBe(true);
    expect(losses.every((loss) => loss <= 0.55)).toBe(true);
  });

  it('fewer vertices than allowed are never exceeded', () => {
    for (const maxVertices of [2, 3, 5, 9])
      for (const state of search(teeth, { maxVertices, insertAt: 'middle' }))
        expect(state.string.vertices.length).toBeLessThanOrEqual(maxVertices);
  });
});

describe('the beads of one depth', () => {
  it('descend side by side: one call for all that still move', () => {
    const calls: (readonly Params[])[] = [];
    const plain = analyticProblem(ring(), { a: [-1, 0.25], b: [0.5, -0.75], level: 1e-4 });
    const problem: Problem = {
      ...plain,
      gradients(models, rng) {
        calls.push(models);
        return plain.gradients(models, rng);
      },
      descend(models, rng) {
        calls.push(models.map(({ params }) => params));
        return plain.descend(models, rng);
      },
    };
    const states = search({ ...problem, a: point(-0.6, 0.8), b: point(0.8, 0.6) });
    const moving = states
      .filter((state, i) => state.beads.length > 0 && i < states.length - 1)
      .map(({ beads }) => beads.filter((bead) => bead.state === 'moving').map((bead) => bead.point))
      .filter((points) => points.length > 0);
    expect(calls).toEqual(moving);
    expect(Math.max(...calls.map((models) => models.length))).toBeGreaterThanOrEqual(4);
  });

  it('end each by its own test', () => {
    const [a, b] = [[1, 0, 3, -1, 0.5, 2], [0, 2, -1, 1, 1.5, -0.5]]; // prettier-ignore
    const problem = analyticProblem(linearNetwork(samples, 2), { a, b, level: 0.001 });
    const states = search(problem, { evaluateEvery: 1 });
    const steps = states.flatMap((state, i) =>
      state.beads.length > 1 && states[i + 1]?.beads.length === 0
        ? [state.beads.map((bead) => bead.steps)]
        : [],
    );
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.some((counts) => new Set(counts).size > 1)).toBe(true);
  });

  function point(...entries: number[]): Params {
    return { w: { shape: [2], data: Float32Array.from(entries) } };
  }
});

describe('the state', () => {
  const problem = analyticProblem(signFlip(), { a: [1, 1], b: [-1, -1], level: 0.5 });

  it('goes through JSON between all steps to the bit-identical end', () => {
    const strategy = createGreedy(greedyOptions.parse({ maxDepth: 3 }));
    const rng = createRng(4);
    const run = (pause: (state: GreedyState) => GreedyState) => {
      let state = strategy.init(problem, rng.fork('init'));
      for (let step = 0; strategy.status(state).tag === 'running'; step++)
        state = strategy.step(problem, pause(state), rng.fork(`step ${step}`));
      return state;
    };
    const whole = run((state) => state);
    const paused = run((state) => throughJson(state) as GreedyState);
    expect(samePlain(paused, whole)).toBe(true);
    const [left, right] = [strategy.path(paused).vertices, strategy.path(whole).vertices];
    expect(left.length).toBe(right.length);
    expect(left.every((vertex, i) => sameBits(vertex, right[i]!))).toBe(true);
  });

  it('draws its randomness from the seed alone', () => {
    const last = (seed: number) => search(problem, {}, seed).at(-1)!;
    expect(samePlain(last(1), last(1))).toBe(true);
    expect(samePlain(last(1), last(2))).toBe(false);
  });

  it('offers the best string searched in full', () => {
    const ringProblem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.01 });
    const strategy = createGreedy(greedyOptions.parse({}));
    let lowest = Infinity;
    for (const state of search(ringProblem)) {
      if (state.best === null) continue;
      const best = profileOf(state.best);
      expect(strategy.path(state).vertices).toEqual(state.best.vertices);
      expect(Math.max(...best.loss)).toBe(Math.min(...state.peaks));
      expect(Math.max(...best.loss)).toBeLessThanOrEqual(lowest);
      lowest = Math.max(...best.loss);
    }
    expect(lowest).toBeLessThanOrEqual(0.01);
  });

  it('shows beads where they are while they move', () => {
    const ringProblem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.01 });
    const strategy = createGreedy(greedyOptions.parse({}));
    const moving = search(ringProblem).filter(({ beads }) => beads.length > 0);
    expect(moving.length).toBeGreaterThan(1);
    for (const state of moving) {
      const { vertices } = strategy.live!(state);
      for (const { point } of state.beads) expect(vertices).toContain(point);
      expect(vertices.length).toBe(state.string.vertices.length + state.beads.length);
    }
  });
});
