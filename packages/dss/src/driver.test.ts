import { connect, createRng, Registry } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { analyticProblem, doubleWell, quadraticBowl, ring } from '@isthmus/core/conformance';
import type { EvaluationLimits, PathStrategy, PluginName, Problem } from '@isthmus/core/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { dss } from './index.js';
import { problemOf, settingOf } from './testing/small-networks.js';

// Every strategy of the registry, with its defaults and, where it can, shortening: what the driver
// promises of all.
const registry = Registry.of([...core, ...dss]);
const names = registry.list('pathStrategy').map(({ name }) => name);

const accepts = (name: PluginName, options: object) => {
  try {
    registry.resolve('pathStrategy', { use: name, options: { ...options } }, '/paths/0');
    return true;
  } catch {
    return false;
  }
};
const variants = names.flatMap((name) =>
  [{}, { shorten: true }, { atLeastOneBead: true }].flatMap((options) =>
    accepts(name, options) ? [[name, options] as const] : [],
  ),
);

let network: Problem;
beforeAll(async () => {
  network = { ...problemOf(await settingOf('tanh'), 1), level: 0.004 };
});

const problems: readonly (readonly [string, () => Problem])[] = [
  ['a bowl', () => analyticProblem(quadraticBowl(), { a: [-1, 1], b: [2, 0.5], level: 5.5 })],
  ['two wells', () => analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 })],
  ['a ring', () => analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.25 })],
  ['trained networks', () => network],
];

/** What was asked of a problem, counted by nobody else. */
function counted(problem: Problem) {
  const asked = { gradients: 0, losses: 0, descents: 0 };
  const one = <T>(answer: T): T => {
    asked.losses++;
    return answer;
  };
  const watched: Problem = {
    ...problem,
    value: (point) => one(problem.value(point)),
    valueBetween: (from, to, t) => one(problem.valueBetween(from, to, t)),
    along: (from, to) => {
      const lossAt = problem.along(from, to);
      return (t) => one(lossAt(t));
    },
    valueAt: (point) => one(problem.valueAt(point)),
    scan: (from, to, t) => {
      asked.losses += t.length;
      return problem.scan(from, to, t);
    },
    gradients: (models, rng) => {
      asked.gradients += models.length;
      return problem.gradients(models, rng);
    },
    descend: (models, rng) => {
      const descended = problem.descend(models, rng);
      for (const { gradientEvaluations } of descended) asked.gradients += gradientEvaluations;
      return descended;
    },
  };
  return { watched, asked };
}

async function searched(name: PluginName, options: object, problem: Problem, budget: EvaluationLimits) {
  const strategy = registry.resolve('pathStrategy', { use: name, options: { ...options } }, '/paths/0');
  const refusal = strategy.plugin.refusal?.(problem.network) ?? null;
  if (refusal !== null) return null;
  const { watched, asked } = counted(problem);
  const chosen = strategy as { plugin: PathStrategy<unknown>; ref: typeof strategy.ref };
  const outcome = await connect(chosen, watched, { rng: createRng(3), budget });
  if (outcome.tag !== 'finished') throw new Error('cancelled');
  return { record: outcome.record, asked, strategy: chosen.plugin };
} // prettier-ignore

const WIDE = { gradientEvaluations: 2000, lossEvaluations: 20_000 };

describe.each(variants)('%s %o', (name, options) => {
  it.each(problems)('keeps every budget on %s, to the last evaluation', async (_, make) => {
    for (const kind of ['gradientEvaluations', 'lossEvaluations'] as const)
      for (const most of [0, 1, 2, 7, 101, 1003]) {
        const found = await searched(name, options, make(), { ...WIDE, [kind]: most });
        if (found === null) return;
        const { record, asked } = found;
        expect(record.search[kind]).toBeLessThanOrEqual(most);
        expect(asked.gradients).toBe(record.cost.gradientEvaluations);
        expect(record.cost.gradientEvaluations).toBe(record.search.gradientEvaluations);
        expect(asked.losses).toBe(record.cost.lossEvaluations);
      }
  });

  it.each(problems)('leaves no path worse than the straight line on %s', async (_, make) => {
    const found = await searched(name, options, make(), WIDE);
    if (found === null) return;
    const { record, strategy } = found;
    const { straight, outdone } = record.search;
    if (record.ends === 'free') return expect(straight).toBeNull();
    if (strategy.keepsItsPath === true && record.verdict === 'connected') return;
    expect(record.peak.loss).toBeLessThanOrEqual(straight!.loss);
    if (straight!.loss <= record.level) expect(record.verdict).toBe('connected');
    if (outdone !== null) expect(outdone.peak.loss).toBeGreaterThan(straight!.loss);
  });
});

describe.each(names.filter((name) => accepts(name, { judgeEvery: 1 })))('%s', (name) => {
  // At a level that nothing meets.
  const budget = { gradientEvaluations: 3000, lossEvaluations: 1e6 };

  it.each([1, 2.37])('looks for a fifth of its descent at most, χ being %d batches', async (times) => {
    for (const make of [problems[1]![1], () => network]) {
      const problem = { ...make(), level: 1e-9, rows: { loss: 100 * times, gradient: 100 } };
      const { record } = (await searched(name, {}, { ...problem, value: () => 0 }, budget))!;
      // Both ends and the straight line come before any descent.
      const looks = (record.search.lossEvaluations - 2 - 12) * times;
      expect(record.search.gradientEvaluations).toBeGreaterThan(1000);
      expect(looks).toBeLessThanOrEqual(record.search.gradientEvaluations / 5);
      expect(looks).toBeGreaterThan(0);
    }
  });
}); // prettier-ignore
