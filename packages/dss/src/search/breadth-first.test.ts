import { distance, sameBits } from '@isthmus/core';
import {
  analyticProblem,
  doubleWell,
  linearNetwork,
  quadraticBowl,
  reluToy,
  ring,
} from '@isthmus/core/conformance';
import type { Params, Problem, Reason } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { breadthFirst, createBreadthFirst } from './breadth-first.js';
import { breadthFirstOptions } from './options.js';
import { judged, statesOf } from '../testing/judged.js';

const seeds = [1, 2, 3, 4, 5];
const samples = { x: [[1, 0], [0, 2], [1, 1]], y: [3, -2, 2] }; // prettier-ignore
const network = (level: number) =>
  analyticProblem(linearNetwork(samples, 2), {
    a: [1, 0, 3, -1, 0.5, 2],
    b: [0, 2, -1, 1, 1.5, -0.5],
    level,
  });
const valley = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.01 });
const quick = { stall: { window: 200 } };

function statesWith(given: object, problem: Problem, seed = 1) {
  return statesOf(createBreadthFirst(breadthFirstOptions.parse(given)), problem, seed);
}

describe('from fresh models', () => {
  it.each([
    ['a bowl', analyticProblem(quadraticBowl(), { a: [-1, 1], b: [2, 0.5], level: 0.01 })],
    ['a ring', valley],
    ['a linear network', network(0.01)],
  ])('%s: connects ends of its own', async (_, problem) => {
    for (const seed of seeds) {
      const { record, path } = await judged(breadthFirst, {}, problem, seed);
      expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled', ends: 'free' });
      expect(record.peak.loss).toBeLessThanOrEqual(problem.level);
      expect(sameBits(path.vertices[0]!, problem.a)).toBe(false);
      expect(sameBits(path.vertices.at(-1)!, problem.b)).toBe(false);
    }
  });

  it('inserts no bead in a bowl', async () => {
    const bowl = analyticProblem(quadraticBowl(), { a: [-1, 1], b: [2, 0.5], level: 0.01 });
    for (const seed of seeds)
      expect((await judged(breadthFirst, {}, bowl, seed)).record.beads).toBe(0);
  });

  it('others from another seed, the same from the same', () => {
    const start = (seed: number) => statesWith({}, valley, seed)[0]!.models[0]!.point;
    expect(sameBits(start(1), start(1))).toBe(true);
    expect(sameBits(start(1), start(2))).toBe(false);
  });

  it('draws its ends anew when they stall before a bead joins them', () => {
    // Both units of one sign: 1/2 is the lowest loss in reach, and noise this small changes no sign.
    const entries = (...w: number[]): Params => ({
      w1: { shape: [2], data: Float32Array.from(w.slice(0, 2)) },
      w2: { shape: [2], data: Float32Array.from(w.slice(2)) },
    });
    const starts = [entries(0.5, 0.5, 0.5, 0.25), entries(0.4, 0.5, 0.5, 0.25)];
    const fresh = [entries(1, 0.9, 1, -1), entries(0.9, 1, 1, -1)];
    const plain = analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level: 0.1 });
    const left = [...starts, ...fresh];
    const problem: Problem = { ...plain, init: () => left.shift()! };
    const last = statesWith({ ...quick, noise: 1e-6 }, problem).at(-1)!;
    expect(last).toMatchObject({ status: { tag: 'connected' }, redrawn: 1 });
    left.push(...starts);
    const never = statesWith({ ...quick, noise: 1e-6, restarts: 0 }, problem).at(-1)!;
    expect(never.status).toEqual({ tag: 'not-found', reason: 'stalled' });
  });
});

describe('from the endpoints', () => {
  const given = { start: 'endpoints' };

  it('begins with them, and leaves them where they are below the last target', () => {
    const states = statesWith(given, network(0.01));
    for (const { models } of states) {
      expect(sameBits(models[0]!.best.point, network(0.01).a)).toBe(true);
      expect(sameBits(models.at(-1)!.best.point, network(0.01).b)).toBe(true);
    }
    expect(states.at(-1)!.status).toEqual({ tag: 'connected' });
  });

  it('brings them down where they are above the level', async () => {
    const high = analyticProblem(ring(), { a: [-1.5, 0.1], b: [0.2, 0.05], level: 0.01 });
    const { record, path } = await judged(breadthFirst, given, high);
    expect(record).toMatchObject({ verdict: 'connected', ends: 'free' });
    expect(distance(path.vertices[0]!, high.a)).toBeGreaterThan(0.3);
  });

  it('never connects two exchanged ReLU units below their barrier of 1/2', async () => {
    for (const level of [0.2, 0.4, 0.49]) {
      const toy = analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level });
      const { record } = await judged(breadthFirst, { ...given, ...quick }, toy);
      expect(record).toMatchObject({ verdict: 'not-found', grade: null });
      expect(record.peak.loss).toBeGreaterThanOrEqual(0.5 - 1e-12);
    }
  });

  it('connects them at level 0.55', async () => {
    const toy = analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level: 0.55 });
    const verdicts = [];
    for (const seed of seeds)
      verdicts.push((await judged(breadthFirst, { ...given, ...quick }, toy, seed)).record.verdict);
    expect(verdicts).toContain('connected');
  });

  it('connects three units at level 0.05', async () => {
    const toy = analyticProblem(reluToy(3), { a: [1, 1, 0, 1, -1, 0], b: [1, 1, 0, -1, 1, 0], level: 0.05 }); // prettier-ignore
    const verdicts = [];
    for (const seed of seeds)
      verdicts.push((await judged(breadthFirst, { ...given, ...quick }, toy, seed)).record.verdict);
    expect(verdicts.filter((verdict) => verdict === 'connected').length).toBeGreaterThan(2);
  });
});

describe('the common target', () => {
  const tolerance = 0.25;
  const rho = 0.8;
  const states = statesWith({ tolerance, rho }, network(0.01), 3);
  const pairsOf = states.map((state, i) => [state, states[i + 1]!] as const).slice(0, -1);
  const last = 0.01 / (1 + tolerance);

  it('falls step by step to the last, and not below', () => {
    const targets = states.map(({ target }) => target);
    expect(new Set(targets).size).toBeGreaterThan(5);
    for (const [before, after] of pairsOf) {
      const same = after.target === before.target;
      expect(same || after.target === Math.max(rho * before.target, last)).toBe(true);
    }
    expect(targets.at(-1)).toBeGreaterThanOrEqual(last);
  });

  it('is lowered only when all have met it and nothing between them rises far above', () => {
    const lowerings = pairsOf.filter(([before, after]) => after.target < before.target);
    expect(lowerings.length).toBeGreaterThan(5);
    for (const [{ models, pairs, target }] of lowerings) {
      const largest = Math.max(...models.map(({ best }) => best.loss));
      expect(largest).toBeLessThanOrEqual(target);
      for (const pair of pairs) expect(pair!.loss).toBeLessThanOrEqual((1 + tolerance) * largest);
    }
  });

  it('moves the models above it, while the others wait', () => {
    for (const [before, after] of pairsOf) {
      if (after.models.length !== before.models.length) continue;
      before.models.forEach((model, i) => {
        if (model.state === 'settled') expect(after.models[i]!.point).toBe(model.point);
      });
    }
    const waiting = states.filter(
      ({ models }) => new Set(models.map(({ state }) => state)).size > 1,
    );
    expect(waiting.length).toBeGreaterThan(0);
  });

  it('gets a bead where the loss between two models rises too far above theirs', () => {
    const insertions = pairsOf.filter(([before, after]) => after.models.length > before.models.length); // prettier-ignore
    expect(insertions.length).toBeGreaterThan(0);
    for (const [{ models, pairs, target }, after] of insertions) {
      const largest = Math.max(...models.map(({ best }) => best.loss));
      const limit = target > last ? (1 + tolerance) * largest : 0.01;
      const over = pairs.filter((pair) => !(pair!.loss <= limit));
      expect(after.models.length - models.length).toBe(over.length);
    }
  });
});

describe('the reasons of giving up', () => {
  const wells = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
  const cases: readonly (readonly [Reason, object, Problem])[] = [
    ['depth', { maxDepth: 0 }, wells],
    ['vertices', { maxVertices: 2 }, wells],
    ['spacing', { minSpacing: 0.6, insertAt: 'middle' }, network(1e-3)],
    ['nonfinite', {}, { ...wells, value: () => NaN }],
  ];
  it.each(cases)('%s', (reason, given, problem) => {
    const states = statesWith({ start: 'endpoints', ...quick, ...given }, problem);
    expect(states.at(-1)!.status).toEqual({ tag: 'not-found', reason });
  });
});
