import { createRng, distance, flatten, norm, unflatten, type Params } from '@isthmus/core';
import { analyticProblem, gradientDescent, quadraticBowl, ring, specOf } from '@isthmus/core/conformance'; // prettier-ignore
import type { Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import type { DescentRules } from './bead.js';
import { evaluated, isAtRest, sweep, verticesOf, type Chain, type ChainBead, type ChainRules } from './chain.js'; // prettier-ignore
import { springGradient } from './springs.js';

const descent: DescentRules = {
  target: -1,
  maxSteps: 1e6,
  evaluateEvery: 10,
  stall: { window: 1e6, improvement: 0.01 },
  restarts: 0,
  noise: 0.01,
};
const rulesOf = (given: Partial<ChainRules>): ChainRules => ({
  mode: 'equidistant',
  spring: { kind: 'none', stiffness: 0 },
  planeTolerance: 1e-9,
  descent,
  ...given,
});

/** A chain through random beads. */
function chainOf(problem: Problem, count: number, state: ChainBead['state'], at = 0.5): Chain {
  const rng = createRng(count);
  const size = flatten(problem.spec, problem.a).length;
  const beads = Array.from({ length: count }, (_, i): ChainBead => {
    const draw = rng.fork(`bead ${i}`);
    const point = unflatten(
      problem.spec,
      Float64Array.from({ length: size }, () => draw.normal()),
    );
    const loss = problem.value(point);
    return {
      edge: i,
      reach: 1,
      origin: point,
      point,
      memory: problem.optimizer.init(point),
      steps: 0,
      restarts: 0,
      underWay: true,
      best: { point, loss },
      mark: { step: 0, loss },
      state,
      at,
      stale: false,
    };
  });
  return { ends: [problem.a, problem.b], beads };
}

function swept(rules: ChainRules, problem: Problem, chain: Chain, times: number): Chain {
  let now = chain;
  for (let i = 0; i < times; i++) now = sweep(rules, problem, now, createRng(i));
  return now;
}

function edgesOf(chain: Chain): readonly number[] {
  const vertices = verticesOf(chain);
  return vertices.slice(1).map((vertex, i) => distance(vertex, vertices[i]!));
}

function neighbours(chain: Chain, i: number): readonly [Params, Params, Params] {
  const vertices = verticesOf(chain);
  return [vertices[i]!, vertices[i + 1]!, vertices[i + 2]!];
}

// Points are kept in float32: coordinates near 1 are rounded by 2^-24 each.
const ROUNDED = 1e-6;
const bowl = (size = 2) => {
  const a = [-1, 1, 0.5, 0.25].slice(0, size);
  const b = [2, 0.5, -0.5, 1].slice(0, size);
  const spec = specOf({ w: [size] });
  const loss = {
    spec,
    value: (w: Float64Array) => w.reduce((sum, v) => sum + v * v, 0),
    gradient: (w: Float64Array) => w.map((v) => 2 * v),
  };
  return analyticProblem(loss, { a, b, level: 10, optimizer: gradientDescent(0.01) });
};

describe('a chain on equidistant planes', () => {
  it.each([1, 2, 3, 6])('of %i resting beads ends with edges of one length', (count) => {
    const problem = bowl(4);
    const chain = swept(rulesOf({}), problem, chainOf(problem, count, 'settled'), 400);
    const edges = edgesOf(chain);
    expect(Math.max(...edges) - Math.min(...edges)).toBeLessThan(ROUNDED * Math.max(...edges) * 10);
    expect(Math.max(...edges)).toBeGreaterThan(0.1);
  });

  it('keeps edges of one length while beads descend to the valley', () => {
    const setting = { a: [-1, 0], b: [1, 0], level: 0.5, optimizer: gradientDescent(0.02) };
    const problem = analyticProblem(ring(), setting);
    const start = chainOf(problem, 5, 'moving');
    const up = start.beads.map((bead, i): ChainBead => {
      const point = { w: { shape: [2], data: Float32Array.of(-0.7 + 0.35 * i, 0.5) } };
      return { ...bead, point };
    });
    const chain = swept(rulesOf({}), problem, { ...start, beads: up }, 3000);
    const edges = edgesOf(chain);
    expect(Math.max(...edges) / Math.min(...edges) - 1).toBeLessThan(1e-4);
    for (const { point } of chain.beads) expect(problem.value(point)).toBeLessThan(1e-3);
    // Six chords of a half circle.
    expect(Math.abs(edges[0]! - 2 * Math.sin(Math.PI / 12))).toBeLessThan(0.01);
  });

  it('sees in the second half of a sweep where the first has gone', () => {
    const problem = bowl(4);
    const chain = swept(rulesOf({}), problem, chainOf(problem, 5, 'moving'), 1);
    for (const black of [1, 3]) {
      const [before, point, after] = neighbours(chain, black);
      expect(Math.abs(distance(point, before) - distance(point, after))).toBeLessThan(ROUNDED);
    }
  });

  it('asks for the gradients of each half in one call, and of resting beads never', () => {
    const plain = bowl(4);
    const calls: number[] = [];
    const problem: Problem = {
      ...plain,
      gradients(models, rng) {
        calls.push(models.length);
        return plain.gradients(models, rng);
      },
    };
    swept(rulesOf({}), problem, chainOf(problem, 5, 'moving'), 1);
    swept(rulesOf({}), problem, chainOf(problem, 5, 'settled'), 1);
    expect(calls).toEqual([3, 2]);
  });
});

describe('other modes', () => {
  it.each([0.2, 0.5, 0.8])('transversal: a bead stays over the same place, %d', (at) => {
    const problem = bowl(4);
    const chain = swept(rulesOf({ mode: 'transversal' }), problem, chainOf(problem, 1, 'moving', at), 50); // prettier-ignore
    const [before, point, after] = neighbours(chain, 0);
    const [p, m, q] = [before, point, after].map((v) => flatten(problem.spec, v)) as [Float64Array, Float64Array, Float64Array]; // prettier-ignore
    const along = q.map((v, i) => v - p[i]!);
    const foot = m.reduce((sum, v, i) => sum + (v - p[i]!) * along[i]!, 0) / along.reduce((s, v) => s + v * v, 0); // prettier-ignore
    expect(Math.abs(foot - at)).toBeLessThan(ROUNDED);
  });

  it('free: beads go down the loss, wherever their neighbours are', () => {
    const problem = bowl(4);
    const chain = swept(rulesOf({ mode: 'free' }), problem, chainOf(problem, 3, 'moving'), 1000);
    for (const { point } of chain.beads) expect(norm(point)).toBeLessThan(1e-6);
  });

  it('void: between equal neighbours there is no plane, and every place is as far', () => {
    const plain = bowl(4);
    const problem = { ...plain, b: plain.a };
    const chain = swept(rulesOf({}), problem, chainOf(problem, 1, 'moving'), 1000);
    expect(norm(chain.beads[0]!.point)).toBeLessThan(1e-6);
  });
});

describe('springs of length at rest', () => {
  it.each(['free', 'equidistant'] as const)('%s: balance a slope of at most 2 ζ', (mode) => {
    const stiffness = 0.3;
    const setting = { a: [-1, 1], b: [2, 1], level: 10, optimizer: gradientDescent(0.01) };
    const problem = analyticProblem(quadraticBowl(), setting);
    const spring = { kind: 'length', stiffness } as const;
    const chain = swept(rulesOf({ mode, spring }), problem, chainOf(problem, 1, 'moving'), 5000);
    const [before, point, after] = neighbours(chain, 0).map((v) => flatten(problem.spec, v)) as [Float64Array, Float64Array, Float64Array]; // prettier-ignore
    const gradient = flatten(problem.spec, problem.gradients([chain.beads[0]!.point], createRng(0))[0]!.gradient); // prettier-ignore
    const pull = springGradient(spring, { before, point, after });
    // What is balanced: all of it, or the part across the line of the ends, which is the y axis.
    const [slope, rest] = mode === 'free' ? [gradient, gradient.map((v, i) => v + pull[i]!)] : [gradient.slice(1), Float64Array.of(gradient[1]! + pull[1]!)]; // prettier-ignore
    const size = (x: Float64Array) => Math.hypot(...x);
    expect(size(rest)).toBeLessThan(1e-4);
    expect(size(slope)).toBeLessThanOrEqual(2 * stiffness);
    expect(size(slope)).toBeGreaterThan(0.1 * stiffness);
  });
});

describe('rest', () => {
  const problem = bowl(4);
  const rules = rulesOf({ planeTolerance: 0.01, descent: { ...descent, target: 100 } });

  it('takes beads that are below the target and on their planes', () => {
    const chain = chainOf(problem, 4, 'settled');
    expect(isAtRest(rules, problem, chain)).toBe(false);
    const even = evaluated(rules, problem, swept(rules, problem, chain, 400), createRng(1));
    expect(isAtRest(rules, problem, even)).toBe(true);
    expect(even.beads.every(({ stale, state }) => !stale && state === 'settled')).toBe(true);
  });

  it('leaves a bead alone that is within the tolerance of its plane', () => {
    const even = swept(rules, problem, chainOf(problem, 4, 'settled'), 400);
    expect(verticesOf(swept(rules, problem, even, 1))).toEqual(verticesOf(even));
  });

  it('wakes a bead that its plane has taken above the target', () => {
    const low = rulesOf({ descent: { ...descent, target: 1e-3 } });
    const moved = swept(low, problem, chainOf(problem, 3, 'settled'), 1);
    const woken = evaluated(low, problem, moved, createRng(1));
    expect(woken.beads.map(({ state }) => state)).toEqual(['moving', 'moving', 'moving']);
    expect(woken.beads.map(({ best }) => best.loss)).toEqual(moved.beads.map(({ point }) => problem.value(point))); // prettier-ignore
  });
});
