import {
  createRng,
  exactLandscape,
  mapLeaves,
  type Params,
  type ReluPoint,
  type ReluProblem,
  type ReluUnit,
} from '@isthmus/core';
import { analyticProblem, reluToy, signFlip } from '@isthmus/core/conformance';
import type { Definition, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { constrained } from './search/constrained.js';
import { greedy } from './search/greedy.js';
import { judged } from './testing/judged.js';
import { linearProblem } from './testing/linear-networks.js';

// What a path is found to rise to is an upper bound of the exact level, but for what sampling misses:
// t is found to 2^-20, so at a kink of slope 10 the loss to 1e-5, at a smooth peak to far less.
const MISSED = 1e-5;

const modes: readonly (readonly [string, Definition<'pathStrategy'>, object])[] = [
  ['greedy at peaks', greedy, {}],
  ['greedy in the middle', greedy, { insertAt: 'middle' }],
  ['greedy, with a bead at least', greedy, { atLeastOneBead: true }],
  ['free beads', constrained, { mode: 'free' }],
  ['equidistant beads', constrained, { mode: 'equidistant' }],
  ['transversal beads', constrained, { mode: 'transversal' }],
];
const quick = { maxStepsPerBead: 300, stall: { window: 60 }, restarts: 1 };

const product = async (level: number): Promise<Problem> => {
  const edit = (params: Params, end: 'a' | 'b') => {
    const signs = end === 'a' ? [1, 1, 1] : [-1, 1, -1];
    return mapLeaves(params, (_, name) => Float32Array.of(signs[Number(name[5]) - 1]!));
  };
  const data = { size: 1, x: Float32Array.of(1), y: Float32Array.of(1) };
  return { ...(await linearProblem({ widths: [1, 1, 1, 1], bias: false, edit, data })), level };
};

/** Toys with their exact level; they are asked for paths below it. */
const toys: readonly (readonly [string, number, (level: number) => Problem | Promise<Problem>])[] = [
  ['two exchanged ReLU units', 0.5, (level) => analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level })],
  ['w1 w2 = 1 and both signs changed', 1, (level) => analyticProblem(signFlip(), { a: [1, 1], b: [-2, -0.5], level })],
  ['w1 w2 w3 = 1 and two signs changed', 1, product],
]; // prettier-ignore

describe.each(toys)('%s', (_, exact, problemAt) => {
  it.each(modes)('%s: no path below the exact level, for any seed and depth', async (__, strategy, options) => {
    const problem = await problemAt(0.7 * exact);
    for (const seed of [1, 2, 3])
      for (const maxDepth of [0, 1, 3]) {
        const { record } = await judged(strategy, { ...options, ...quick, maxDepth }, problem, seed);
        expect(record).toMatchObject({ verdict: 'not-found', grade: null });
        expect(record.peak.loss).toBeGreaterThanOrEqual(exact - MISSED);
      }
  }); // prettier-ignore
});

const SAMPLES = 5;
const HIDDEN = 2;

/** The exact solver's words for a stored network of one hidden ReLU layer. */
function pointOf(params: Params): ReluPoint {
  const at = (name: string) => params[name]!.data;
  const units = Array.from({ length: HIDDEN }, (_, j): ReluUnit => {
    const v = at('dense2.kernel')[j]!;
    const size = Math.abs(v);
    return {
      sign: v < 0 ? -1 : 1,
      u: [size * at('dense1.kernel')[j]!, size * at('dense1.bias')[j]!],
    };
  });
  return { units, outputBias: at('dense2.bias')[0]! };
}

/** The two units of a network exchanged: another network of the same function. */
function exchanged(params: Params): Params {
  return mapLeaves(params, ({ data }, name) =>
    name === 'dense2.bias' ? data : Float32Array.from([data[1]!, data[0]!]),
  );
}

/** A 1-2-1 ReLU network, samples of its own function, and its twin with exchanged units. */
async function tinyProblem(seed: number) {
  const rng = createRng(seed);
  const [w, c, v] = [1, 1, 1].map((_, k) => rng.fork(`${k}`).normal()) as [number, number, number];
  const teacher = new Map([
    ['dense1.kernel', [1, -1]],
    ['dense1.bias', [0.3 * c, 0.3 * w]],
    ['dense2.kernel', [1, v]],
    ['dense2.bias', [0]],
  ]);
  const f = (x: number) => Math.max(0, x + 0.3 * c) + v * Math.max(0, 0.3 * w - x);
  const x = Float32Array.from({ length: SAMPLES }, (_, i) => (2 * i) / (SAMPLES - 1) - 1);
  const data = { size: SAMPLES, x, y: x.map(f) };
  const edit = (params: Params, end: 'a' | 'b') => {
    const own = mapLeaves(params, (_, name) => Float32Array.from(teacher.get(name)!));
    return end === 'a' ? own : exchanged(own);
  };
  const problem = await linearProblem({ widths: [1, HIDDEN, 1], activation: 'relu', edit, data });
  const relu: ReluProblem = {
    inputs: [...data.x].map((at) => [at, 1]),
    targets: [...data.y],
    hidden: HIDDEN,
    outputBias: true,
  };
  const exact = exactLandscape(relu).between(pointOf(problem.a), pointOf(problem.b)).level;
  return { problem, exact, ends: problem.value(problem.a) };
}

describe('tiny ReLU networks and their twins, against the exact level of connection', async () => {
  const pairs = await Promise.all(Array.from({ length: 5 }, (_, seed) => tinyProblem(seed)));
  const apart = pairs.filter(({ exact, ends }) => exact > 1.05 * ends + 1e-6);

  it('the exact level is that of the ends or above, and often above', () => {
    for (const { exact, ends } of pairs) expect(exact).toBeGreaterThanOrEqual(ends * (1 - 1e-9));
    expect(apart.length).toBeGreaterThan(3);
  });

  it.each(apart.map((pair, i) => [i, pair] as const))('no strategy finds a path below it, pair %i', async (_, { problem, exact, ends }) => {
    for (const [strategy, options] of [
      [greedy, { ...quick, maxDepth: 3 }],
      [constrained, { ...quick, maxDepth: 3 }],
    ] as const) {
      const below = { ...problem, level: (exact + ends) / 2 };
      const { record } = await judged(strategy, options, below);
      expect(record.verdict).toBe('not-found');
      expect(record.peak.loss).toBeGreaterThanOrEqual(exact * (1 - MISSED));
    }
  }); // prettier-ignore
});
