import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { PathStrategy, Problem, Status } from '@isthmus/contract';
import { lerp, mapLeaves, sameBits, type Params } from '@isthmus/contract/parameters';
import { findPeak } from '../path/peak.js';
import { polyline } from '../path/polyline.js';
import { analyticProblem } from '../landscapes/analytic.js';
import { doubleWell } from '../builtin/objectives/double-well.js';
import { ring } from '../builtin/objectives/ring.js';
import { quadraticBowl, undefinedBetween } from '../landscapes/landscapes.js';
import { connect } from './connect.js';
import type { ConnectSettings, SearchProgress } from './search.js';

const budget = { gradientEvaluations: 1e6, lossEvaluations: 1e6 };
const settings: ConnectSettings = { rng: createRng(1), budget };
const bowl = analyticProblem(quadraticBowl(), { a: [-1, 1], b: [2, 0.5], level: 5.1 });
const wells = (level: number) => analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level });
const connected: Status = { tag: 'connected' };

/** A strategy that offers a fixed path and says what it is told to say. */
function offering(vertices: readonly Params[], status: Status = connected): PathStrategy<unknown> {
  return {
    needs: 'value',
    init: () => ({}),
    step: (_, state) => state,
    status: () => status,
    path: () => polyline(vertices),
  };
}

/** A strategy that never ends by itself and does `work` in every step. */
function working(work: PathStrategy<number>['step']): PathStrategy<unknown> {
  const strategy: PathStrategy<number> = {
    needs: 'gradient',
    init: () => 0,
    step: (problem, state, rng) => work(problem, state, rng),
    status: () => ({ tag: 'running' }),
    path: () => polyline([bowl.a, bowl.b]),
  };
  return strategy as PathStrategy<unknown>;
}

const chosen = (plugin: PathStrategy<unknown>) =>
  ({ plugin, ref: { use: 'test/strategy', options: { option: 3 } } }) as const;

async function finished(
  plugin: PathStrategy<unknown>,
  problem: Problem,
  more: Partial<ConnectSettings> = {},
) {
  const outcome = await connect(chosen(plugin), problem, { ...settings, ...more });
  if (outcome.tag !== 'finished') throw new Error(`the search was ${outcome.tag}`);
  return outcome;
}

describe('the record of a path', () => {
  it('states verdict, grade, peak, barriers, length and cost', async () => {
    const { record, path } = await finished(offering([bowl.a, bowl.b]), bowl);
    expect(record).toMatchObject({
      strategy: 'test/strategy',
      options: { option: 3 },
      verdict: 'connected',
      grade: 'sampled',
      reason: null,
      level: 5.1,
      peak: { t: 0, loss: 5 },
      barrier: { aboveEnds: 0, aboveMean: 0, aboveChord: 0 },
      length: Math.sqrt(9.25),
      normalizedLength: 1,
      beads: 0,
      certificate: null,
      details: null,
    });
    expect(path.vertices).toEqual([bowl.a, bowl.b]);
    expect(record.cost.lossEvaluations).toBe(record.profile.t.length);
    expect(record.cost.gradientEvaluations).toBe(0);
  });

  it('judges every element by the search for its peak', async () => {
    const problem = wells(2);
    const middle = { w: { shape: [2], data: Float32Array.of(0.2, -0.7) } };
    const kept = { ...offering([problem.a, middle, problem.b]), keepsItsPath: true };
    const { record } = await finished(kept, problem);
    const peaks = [
      findPeak((t) => problem.valueBetween(problem.a, middle, t)).loss,
      findPeak((t) => problem.valueBetween(middle, problem.b, t)).loss,
    ];
    expect(record.peak.loss).toBe(Math.max(...peaks));
    expect(record.beads).toBe(1);
    expect(record.normalizedLength).toBeGreaterThan(1.1);
    const { t, loss } = record.profile;
    expect(t).toHaveLength(new Set(t).size);
    expect([t[0], t.at(-1), loss[0], loss.at(-1)]).toEqual([0, 1, 0, 0]);
  });

  it('holds at most 512 points of the profile, the peak among them', async () => {
    const problem = wells(2);
    const vertices = Array.from({ length: 41 }, (_, i) => lerp(problem.a, problem.b, i / 40));
    const { record } = await finished(offering(vertices), problem);
    const { t, loss } = record.profile;
    expect(record.cost.lossEvaluations).toBeGreaterThan(1300);
    expect(t.length).toBeLessThanOrEqual(512);
    expect(Math.max(...loss)).toBe(record.peak.loss);
    expect(t).toContain(record.peak.t);
  });

  it('is the same in a second run, but for the seconds', async () => {
    const strategy = working((problem, state, rng) => {
      problem.gradients([problem.a], rng);
      problem.value(lerp(problem.a, problem.b, rng.next()));
      return state + 1;
    });
    const run = async () => {
      const { record } = await finished(strategy, bowl, {
        budget: { ...budget, gradientEvaluations: 20 },
      });
      return { ...record, cost: { ...record.cost, seconds: 0 } };
    };
    expect(await run()).toEqual(await run());
  });
});

describe('a path with free ends', () => {
  const free = (vertices: readonly Params[]) => ({ ...offering(vertices), ends: 'free' as const });
  const middle = lerp(bowl.a, bowl.b, 0.5);

  it('is judged by what it is, and the record says so', async () => {
    const { record, path } = await finished(free([middle, bowl.b]), bowl);
    expect(record).toMatchObject({ verdict: 'connected', ends: 'free', beads: 0 });
    expect(path.vertices).toEqual([middle, bowl.b]);
    const fixed = await finished(offering([bowl.a, bowl.b]), bowl);
    expect(fixed.record.ends).toBe('fixed');
  });

  it('is not believed above the level', async () => {
    const low = wells(0.5);
    const { record } = await finished(free([low.b, low.a]), low);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'refuted', ends: 'free' });
  });

  it('still is a path of the problem’s shape', async () => {
    const other = { w: { shape: [1], data: Float32Array.of(0) } };
    await expect(finished(free([bowl.a, other]), bowl)).rejects.toThrow(/vertex 1/);
    await expect(finished({ ...free([bowl.a]), path: () => ({ vertices: [bowl.a], elements: [] }) }, bowl)).rejects.toThrow(/1 vertices/); // prettier-ignore
  });
});

describe('the verdict follows from the reference', () => {
  it('takes "connected" away where a sample is above the level', async () => {
    const problem = wells(0.99);
    const { record } = await finished(offering([problem.a, problem.b]), problem);
    expect(record).toMatchObject({ verdict: 'not-found', grade: null, reason: 'refuted' });
    expect(record.peak).toEqual({ t: 0.5, loss: 1 });
    expect(record.barrier).toEqual({ aboveEnds: 1, aboveMean: 1, aboveChord: 1 });
  });

  it('compares by <=, without slack', async () => {
    for (const [level, verdict] of [
      [1, 'connected'],
      [1 - 2 ** -53, 'not-found'],
    ] as const) {
      const problem = wells(level); // prettier-ignore
      const { record } = await finished(offering([problem.a, problem.b]), problem);
      expect(record.verdict).toBe(verdict);
    }
  });

  it('says connected of a path that holds, whatever the strategy says', async () => {
    const failed = offering([bowl.a, bowl.b], { tag: 'not-found', reason: 'depth' });
    const { record } = await finished(failed, bowl);
    expect(record).toMatchObject({ verdict: 'connected', reason: null });
  });

  it('passes the reason on otherwise', async () => {
    const problem = wells(0.5);
    const failed = offering([problem.a, problem.b], { tag: 'not-found', reason: 'spacing' });
    expect((await finished(failed, problem)).record.reason).toBe('spacing');
  });
});

describe('what is not finite ends the search', () => {
  it('a loss on the path', async () => {
    const problem = analyticProblem(undefinedBetween(), { a: [-0.2, 0], b: [0.2, 0], level: 1 });
    const { record } = await finished(offering([problem.a, problem.b]), problem);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'nonfinite' });
    expect(record.peak.loss).toBeNaN();
  });

  it.each(['value', 'gradient'] as const)('a %s in the search', async (part) => {
    const problem = { ...wells(0.5), gradients: badGradients(part) };
    let steps = 0;
    const strategy: PathStrategy<unknown> = {
      ...offering([problem.a, problem.b]),
      status: () => ({ tag: 'running' }),
      step(given, state, rng) {
        steps++;
        given.gradients([given.a], rng);
        return state;
      },
    };
    const { record } = await finished(strategy, problem);
    expect([record.reason, steps]).toEqual(['nonfinite', 1]);
  });

  it('a weight of the path, also where the loss hides it', async () => {
    const broken = mapLeaves(bowl.a, () => Float32Array.of(NaN, 0));
    const isBroken = (point: Params) => Number.isNaN(point['w']!.data[0]);
    const blind: Problem = {
      ...bowl,
      level: 4,
      along: (from, to) => (t) =>
        isBroken(from) || isBroken(to) ? 0 : bowl.valueBetween(from, to, t),
    };
    const { record, path } = await finished(offering([bowl.a, broken, bowl.b]), blind);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'nonfinite', beads: 0 });
    expect(path.vertices).toEqual([bowl.a, bowl.b]);
  });

  function badGradients(part: 'value' | 'gradient'): Problem['gradients'] {
    return (models) =>
      models.map((params) =>
        part === 'value'
          ? { value: Infinity, gradient: params }
          : { value: 0, gradient: mapLeaves(params, () => Float32Array.of(0, NaN)) },
      );
  }
});

describe('budgets', () => {
  const hill = wells(0.5);
  const spending: Record<string, PathStrategy<number>['step']> = {
    gradientEvaluations: (problem, state, rng) => {
      problem.gradients([problem.a, problem.b], rng);
      return state + 1;
    },
    lossEvaluations: (problem, state) => {
      problem.value(problem.a);
      return state + 1;
    },
    seconds: (problem, state) => {
      problem.value(problem.a);
      return state + 1;
    },
  };
  const limits = { gradientEvaluations: 11, lossEvaluations: 12, seconds: 0.05 };

  it.each(['gradientEvaluations', 'lossEvaluations', 'seconds'] as const)(
    '%s end the search, which is then judged',
    async (limit) => {
      const strategy: PathStrategy<unknown> = {
        ...working(spending[limit]!),
        path: () => polyline([hill.a, hill.b]),
      };
      const { record } = await finished(strategy, hill, {
        budget: { ...budget, [limit]: limits[limit] },
      });
      expect(record).toMatchObject({ verdict: 'not-found', reason: 'budget' });
      expect(record.peak.loss).toBe(1);
      // Two gradients at a time: the sixth pair would be one too many.
      if (limit === 'gradientEvaluations') expect(record.search[limit]).toBe(10);
      else if (limit === 'lossEvaluations') expect(record.search[limit]).toBe(12);
      else expect(record.cost[limit]).toBeGreaterThanOrEqual(limits[limit]);
    },
  );

  it('that do not reach for the first state leave the straight line', async () => {
    const costly: PathStrategy<unknown> = {
      ...offering([hill.a, hill.b]),
      init: ({ a, value }) => value(a),
    };
    const none = { gradientEvaluations: 0, lossEvaluations: 0 };
    const { record } = await finished(costly, hill, { budget: none });
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'budget', beads: 0 });
    expect(record.search).toMatchObject(none);
    const easy = await finished(costly, bowl, { budget: none });
    expect(easy.record).toMatchObject({ verdict: 'connected', reason: null });
  });

  it('that are met exactly do not end a search that asks for no more', async () => {
    const strategy: PathStrategy<unknown> = {
      ...offering([bowl.a, bowl.b]),
      init: () => 0,
      status: (state) => ({ tag: state === 2 ? 'connected' : 'running' }),
      step(problem, state, rng) {
        if (state === 0) problem.gradients([problem.a, problem.b], rng);
        return Number(state) + 1;
      },
    };
    const two = { gradientEvaluations: 2, lossEvaluations: 0 };
    const { record } = await finished({ ...strategy, path: () => polyline([hill.a, hill.b]) }, hill, { budget: two }); // prettier-ignore
    expect(record.reason).toBe('refuted');
  });

  it('hold for strategies that catch or wrap what refuses them', async () => {
    const two = { ...budget, gradientEvaluations: 2 };
    const greedyFor = (more: (given: Problem) => number) =>
      finished({ ...working((given) => more(given)), path: () => polyline([hill.a, hill.b]) }, hill, { budget: two }); // prettier-ignore
    const ask = (given: Problem) => given.gradients([given.a], createRng(0)).length;
    const deaf = await greedyFor((given) => {
      try {
        return ask(given);
      } catch {
        return 0;
      }
    });
    const wrapping = await greedyFor((given) => {
      try {
        return ask(given);
      } catch (cause) {
        throw new Error('no gradient', { cause });
      }
    });
    for (const { record } of [deaf, wrapping])
      expect([record.reason, record.cost.gradientEvaluations]).toEqual(['budget', 2]);
  });
});

describe('beside the straight line', () => {
  const steep = wells(0.5);
  const point = (x: number, y: number) => ({ w: { shape: [2], data: Float32Array.of(x, y) } });

  it('a worse path is not reported, and the record tells of it', async () => {
    const detour = [steep.a, point(0, 1), steep.b];
    const { record, path } = await finished(offering(detour), steep);
    expect(path.vertices).toEqual([steep.a, steep.b]);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'refuted', beads: 0 });
    expect(record.peak).toEqual({ t: 0.5, loss: 1 });
    expect(record.search.straight).toEqual(record.peak);
    expect(record.search.outdone!.peak.loss).toBeGreaterThan(1);
    expect(record.search.outdone!.beads).toBe(1);
    const judged = record.cost.lossEvaluations - record.search.lossEvaluations;
    expect(judged).toBeGreaterThanOrEqual(3 * 33);
  });

  it('the verdict is about the line where that holds', async () => {
    const failed = offering([bowl.a, point(3, 3), bowl.b], { tag: 'not-found', reason: 'stalled' });
    const { record } = await finished(failed, bowl);
    expect(record).toMatchObject({ verdict: 'connected', reason: null, beads: 0 });
    expect(record.search.outdone).not.toBeNull();
  });

  it('a better path stands', async () => {
    const valley = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.25 });
    const { record } = await finished(offering([valley.a, point(0, 1.2), valley.b]), valley);
    expect(record).toMatchObject({ verdict: 'connected', beads: 1, search: { outdone: null } });
    expect(record.search.straight).toEqual({ t: 0.5, loss: 1 });
  });

  it('a path that holds stands where its strategy keeps it, and only then', async () => {
    const wide = wells(2);
    const detour = offering([wide.a, point(0, 0.5), wide.b]);
    const kept = await finished({ ...detour, keepsItsPath: true }, wide);
    expect(kept.record).toMatchObject({
      verdict: 'connected',
      beads: 1,
      search: { outdone: null },
    });
    expect(kept.record.peak.loss).toBeGreaterThan(kept.record.search.straight!.loss);
    expect((await finished(detour, wide)).record.beads).toBe(0);
    const high = await finished({ ...offering([steep.a, point(0, 1), steep.b]), keepsItsPath: true }, steep); // prettier-ignore
    expect(high.record.beads).toBe(0);
  });

  it('a path with ends of its own has no line to be compared with', async () => {
    const own = { ...offering([steep.a, point(0.5, 1)]), ends: 'free' as const };
    const { record } = await finished(own, steep);
    expect(record).toMatchObject({ ends: 'free', search: { straight: null, outdone: null } });
  });
});

describe('cancel', () => {
  it('ends a search that has begun, and one that has not', async () => {
    const cancel = new AbortController();
    const strategy = working((_, state) => {
      if (state === 100) cancel.abort();
      return state + 1;
    });
    const cancelled = () => connect(chosen(strategy), bowl, { ...settings, signal: cancel.signal });
    expect(await cancelled()).toEqual({ tag: 'cancelled' });
    expect(await cancelled()).toEqual({ tag: 'cancelled' });
  });

  it('ends the judging of a path', async () => {
    const cancel = new AbortController();
    let judged = 0;
    const problem: Problem = {
      ...bowl,
      along: (from, to) => (t) => {
        if (++judged === 10) cancel.abort();
        return bowl.valueBetween(from, to, t);
      },
    };
    const outcome = await connect(chosen(offering([bowl.a, bowl.b])), problem, {
      ...settings,
      signal: cancel.signal,
    });
    expect([outcome.tag, judged]).toEqual(['cancelled', 10]);
  });

  it('arrives from outside while steps go on', async () => {
    const cancel = new AbortController();
    const busy = working((_, state) => {
      const end = performance.now() + 5;
      while (performance.now() < end);
      return state + 1;
    });
    const asked = setTimeout(() => cancel.abort(), 100);
    const outcome = await connect(chosen(busy), bowl, { ...settings, signal: cancel.signal });
    clearTimeout(asked);
    expect(outcome.tag).toBe('cancelled');
  });
});

describe('what a strategy does wrong', () => {
  it.each(['init', 'step', 'status', 'path'] as const)(
    'is told with its name, the phase %s and the cause',
    async (phase) => {
      const cause = new TypeError('x is not a function');
      const faulty: PathStrategy<unknown> = {
        ...offering([bowl.a, bowl.b], { tag: phase === 'step' ? 'running' : 'connected' }),
        [phase]: () => {
          throw cause;
        },
      };
      await expect(connect(chosen(faulty), bowl, settings)).rejects.toMatchObject({
        code: 'run/strategy-failed',
        message: `The path strategy "test/strategy" failed in ${phase}: x is not a function`,
        data: { strategy: 'test/strategy', phase },
        cause,
      });
    },
  );

  it('is told when its steps do nothing for ever', async () => {
    const idle = connect(chosen(working((_, state) => state)), bowl, settings);
    await expect(idle).rejects.toMatchObject({ cause: { code: 'run/idle-strategy' } });
  });

  it('is not confused with what the problem throws', async () => {
    const cause = new Error('out of memory');
    const problem: Problem = {
      ...bowl,
      gradients: () => {
        throw cause;
      },
    };
    const strategy = working((given, state, rng) => given.gradients([given.a], rng).length + state);
    await expect(connect(chosen(strategy), problem, settings)).rejects.toBe(cause);
  });

  const shifted = mapLeaves(bowl.a, (leaf) => leaf.data.map((x) => x + 2 ** -20));
  const misshapen = { w: { shape: [3], data: new Float32Array(3) } };
  it.each([
    ['moves a', [shifted, bowl.b], /first vertex is not the endpoint a/],
    ['moves b', [bowl.a, shifted], /last vertex is not the endpoint b/],
    ['turns round', [bowl.b, bowl.a], /first vertex/],
    ['has a vertex of another shape', [bowl.a, misshapen, bowl.b], /vertex 1: "w" has shape \[3\]/],
  ])('a path that %s is refused', async (_, vertices, message) => {
    const faulty = connect(chosen(offering(vertices)), bowl, settings);
    await expect(faulty).rejects.toMatchObject({ code: 'run/strategy-failed' });
    await expect(faulty).rejects.toThrow(message);
  });

  it('a path with an element too few is refused', async () => {
    const strategy = {
      ...offering([]),
      path: () => ({ vertices: [bowl.a, bowl.b], elements: [] }),
    };
    await expect(connect(chosen(strategy), bowl, settings)).rejects.toThrow(/0 elements/);
  });
});

describe('losses that were sampled', () => {
  it('are not computed again for the judging', async () => {
    const problem = wells(0.5);
    const strategy: PathStrategy<unknown> = {
      ...offering([problem.a, problem.b]),
      init: ({ a, b, valueBetween }) => findPeak((t) => valueBetween(a, b, t)).loss,
    };
    const { record } = await finished(strategy, problem);
    expect(record.cost.lossEvaluations).toBe(record.profile.t.length);
  });

  it('are known by content: arrays that a strategy overwrites mislead nobody', async () => {
    const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.5 });
    const vertex = { w: { shape: [2], data: Float32Array.of(0, 1) } };
    const sneaky: PathStrategy<unknown> = {
      ...offering([problem.a, vertex, problem.b]),
      init({ a, b, valueBetween }) {
        for (const end of [a, b]) findPeak((t) => valueBetween(end, vertex, t));
        vertex.w.data.set([0, 0]);
        return {};
      },
    };
    const { record } = await finished(sneaky, problem);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'refuted', peak: { loss: 1 } });
  });
});

describe('progress', () => {
  it('tells of the search and, at last, of the judged path', async () => {
    const told: SearchProgress[] = [];
    const { a, b } = bowl;
    const bead = lerp(a, b, 0.5);
    const strategy: PathStrategy<unknown> = {
      ...offering([a, b]),
      live: () => polyline([a, bead, b]),
      status: (state) => ({ tag: state === 3 ? 'connected' : 'running' }),
      init: () => 0,
      step: (_, state) => Number(state) + 1,
    };
    const { record } = await finished(strategy, bowl, { onProgress: (p) => told.push(p) });
    expect(told[0]).toMatchObject({
      level: 5.1,
      vertices: 3,
      peak: { t: 0, loss: 5 },
      gradientEvaluations: 0,
    });
    expect(told[0]!.profile.t.length).toBe(33);
    expect(told[0]!.profile.loss[16]).toBe(2.5);
    expect(told.at(-1)).toMatchObject({ peak: record.peak, profile: record.profile });
    expect(told.length).toBeLessThan(4);
  });

  it('leaves the endpoints of the problem as they were', async () => {
    const before = { a: mapLeaves(bowl.a, ({ data }) => data.slice()), b: bowl.b };
    await finished(offering([bowl.a, bowl.b]), bowl);
    expect(sameBits(before.a, bowl.a)).toBe(true);
  });
});
