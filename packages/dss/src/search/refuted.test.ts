import { createRng } from '@isthmus/core';
import { analyticProblem, linearRegression } from '@isthmus/core/conformance';
import type { PathStrategy, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { shortening } from '../refine/shortening.js';
import { createConstrained } from './constrained.js';
import { createGreedy } from './greedy.js';
import { constrainedOptions, greedyOptions } from './options.js';

const samples = { x: [[1, 2], [0, 1], [2, -1]], y: [1, 0, 2] }; // prettier-ignore
const problem = analyticProblem(linearRegression(samples), { a: [3, -2], b: [-2, 3], level: 40 });

const strategies: readonly (readonly [string, PathStrategy<unknown>])[] = [
  ['greedy', createGreedy(greedyOptions.parse({})) as PathStrategy<unknown>],
  ['constrained', createConstrained(constrainedOptions.parse({})) as PathStrategy<unknown>],
  ['greedy that shortens', shortening(createGreedy)(greedyOptions.parse({ shorten: true }))],
];

/** The state in which a search from a state rests. */
function ended(strategy: PathStrategy<unknown>, from: unknown, given: Problem): unknown {
  const rng = createRng(1);
  let state = from;
  for (let i = 0; i < 2000 && strategy.status(state).tag === 'running'; i++)
    state = strategy.step(given, state, rng.fork(`${i}`));
  return state;
}

describe.each(strategies)('%s, refuted on a path that samples let pass', (_, strategy) => {
  it('splits the edge there, and is connected with a bead', () => {
    const line = ended(strategy, strategy.init(problem, createRng(1)), problem);
    expect([strategy.status(line).tag, strategy.path(line).vertices.length]).toEqual([
      'connected',
      2,
    ]);
    const more = strategy.refuted!(problem, line, { element: 0, t: 0.375 }, createRng(2));
    expect(strategy.status(more)).toEqual({ tag: 'running' });
    expect(strategy.status(ended(strategy, more, problem)).tag).toBe('connected');
  });
});

it('a bead stands where the path was refuted', () => {
  const [, greedy] = strategies[0]!;
  const line = ended(greedy, greedy.init(problem, createRng(1)), problem);
  const more = greedy.refuted!(problem, line, { element: 0, t: 0.375 }, createRng(2));
  const next = greedy.step(problem, more, createRng(3)) as {
    beads: readonly { origin?: unknown }[];
  };
  expect(next.beads).toHaveLength(1);
  expect(greedy.path(ended(greedy, next, problem)).vertices).toHaveLength(3);
});

it('a path that was shortened is first given up for the one that was not', () => {
  const [, strategy] = strategies[2]!;
  const own = {
    vertices: [problem.a, problem.a, problem.b],
    elements: [{ kind: 'segment' }, { kind: 'segment' }],
  };
  const inner = {
    ...(strategy.init(problem, createRng(1)) as { inner: object }).inner,
    best: null,
  };
  const string = {
    vertices: own.vertices,
    edges: [0, 1].map(() => ({ side: 'below', samples: { t: [], loss: [] }, next: null })),
  };
  const state = {
    inner: { ...inner, status: { tag: 'connected' }, string },
    proved: 0,
    unproven: null,
    shortening: {
      path: { ...own, vertices: [problem.a, problem.b], elements: [{ kind: 'segment' }] },
      place: 1,
      refused: 0,
      rounds: 1,
      found: { vertices: 3, length: 1 },
      done: true,
    },
  };
  const back = strategy.refuted!(problem, state, { element: 0, t: 0.5 }, createRng(1));
  expect(strategy.status(back).tag).toBe('connected');
  expect(strategy.path(back).vertices).toHaveLength(3);
});
