import { distance } from '@isthmus/core';
import type { Definition, Problem } from '@isthmus/core/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { breadthFirst } from './search/breadth-first.js';
import { constrained } from './search/constrained.js';
import { greedy } from './search/greedy.js';
import { judged } from './testing/judged.js';
import { LEVEL, problemOf, settingOf } from './testing/small-networks.js';

/** Strategies that keep the endpoints, with options. */
const between: readonly (readonly [string, Definition<'pathStrategy'>, Record<string, unknown>])[] =
  [
    ['greedy', greedy, {}],
    ['free beads on springs', constrained, { mode: 'free', spring: 'length' }],
    // With the default target one of the ReLU pairs is left at a depth of 8, just above the level.
    ['equidistant beads', constrained, { mode: 'equidistant', alpha: 0.8 }],
    ['transversal beads', constrained, { mode: 'transversal' }],
  ];

describe.each(['relu', 'sigmoid', 'tanh'])('1-4-4-1 networks with %s', (activation) => {
  let problems: readonly Problem[] = [];
  beforeAll(async () => {
    const setting = await settingOf(activation);
    problems = [problemOf(setting, 1), problemOf(setting, 2)];
    return () => {
      setting.engine.dispose();
    };
  });

  it.each(between)('are connected by %s', async (_, strategy, options) => {
    for (const problem of problems) {
      const { record, path } = await judged(strategy, options, problem);
      expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled', reason: null });
      expect(record.peak.loss).toBeLessThanOrEqual(LEVEL);
      // Between ends so near the level beads rest near it too, and leave more edges to be split.
      expect(record.beads).toBeLessThanOrEqual(24);
      expect(record.normalizedLength).toBeLessThan(2);
      for (const vertex of path.vertices) expect(problem.value(vertex)).toBeLessThanOrEqual(LEVEL);
    }
  });

  // Fresh networks with ReLUs may have dead units, which no descent wakes.
  const smooth = activation === 'relu' ? [] : [activation];
  it.each(smooth)('with %s are connected breadth-first, from untrained ones', async () => {
    for (const problem of problems.slice(0, 1)) {
      const { record, path } = await judged(breadthFirst, {}, problem, 11);
      expect(record).toMatchObject({ verdict: 'connected', ends: 'free', reason: null });
      expect(record.peak.loss).toBeLessThanOrEqual(LEVEL);
      expect(record.beads).toBeGreaterThan(0);
      expect(distance(path.vertices[0]!, problem.a)).toBeGreaterThan(1);
      expect(distance(path.vertices.at(-1)!, problem.b)).toBeGreaterThan(1);
    }
  });
});
