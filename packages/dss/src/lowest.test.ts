import { connectLowest, createRng, Registry } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { analyticProblem, reluToy, ring, signFlip } from '@isthmus/core/conformance';
import type { PluginRef, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { dss } from './index.js';

const registry = Registry.of(core, dss);
const budget = { gradientEvaluations: 600, lossEvaluations: 3000 };
const options = { tolerance: 0.05, tries: 4 };

// Peaks are sampled: t is found to 2^-20, so at a kink of slope 10 the loss to 1e-5.
const MISSED = 1e-5;

/** Landscapes with the exact lowest level between two of their minima. */
const toys: readonly (readonly [string, number, Problem])[] = [
  [
    'two exchanged ReLU units',
    0.5,
    analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level: 1 }),
  ],
  [
    'w1 w2 = 1 and both signs changed',
    1,
    analyticProblem(signFlip(), { a: [1, 1], b: [-2, -0.5], level: 1 }),
  ],
  // A little off the diameter, where descent could not leave the chord.
  ['a ring', 0, analyticProblem(ring(), { a: [-1, 0], b: [0.96, 0.28], level: 1 })],
];

/** All whose ends are fixed and that ask for no network; few steps, for there are many of them. */
const strategies: readonly PluginRef[] = [
  'core/linear',
  'dss/greedy',
  { use: 'dss/constrained', options: { restarts: 1 } },
  'dss/polychain',
  'dss/bezier',
  'dss/neb',
  'dss/autoneb',
  { use: 'dss/auto', options: { tries: ['core/linear', 'dss/greedy'] } },
];

async function lowestOf(ref: PluginRef, problem: Problem) {
  const strategy = registry.resolve('pathStrategy', ref, '/paths/0');
  const settings = { rng: createRng(1), budget };
  const outcome = await connectLowest(strategy, problem, settings, options);
  if (outcome.tag !== 'finished') throw new Error(outcome.tag);
  return { ...outcome.record, lowest: outcome.record.lowest! };
}

const named = strategies.map((ref) => [typeof ref === 'string' ? ref : ref.use, ref] as const);

describe.each(toys)('the lowest level found on %s', (_, exact, problem) => {
  it.each(named)('by %s is an upper bound, at most the peak of the line', async (__, ref) => {
    const { verdict, level, lowest, profile } = await lowestOf(ref, problem);
    expect(verdict).toBe('connected');
    expect(level).toBeGreaterThanOrEqual(exact - MISSED);
    expect(level).toBeLessThanOrEqual(lowest.straight);
    expect(Math.max(...profile.loss)).toBe(level);
    expect(lowest.tried.length).toBeLessThanOrEqual(options.tries);
    for (const { peak } of lowest.tried) expect(peak).toBeGreaterThanOrEqual(level);
  });
});

describe('the search', () => {
  const [, , circle] = toys[2]!;

  it('finds a lower level by greedy DSS than the line has', async () => {
    const { level, lowest } = await lowestOf('dss/greedy', circle);
    expect(level).toBeLessThan(lowest.straight / 5);
  });

  it('asks a strategy with one path only once', async () => {
    const { lowest } = await lowestOf('core/linear', circle);
    expect(lowest.tried.map(({ reason }) => reason)).toEqual(['above-level']);
  });
});
