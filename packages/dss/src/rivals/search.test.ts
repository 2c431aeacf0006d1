import { sameBits } from '@isthmus/core';
import {
  analyticProblem,
  doubleWell,
  ring,
  samePlain,
  signFlip,
  throughJson,
  undefinedBetween,
} from '@isthmus/core/conformance';
import type { Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import type { CurveState } from './search.js';
import { statesOf } from '../testing/judged.js';
import { recordOf, RIVAL_NAMES, RIVALS, type AnyRival } from './testing/strategies.js';

const wells = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
const ringProblem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.4 });
const flip = analyticProblem(signFlip(), { a: [1, 1], b: [-1, -1], level: 0.5 });
const quick = { judgeEvery: 10, stall: { window: 50 } };

describe.each(RIVAL_NAMES)('the state of %s', (name) => {
  it('goes through JSON between all steps to the bit-identical end', () => {
    for (const problem of [ringProblem, flip]) {
      const strategy = RIVALS[name](quick);
      const whole = statesOf(strategy, problem).at(-1)!;
      const pausing: AnyRival = {
        ...strategy,
        step: (given, state, rng) =>
          strategy.step(given, throughJson(state) as CurveState<unknown>, rng),
      };
      const paused = statesOf(pausing, problem).at(-1)!;
      expect(samePlain(paused, whole)).toBe(true);
      const [left, right] = [strategy.path(paused).vertices, strategy.path(whole).vertices];
      expect(left.length).toBe(right.length);
      expect(left.every((vertex, i) => sameBits(vertex, right[i]!))).toBe(true);
    }
  });

  it('draws its randomness from the seed alone', () => {
    const last = (seed: number) => statesOf(RIVALS[name](quick), flip, seed).at(-1)!;
    expect(samePlain(last(1), last(1))).toBe(true);
    expect(samePlain(last(1), last(2))).toBe(false);
  });

  it('offers the judged path of the lowest peak, and shows the curve as it moves', () => {
    const strategy = RIVALS[name](quick);
    let lowest = Infinity;
    for (const state of statesOf(strategy, flip)) {
      expect(state.best.peak).toBeLessThanOrEqual(lowest);
      lowest = state.best.peak;
      expect(strategy.path(state).vertices).toEqual(state.best.vertices);
      const live = strategy.live!(state).vertices;
      expect(live.length).toBeGreaterThanOrEqual(state.curve === null ? 2 : 3);
    }
    expect(lowest).toBeLessThan(Infinity);
  });
});

describe.each(RIVAL_NAMES)('%s gives up', (name) => {
  it('when its peak no longer falls', async () => {
    // Cycles of a thousand steps that lower nothing are over before a window is.
    const few = name === 'dss/autoneb' ? { cycles: [{ steps: 60, repeat: 2 }] } : {};
    const record = await recordOf(name, { ...quick, ...few }, wells);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'stalled' });
  });

  it('when its steps are made', async () => {
    const few = name === 'dss/autoneb' ? { cycles: [{ steps: 15 }] } : { maxSteps: 15 };
    const given = { ...few, judgeEvery: 10 };
    const record = await recordOf(name, given, wells);
    const reason = name === 'dss/autoneb' ? 'plateau' : 'budget';
    expect(record).toMatchObject({ verdict: 'not-found', reason });
    expect(statesOf(RIVALS[name](given), wells).at(-1)!.moves).toBe(15);
  });

  it('where a loss on the line is no number', async () => {
    const ends = { a: [-0.25, 0], b: [0.25, 0], level: 1 };
    const broken = analyticProblem(undefinedBetween(), ends);
    const reason = 'nonfinite';
    expect(statesOf(RIVALS[name](), broken).at(-1)!.status).toEqual({ tag: 'not-found', reason });
    expect(await recordOf(name, {}, broken)).toMatchObject({ verdict: 'not-found', reason });
  });

  it('where a gradient is that of a loss that is no number', () => {
    const broken: Problem = {
      ...wells,
      gradients: (models) => models.map((gradient) => ({ value: NaN, gradient })),
    };
    const { status, best } = statesOf(RIVALS[name](), broken).at(-1)!;
    expect(status).toEqual({ tag: 'not-found', reason: 'nonfinite' });
    expect(best.peak).toBe(1);
  });
});

describe('a search', () => {
  it('looks at the curve every so many steps, and after the last', () => {
    const strategy = RIVALS['dss/polychain']({ judgeEvery: 10, maxSteps: 25, stall: { window: 99 } });
    const begun = statesOf(strategy, wells).filter(({ judging }) => judging?.scans.length === 0);
    expect(begun.map(({ moves }) => moves)).toEqual([0, 10, 20, 25]);
  }); // prettier-ignore

  it('goes on while the peak falls, however slowly the window passes', () => {
    let level = 100;
    const falling: Problem = {
      ...wells,
      level: 1e-9,
      value: () => 0,
      scan: (_from, _to, t) => new Float64Array(t.length).fill((level *= 0.9)),
      valueBetween: () => level,
    };
    const strategy = RIVALS['dss/polychain']({ judgeEvery: 1, maxSteps: 30, stall: { window: 1 } });
    const last = statesOf(strategy, falling).at(-1)!;
    expect(last.status).toEqual({ tag: 'not-found', reason: 'budget' });
  });

  it('has the default cycles that were published: 5 to 31 vertices in 14 cycles', () => {
    const cycles = { judgeEvery: 1, whileFalling: false, stall: { window: 1, improvement: 0.99 }, threshold: 0 };
    const bumpy: Problem = {
      ...wells,
      scan: (_from, _to, t) => Float64Array.from(t, (at) => 1 + at * (1 - at)),
    };
    const states = statesOf(RIVALS['dss/autoneb'](cycles), bumpy);
    const vertices = states.map((state) =>
      state.curve === null ? 2 : RIVALS['dss/autoneb']().live!(state).vertices.length,
    );
    expect([...new Set(vertices)]).toEqual([2, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31]);
  }); // prettier-ignore
});
