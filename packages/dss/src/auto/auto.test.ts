import { analyticProblem, quadraticBowl, ring, signFlip } from '@isthmus/core/conformance';
import type { PathStrategy, Problem } from '@isthmus/core/contract';
import { connect, createRng, type Rng } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { autoOptions, createAuto, type StrategyTry } from './auto.js';
import { problemOf, settingOf } from '../testing/small-networks.js';

const single = (value: number) => ({ shape: [1], data: Float32Array.of(value) });

const ALL = autoOptions.parse({}).tries;
const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };

async function recordOf(problem: Problem, tries = ALL, gradientEvaluations = 1e5) {
  const plugin = createAuto(autoOptions.parse({ tries })) as PathStrategy<unknown>;
  const strategy = { plugin, ref: { use: 'dss/auto', options: { tries } } } as const;
  const limits = { ...budget, gradientEvaluations };
  const outcome = await connect(strategy, problem, { rng: createRng(1), budget: limits });
  if (outcome.tag !== 'finished') throw new Error('cancelled');
  return outcome.record;
}

const triesOf = ({ details }: Awaited<ReturnType<typeof recordOf>>) =>
  details!['tries'] as readonly StrategyTry[];

describe('dss/auto', () => {
  it('stops at the straight line where that holds', async () => {
    const bowl = analyticProblem(quadraticBowl(), { a: [-1, 0], b: [0, 0.5], level: 1 });
    const record = await recordOf(bowl);
    expect(record).toMatchObject({ verdict: 'connected', beads: 0 });
    expect(triesOf(record).map(({ strategy, outcome }) => [strategy, outcome])).toEqual([
      ['core/linear', 'connected'],
    ]);
  });

  it('passes over what does not know the problem, and goes on to what connects', async () => {
    const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.05 });
    const record = await recordOf(problem);
    expect(record.verdict).toBe('connected');
    const tries = triesOf(record);
    expect(tries.map(({ strategy, outcome }) => [strategy, outcome])).toEqual([
      ['core/linear', 'above-level'],
      ['dss/connector', 'no-scheme'],
      ['dss/greedy', 'connected'],
    ]);
    expect(tries[0]!.gradientEvaluations).toBe(0);
    expect(tries[0]!.lossEvaluations).toBeGreaterThanOrEqual(33);
    expect(tries[1]).toMatchObject({ gradientEvaluations: 0, lossEvaluations: 0 });
    const sum = (of: (one: StrategyTry) => number) =>
      tries.reduce((total, one) => total + of(one), 0);
    expect(sum((one) => one.gradientEvaluations)).toBe(record.cost.gradientEvaluations);
  });

  it('ends with the last reason where none connects', async () => {
    const problem = analyticProblem(signFlip(), { a: [1, 1], b: [-1, -1], level: 0.5 });
    const record = await recordOf(problem, ['core/linear', 'dss/greedy']);
    expect(record.verdict).toBe('not-found');
    expect(record.reason).toBe(triesOf(record).at(-1)!.outcome);
  });

  it('says that the ends are others where breadth-first DSS alone connects', async () => {
    // No path joins the endpoints below 1, while models on one side of the pass join below it.
    const init = (rng: Rng) => ({ w1: single(1 + rng.next()), w2: single(1 + rng.next()) });
    const problem = {
      ...analyticProblem(signFlip(), { a: [1, 1], b: [-1, -1], level: 0.5 }),
      init,
    };
    const record = await recordOf(problem, ['dss/greedy', 'dss/breadth-first']);
    expect(record).toMatchObject({ verdict: 'connected', ends: 'free' });
    expect(triesOf(record).map(({ strategy, outcome }) => [strategy, outcome])).toEqual([
      ['dss/greedy', expect.any(String)],
      ['dss/breadth-first', 'connected'],
    ]);
  });

  it('leaves a path between the endpoints where breadth-first DSS finds none either', async () => {
    const ends = { a: [1, 1], b: [-1, -1], level: -1 };
    const record = await recordOf(analyticProblem(signFlip(), ends));
    expect(triesOf(record).at(-1)!.strategy).toBe('dss/breadth-first');
    expect(record).toMatchObject({ verdict: 'not-found', ends: 'fixed' });
  });

  it('leaves half of the budget to what comes after the connector, and tells what was cut off', async () => {
    // Half of four units is too few for the connector, whose descents would take all there is.
    const setting = await settingOf('tanh');
    const problem = problemOf(setting, 1);
    const outcomesOf = async (gradients: number) =>
      triesOf(await recordOf(problem, ALL, gradients)).map(({ strategy, outcome, ...took }) => [
        strategy,
        outcome,
        took.gradientEvaluations,
      ]);
    const half = 1500;
    expect(await outcomesOf(2 * half)).toEqual([
      ['core/linear', 'above-level', 0],
      ['dss/connector', 'budget', half],
      ['dss/greedy', 'connected', expect.any(Number)],
    ]);
    expect((await outcomesOf(20)).at(-1)).toEqual(['dss/greedy', 'unfinished', expect.any(Number)]);
    setting.engine.dispose();
  });
});
