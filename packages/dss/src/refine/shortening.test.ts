import { connect, createRng, Registry } from '@isthmus/core';
import { analyticProblem, ring, signFlip } from '@isthmus/core/conformance';
import type { Definition } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { greedy } from '../search/greedy.js';
import { dss } from '../index.js';
import { judged } from '../testing/judged.js';

// A little off the diameter, where descent could not leave the chord.
const circle = analyticProblem(ring(), { a: [-1, 0], b: [0.96, 0.28], level: 0.1 });

/** Those that ask for no network, and for no formula of the loss. */
const strategies = dss
  .filter((one): one is Definition<'pathStrategy'> => one.kind === 'pathStrategy')
  .filter(({ name }) => !/connector|linear-network|relu-layer|cells/.test(name))
  .map((strategy) => [strategy.name, strategy] as const);

describe.each(strategies)('%s with "shorten"', (name, strategy) => {
  // One bend does not reach round this ring.
  const options = name === 'dss/polychain' ? { bends: 4 } : {};
  it('searches as it does without, and leaves a path that is no longer, at the level', async () => {
    const plain = await judged(strategy, options, circle);
    const { record } = await judged(strategy, { ...options, shorten: true }, circle);
    expect([plain.record.verdict, record.verdict]).toEqual(['connected', 'connected']);
    expect(record.peak.loss).toBeLessThanOrEqual(circle.level);
    expect(record.cost.gradientEvaluations).toBe(plain.record.cost.gradientEvaluations);
    expect(record.details).toMatchObject({
      ...plain.record.details,
      shortened: { beadsBefore: plain.record.beads, lengthBefore: plain.record.length },
    });
    expect(record.beads).toBeLessThanOrEqual(plain.record.beads);
    expect(record.length).toBeLessThanOrEqual(plain.record.length);
    // None of these leaves a path round a ring that cannot be shortened.
    expect(record.length).toBeLessThan(0.999 * plain.record.length);
  });
});

describe('a search that shortens', () => {
  it('stays connected where its budget ends before the path is as short as it gets', async () => {
    const whole = await judged(greedy, { shorten: true }, circle);
    const plain = await judged(greedy, {}, circle);
    const strategy = Registry.of([greedy]).resolve(
      'pathStrategy',
      { use: 'dss/greedy', options: { shorten: true } },
      '/paths/0',
    );
    const [least, most] = [plain, whole].map(({ record }) => record.search.lossEvaluations);
    const lengthOf = async (share: number) => {
      const lossEvaluations = Math.round(least! + share * (most! - least!));
      const budget = { gradientEvaluations: 1e5, lossEvaluations };
      const outcome = await connect(strategy, circle, { rng: createRng(1), budget });
      if (outcome.tag !== 'finished') throw new Error('cancelled');
      expect(outcome.record.verdict).toBe('connected');
      expect(outcome.record.cost.lossEvaluations).toBeGreaterThan(least!);
      return outcome.record.length;
    };
    const lengths = [];
    for (const share of [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]) lengths.push(await lengthOf(share));
    // The more losses it may spend, the shorter; somewhere between, it was stopped midway.
    expect(lengths).toEqual([...lengths].sort((x, y) => y - x));
    expect(lengths[0]).toBeLessThanOrEqual(plain.record.length);
    expect(new Set([plain, whole].map(({ record }) => record.length)).size).toBe(2);
    const between = (x: number) => whole.record.length < x && x < plain.record.length;
    expect(lengths.some(between), lengths.join()).toBe(true);
  });

  it('shortens nothing where it finds no path', async () => {
    const problem = analyticProblem(signFlip(), { a: [1, 1], b: [-1, -1], level: 0.5 });
    const [plain, same] = await Promise.all([
      judged(greedy, {}, problem),
      judged(greedy, { shorten: true }, problem),
    ]);
    expect(same.record).toMatchObject({ verdict: 'not-found', reason: plain.record.reason });
    expect(same.record.details).toEqual({ shortened: null });
    expect(same.path).toEqual(plain.path);
  });
});
