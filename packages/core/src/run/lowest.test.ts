import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { doubleWell } from '../builtin/objectives/double-well.js';
import { ring } from '../builtin/objectives/ring.js';
import type { LowestTry, PathStrategy, Reason } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { findPeak } from '../path/peak.js';
import { polyline } from '../path/polyline.js';
import { analyticProblem } from '../landscapes/analytic.js';
import { quadraticBowl, undefinedBetween } from '../landscapes/landscapes.js';
import { connectLowest, nextLevel, type LevelBounds, type LowestOptions } from './lowest.js';
import type { ConnectSettings, SearchProgress } from './search.js';

const budget = { gradientEvaluations: 1e6, lossEvaluations: 1e6 };
const settings: ConnectSettings = { rng: createRng(1), budget };
const options: LowestOptions = { tolerance: 0.01, tries: 16 };
/** Ends at loss 0, straight line up to 1; a bead at (0, h) brings the peak down, to 0.25 at best. */
const circle = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 7 });
const at = (x: number, y: number): Params => ({ w: { shape: [2], data: Float32Array.of(x, y) } });
const via = (h: number) => polyline([circle.a, at(0, h), circle.b]);

const peaks = new Map<number, number>();

function peakVia(h: number): number {
  const peak = peaks.get(h) ?? searchedPeak(h);
  peaks.set(h, peak);
  return peak;
}

function searchedPeak(h: number): number {
  const { vertices } = via(h);
  const half = (i: number) =>
    findPeak((t) => circle.valueBetween(vertices[i]!, vertices[i + 1]!, t)).loss;
  return Math.max(half(0), half(1));
}

/** The lowest peak that one bead on the axis can give, and where. */
const HEIGHTS = Array.from({ length: 201 }, (_, i) => i / 100);
const BEST = HEIGHTS.map(peakVia).reduce((a, b) => Math.min(a, b));

interface Bent {
  readonly h: number;
  readonly ended: Reason | 'connected' | null;
}

/** Moves one bead up from the chord until its path is below the level; it gives up at `highest`. */
function bending(highest: number, reason: Reason = 'depth'): PathStrategy<unknown> {
  const strategy: PathStrategy<Bent> = {
    needs: 'value',
    init: () => ({ h: 0, ended: null }),
    step: (problem, { h }) => {
      problem.value(at(0, h));
      if (peakVia(h) <= problem.level) return { h, ended: 'connected' };
      return h >= highest ? { h, ended: reason } : { h: h + 0.01, ended: null };
    },
    status: ({ ended }) =>
      ended === null
        ? { tag: 'running' }
        : ended === 'connected'
          ? { tag: 'connected' }
          : { tag: 'not-found', reason: ended },
    path: ({ h }) => via(h),
  };
  return strategy as PathStrategy<unknown>;
}

const named = (plugin: PathStrategy<unknown>) =>
  ({ plugin, ref: { use: 'test/bending', options: { highest: 2 } } }) as const;

async function lowest(
  plugin: PathStrategy<unknown>,
  problem = circle,
  more: Partial<LowestOptions> = {},
  set: Partial<ConnectSettings> = {},
) {
  const all = { ...settings, ...set };
  const outcome = await connectLowest(named(plugin), problem, all, { ...options, ...more });
  if (outcome.tag !== 'finished') throw new Error(outcome.tag);
  return { ...outcome, found: outcome.record.lowest! };
}

describe('connectLowest', () => {
  it('comes within its tolerance of the lowest level that the strategy can reach', async () => {
    const { record, found, path } = await lowest(bending(2));
    expect(found.floor).toBe(0);
    expect(found.straight).toBe(1);
    // Far above the best there is nothing to fail at, so the bisection is exact up to its tolerance.
    expect(record.level).toBeGreaterThanOrEqual(BEST);
    expect(record.level).toBeLessThanOrEqual(BEST * 1.01 + 1e-12);
    expect(found.level).toBe(record.level);
    expect(path.vertices).toHaveLength(3);
    expect(record).toMatchObject({
      strategy: 'test/bending',
      verdict: 'connected',
      grade: 'sampled',
      reason: null,
      beads: 1,
      ends: 'fixed',
    });
  });

  it('states the level at the peak of its best path, which holds there', async () => {
    const { record } = await lowest(bending(2));
    expect(record.level).toBe(record.peak.loss);
    expect(Math.max(...record.profile.loss)).toBe(record.level);
  });

  it('records every try and the sum of what they cost', async () => {
    const { record, found } = await lowest(bending(2));
    expect(found.tried.length).toBeGreaterThan(3);
    const failed = found.tried.filter(({ verdict }) => verdict === 'not-found');
    expect(failed.every(({ reason, level, peak }) => reason === 'depth' && peak > level)).toBe(
      true,
    );
    const sum = found.tried.reduce((all, { cost }) => all + cost.lossEvaluations, 0);
    // The straight line was judged besides.
    expect(record.cost.lossEvaluations).toBeGreaterThan(sum);
    expect(record.cost.lossEvaluations).toBeLessThan(sum + 500);
  });

  it('takes a path that a failed try left for what it proves', async () => {
    // It bends no further than 0.3, and nothing at a lower level connects.
    const { record, found } = await lowest(bending(0.3), circle, { tries: 1 });
    expect(found.tried).toHaveLength(1);
    expect(found.tried[0]!.verdict).toBe('not-found');
    expect(found.tried[0]!.level).toBe(0.1);
    expect(record.verdict).toBe('connected');
    expect(record.level).toBeCloseTo(peakVia(0.3), 1);
    expect(record.level).toBeLessThan(1);
  });

  it('goes on below the peak of a path, not below the level that was asked for', async () => {
    const { found } = await lowest(bending(2), circle, { tries: 2 });
    const [first, second] = found.tried;
    expect(second!.level).not.toBe((first!.level + found.straight) / 2);
    expect(second!.level).toBeLessThan(
      first!.verdict === 'connected' ? first!.peak : found.straight,
    );
  });

  it('stops after one try where the strategy has one path only', async () => {
    const { found, record } = await lowest(bending(0, 'above-level'));
    expect(found.tried).toHaveLength(1);
    expect(record.level).toBe(1);
    expect(record.beads).toBe(0);
  });

  it('tries nothing where the straight line cannot be bettered', async () => {
    const bowl = analyticProblem(quadraticBowl(), { a: [-1, 1], b: [2, 0.5], level: 1 });
    const { found, record } = await lowest(bending(2), bowl);
    expect(found).toMatchObject({ floor: 5, straight: 5, level: 5, tried: [] });
    expect(record).toMatchObject({ verdict: 'connected', level: 5, beads: 0, normalizedLength: 1 });
  });

  it('ends between the floor and the straight line where nothing else is found', async () => {
    const wells = analyticProblem(doubleWell(), { a: [-1, 1], b: [1, 1], level: 1 });
    const idle: PathStrategy<unknown> = { ...bending(0), path: () => polyline([wells.a, wells.b]) };
    const { found, record } = await lowest(idle, wells, { tries: 5 });
    expect([found.floor, found.straight, record.level]).toEqual([1, 2, 2]);
    expect(found.tried).toHaveLength(5);
  });

  it('says not found where not even the straight line has finite losses', async () => {
    const gap = analyticProblem(undefinedBetween(), { a: [-1, 0], b: [1, 0], level: 1 });
    const { found, record } = await lowest(bending(2), gap);
    expect(record).toMatchObject({ verdict: 'not-found', grade: null, reason: 'nonfinite' });
    expect(found.level).toBeNull();
    expect(found.tried).toEqual([]);
  });

  it('gives every try the whole budget', async () => {
    const small = { budget: { gradientEvaluations: 10, lossEvaluations: 100 } };
    const { found } = await lowest(bending(2), circle, {}, small);
    expect(found.tried.length).toBeGreaterThan(1);
    for (const { cost, reason } of found.tried)
      if (reason === 'budget') expect(cost.lossEvaluations).toBeGreaterThanOrEqual(100);
  });

  it('tells how far it has come', async () => {
    const told: SearchProgress[] = [];
    await lowest(bending(2), circle, {}, { onProgress: (progress) => told.push(progress) });
    expect(new Set(told.map(({ tried }) => tried)).size).toBeGreaterThan(3);
    expect(new Set(told.map(({ level }) => level)).size).toBeGreaterThan(3);
    expect(told.every(({ profile }) => profile.t.length >= 2)).toBe(true);
  });

  it('is cancelled in the midst of a try, and before the first', async () => {
    const abort = new AbortController();
    const stopping: PathStrategy<unknown> = {
      ...bending(2),
      status: () => {
        abort.abort();
        return { tag: 'running' };
      },
    };
    const set = { ...settings, signal: abort.signal };
    expect(await connectLowest(named(stopping), circle, set, options)).toEqual({
      tag: 'cancelled',
    });
    expect(await connectLowest(named(bending(2)), circle, set, options)).toEqual({
      tag: 'cancelled',
    });
  });

  it('gives the same again', async () => {
    const one = await lowest(bending(1));
    const two = await lowest(bending(1));
    const levels = ({ found }: typeof one) => found.tried.map(({ level, peak }) => [level, peak]);
    expect(levels(two)).toEqual(levels(one));
  });

  it('refuses a strategy with ends of its own', async () => {
    const free: PathStrategy<unknown> = { ...bending(2), ends: 'free' };
    await expect(connectLowest(named(free), circle, settings, options)).rejects.toMatchObject({
      code: 'run/free-ends',
    });
  });
});

/** A search that connects from `least` upwards, and leaves a path that lies as far down as `depth` says. */
function simulated(
  bounds: Omit<LevelBounds, 'tried'>,
  least: number,
  depth: number,
  set: LowestOptions,
) {
  const cost = { gradientEvaluations: 0, lossEvaluations: 0, seconds: 0 };
  const tried: LowestTry[] = [];
  for (;;) {
    const level = nextLevel({ ...bounds, tried }, set);
    if (level === null) return tried;
    const connected = level >= least;
    const peak = connected ? level - depth * (level - least) : bounds.straight;
    const end = connected
      ? ({ verdict: 'connected', reason: null } as const)
      : ({ verdict: 'not-found', reason: 'depth' } as const);
    tried.push({ level, peak, cost, ...end });
  }
}

describe('nextLevel', () => {
  const positive = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  test.prop([positive, positive, share, share])(
    'closes in on the lowest level of a search that succeeds above it',
    (one, other, where, depth) => {
      const [floor, straight] = [Math.min(one, other), Math.max(one, other)];
      const least = floor + where * (straight - floor);
      const set = { tolerance: 0.01, tries: 60 };
      const tried = simulated({ floor, straight }, least, depth, set);
      const found = tried.reduce((low, { peak }) => Math.min(low, peak), straight);
      expect(found).toBeGreaterThanOrEqual(least * (1 - 1e-12));
      // Either the search came near it, or near the floor, below which nothing lies.
      expect(found - least).toBeLessThanOrEqual(0.0101 * found);
      expect(tried.length).toBeLessThan(60);
      for (const { level } of tried) {
        expect(level).toBeGreaterThan(floor);
        expect(level).toBeLessThan(straight);
      }
    },
  );

  test.prop([fc.array(fc.tuple(positive, positive, fc.boolean()), { maxLength: 20 }), positive])(
    'is above every failure and below every peak, whatever the order of luck',
    (tries, floor) => {
      const cost = { gradientEvaluations: 0, lossEvaluations: 0, seconds: 0 };
      const tried = tries.map(([level, peak, connected]): LowestTry => ({
        level,
        peak,
        verdict: connected ? 'connected' : 'not-found',
        reason: connected ? null : 'depth',
        cost,
      }));
      const level = nextLevel({ floor, straight: 2, tried }, { tolerance: 0.01, tries: 100 });
      if (level === null) return;
      expect(level).toBeGreaterThan(floor);
      for (const { peak } of tried) expect(level).toBeLessThan(peak);
    },
  );

  const set = { tolerance: 0.01, tries: 3 };
  it.each<[string, LevelBounds, number | null]>([
    ['a floor of zero: a tenth', { floor: 0, straight: 1, tried: [] }, 0.1],
    ['a floor far below: a tenth', { floor: 1e-9, straight: 1, tried: [] }, 0.1],
    ['a near floor: the geometric mean', { floor: 0.25, straight: 1, tried: [] }, 0.5],
    ['a negative floor: the mean', { floor: -1, straight: 0.5, tried: [] }, -0.25],
    ['no barrier', { floor: 0.3, straight: 0.3, tried: [] }, null],
    ['a barrier below the tolerance', { floor: 0.999, straight: 1, tried: [] }, null],
    ['a line that is not finite', { floor: 0.1, straight: Infinity, tried: [] }, null],
    ['a line that is no number', { floor: 0.1, straight: Number.NaN, tried: [] }, null],
  ])('with %s', (_, bounds, expected) => {
    expect(nextLevel(bounds, set)).toBe(expected);
  });
});
