import { createRng, distance, zerosLike, type Params, type Rng } from '@isthmus/core';
import {
  analyticProblem,
  doubleWell,
  gradientDescent,
  reluToy,
  ring,
} from '@isthmus/core/conformance';
import type { Optimizer, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import {
  insertBead,
  moveBead,
  nextSteps,
  startBead,
  type Bead,
  type DescentRules,
} from './bead.js';

const rules: DescentRules = {
  target: 0.01,
  maxSteps: 5000,
  evaluateEvery: 10,
  stall: { window: 200, improvement: 0.01 },
  restarts: 2,
  noise: 0.01,
};
const point = (...entries: number[]): Params => ({
  w: { shape: [entries.length], data: Float32Array.from(entries) },
});
const valley = (level = 0.0125, optimizer: Optimizer<unknown> = gradientDescent(0.02)) =>
  analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level, optimizer });

function begin(problem: Problem, origin: Params, given = rules): Bead {
  return insertBead(problem, given, { edge: 0, reach: 2, origin });
}

function moved(problem: Problem, bead: Bead, given: DescentRules, rng: Rng): Bead {
  if (!bead.underWay)
    return startBead(problem, given, bead, problem.gradients([bead.point], rng)[0]!, rng);
  const [found] = problem.descend([nextSteps(given, bead)], rng);
  return moveBead(problem, given, bead, found!, rng);
}

/** Moves a bead until it rests, and collects the states on the way. */
function descended(problem: Problem, origin: Params, given = rules): readonly Bead[] {
  const beads = [begin(problem, origin, given)];
  const rng = createRng(5);
  for (let bead = beads[0]!; bead.state === 'moving'; beads.push(bead)) {
    bead = moved(problem, bead, given, rng.fork(`step ${bead.steps}`));
  }
  return beads;
}

describe('the descent of a bead', () => {
  it('ends at the first evaluation at or below the target', () => {
    const problem = valley();
    const last = descended(problem, point(0.3, 0.4)).at(-1)!;
    expect(last.state).toBe('settled');
    expect(last.steps % rules.evaluateEvery).toBe(0);
    expect(problem.value(last.best.point)).toBe(last.best.loss);
    expect(last.best.loss).toBeLessThanOrEqual(rules.target);
  });

  it('takes no step where the target is met already', () => {
    const [only, ...more] = descended(valley(), point(0, 1));
    expect([only!.state, only!.steps, more.length]).toEqual(['settled', 0, 0]);
  });

  it('leaves a critical point by noise of the size that is asked for', () => {
    const beads = descended(valley(), point(0, 0));
    const moved = distance(beads[1]!.point, beads[0]!.point);
    // Two normal entries: within a factor of 5 in all but one draw of a thousand.
    expect(moved).toBeGreaterThan(rules.noise * 2 * 0.02);
    expect(moved).toBeLessThan(rules.noise * 2 * 5);
    expect(beads.at(-1)!.state).toBe('settled');
  });

  it('adds no noise where there is a slope', () => {
    const beads = descended(valley(), point(0.3, 0.4));
    const again = descended(valley(), point(0.3, 0.4));
    expect(again.at(-1)!.point).toEqual(beads.at(-1)!.point);
    const expected = 0.02 * 4 * 0.75 * 0.5;
    expect(distance(beads[1]!.point, beads[0]!.point)).toBeCloseTo(expected, 6);
  });

  it('keeps the optimizer’s state from step to step', () => {
    const counting: Optimizer<unknown> = {
      init: () => ({ steps: 0 }),
      update: (gradients, state) => [
        zerosLike(gradients),
        { steps: (state as { steps: number }).steps + 1 },
      ],
    };
    const beads = descended(valley(0.0125, counting), point(0.3, 0.4), { ...rules, maxSteps: 30 });
    expect(beads.map(({ memory }) => memory)).toEqual(beads.map(({ steps }) => ({ steps })));
  });
});

describe('a descent without headway', () => {
  // Both units of one sign: the other response is dead, and 1/2 the lowest loss in reach.
  const toy = (level: number) =>
    analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level });
  const stuck: Params = {
    w1: { shape: [2], data: Float32Array.of(0.5, 0.5) },
    w2: { shape: [2], data: Float32Array.of(0.5, 0.25) },
  };

  it('settles at its best point where that is at or below the level', () => {
    const last = descended(toy(0.55), stuck, { ...rules, target: 0.44 }).at(-1)!;
    expect(last.state).toBe('settled');
    expect(last.restarts).toBe(0);
    expect(last.best.loss).toBeGreaterThan(0.44);
    expect(last.best.loss).toBeLessThanOrEqual(0.55);
  });

  it('starts again with growing noise and a fresh optimizer, then gives up', () => {
    const still: Optimizer<unknown> = {
      init: () => ({ steps: 0 }),
      update: (gradients, state) => [
        zerosLike(gradients),
        { steps: (state as { steps: number }).steps + 1 },
      ],
    };
    const problem = { ...toy(0.1), optimizer: still };
    const beads = descended(problem, stuck, { ...rules, target: 0.08 });
    const last = beads.at(-1)!;
    expect(last.state).toBe('stalled');
    expect(last.restarts).toBe(2);
    const starts = beads.filter((bead, i) => i > 0 && bead.restarts > beads[i - 1]!.restarts);
    const sizes = starts.map((bead) => distance(bead.point, stuck));
    expect(starts.map(({ memory }) => memory)).toEqual([{ steps: 0 }, { steps: 0 }]);
    expect(sizes).toHaveLength(2);
    // 4 and 16 times the noise of a saddle; four normal entries, within a factor of 4.
    sizes.forEach((size, k) => {
      const expected = rules.noise * 4 ** (k + 1) * 2;
      expect(size / expected).toBeGreaterThan(0.25);
      expect(size / expected).toBeLessThan(4);
    });
  });

  it('can be rescued by a restart', () => {
    // Half of all noise turns a unit to the other sign; then both responses live.
    const near = { ...stuck, w2: { shape: [2], data: Float32Array.of(0.5, 0.001) } };
    const last = descended(toy(0.1), near, { ...rules, target: 0.08, restarts: 20 }).at(-1)!;
    expect(last.state).toBe('settled');
    expect(last.restarts).toBeGreaterThan(0);
  });

  it('never makes more steps than allowed', () => {
    for (const maxSteps of [1, 37, 450]) {
      const last = descended(toy(0.1), stuck, { ...rules, target: 0.08, maxSteps }).at(-1)!;
      expect([last.state, last.steps]).toEqual(['stalled', maxSteps]);
    }
  });
});

describe('a loss that is not a number', () => {
  it('is told at once', () => {
    const problem = { ...valley(), value: () => NaN };
    expect(begin(problem, point(0.3, 0.4)).state).toBe('nonfinite');
  });

  it('is told before the next evaluation of a descent that diverges', () => {
    const problem = analyticProblem(doubleWell(), {
      a: [-1, 0],
      b: [1, 0],
      level: 0.5,
      optimizer: gradientDescent(10),
    });
    const last = descended(problem, point(0.5, 0)).at(-1)!;
    expect(last.state).toBe('nonfinite');
    expect(last.steps).toBeLessThan(rules.evaluateEvery);
  });
});
