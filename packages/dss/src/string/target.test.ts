import { Registry, type Params } from '@isthmus/core';
import {
  analyticProblem,
  linearNetwork,
  quadraticBowl,
  reluToy,
  ring,
  type AnalyticLoss,
} from '@isthmus/core/conformance';
import type { Definition, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { insertBead } from './bead.js';
import { greedy } from '../search/greedy.js';
import { dss } from '../index.js';
import { judged } from '../testing/judged.js';
import { settledByEdges, targetOf } from './target.js';

const samples = { x: [[1, 0], [0, 2], [1, 1]], y: [3, -2, 2] }; // prettier-ignore

/** Pairs whose line rises far above their ends, with room between the ends and each level. */
const pairs: readonly (readonly [string, AnalyticLoss, number[], number[]])[] = [
  ['two optima of a linear network', linearNetwork(samples, 2), [1, 0, 3, -1, 0.5, 2], [0, 2, -1, 1, 1.5, -0.5]],
  ['opposite points of a ring', ring(), [-1, 0.05], [1, 0.05]],
  ['three ReLU units, two exchanged', reluToy(3), [1, 1, 0.1, 1, -1, 0.1], [1, 1, 0.1, -1, 1, 0.1]],
]; // prettier-ignore
const levels = [0.02, 0.1, 0.4];
const seeds = [1, 2, 3];

/** Beads that get nowhere give up soon, by either target. */
const QUICK = { maxStepsPerBead: 600, stall: { window: 200 }, restarts: 1 };

/** The target that was the default before there was a choice. */
const FAR = { alpha: 0.8, settle: 'target', evaluateEvery: 10 } as const;

const registry = Registry.of(dss);

/** Every strategy whose beads have a target that can be chosen. */
const searches = registry
  .list('pathStrategy')
  .filter((definition) => accepts(definition, FAR)) as readonly Definition<'pathStrategy'>[];

function accepts({ options }: Definition, given: object): boolean {
  const result = options['~standard'].validate(given);
  return !(result instanceof Promise) && result.issues === undefined;
}

const medianOf = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

describe('the default target', () => {
  it('is an option of greedy and of constrained DSS at least', () => {
    const names = searches.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['dss/greedy', 'dss/constrained']));
  });

  describe.each(searches.map((definition) => [definition.name, definition] as const))(
    'of %s, at levels with room above the ends',
    (_, definition) => {
      it.each(pairs)('%s: no more gradients than alpha 0.8, and all of a path below the level', async (__, loss, a, b) => {
        const spent = { near: [] as number[], far: [] as number[] };
        const connected = { near: 0, far: 0 };
        for (const level of levels)
          for (const seed of seeds) {
            const problem = analyticProblem(loss, { a, b, level });
            for (const [key, options] of [['near', {}], ['far', FAR]] as const) {
              const { record } = await judged(definition, { ...QUICK, ...options }, problem, seed);
              spent[key].push(record.cost.gradientEvaluations);
              if (record.verdict !== 'connected') continue;
              connected[key]++;
              expect(Math.max(...record.profile.loss)).toBeLessThanOrEqual(level);
              expect(record.peak.loss).toBeLessThanOrEqual(level);
            }
          }
        expect(connected.near).toBeGreaterThanOrEqual(connected.far);
        expect(medianOf(spent.near)).toBeLessThanOrEqual(medianOf(spent.far));
      }); // prettier-ignore
    },
  );
});

describe('targetOf', () => {
  const at = { level: 0.2, floor: 0.1 };

  it('lies between the ends and the level, or is a part of the level', () => {
    expect(targetOf({ room: 0.75 }, at)).toBeCloseTo(0.175, 15);
    expect(targetOf({ room: 1 }, at)).toBeCloseTo(0.2, 15);
    expect(targetOf({ alpha: 0.9, room: 0.75 }, at)).toBeCloseTo(0.18, 15);
  });

  it.each([-3, -0.25, 5])('follows a constant %d that is added to the loss', (constant) => {
    const moved = { level: at.level + constant, floor: at.floor + constant };
    expect(targetOf({ room: 0.8 }, moved)).toBeCloseTo(targetOf({ room: 0.8 }, at) + constant, 14);
  });

  it('never asks for less than the ends have', () => {
    for (const room of [0.01, 0.5, 1])
      for (const floor of [-1, 0, 0.2])
        expect(targetOf({ room }, { level: 0.2, floor })).toBeGreaterThanOrEqual(floor);
  });
});

describe('a loss below zero', () => {
  /** A ring whose floor lies at -5: `alpha` times a negative level is above the level. */
  const sunk: AnalyticLoss = { ...ring(), value: (x) => ring().value(x) - 5 };

  it('is searched as the loss without the constant', async () => {
    const [plain, lowered] = await Promise.all(
      [
        [ring(), 0.1] as const,
        [sunk, 0.1 - 5] as const,
      ].map(([loss, level]) => judged(greedy, {}, analyticProblem(loss, { a: [-1, 0.05], b: [1, 0.05], level }))),
    ); // prettier-ignore
    expect(lowered!.record.verdict).toBe('connected');
    expect(lowered!.record.beads).toBe(plain!.record.beads);
    expect(lowered!.record.cost.gradientEvaluations).toBe(plain!.record.cost.gradientEvaluations);
  });
});

describe('settledByEdges', () => {
  const problem = analyticProblem(quadraticBowl(), { a: [-1, 0], b: [1, 0], level: 1 });
  const at = (x: number, y: number): Params => ({ w: { shape: [2], data: Float32Array.of(x, y) } });
  const beadAt = (point: Params) =>
    insertBead(problem, { target: -1 }, { edge: 0, reach: 2, origin: point });

  it('settles a bead between edges that hold, where it is', () => {
    const bead = beadAt(at(0, 0));
    expect(bead.state).toBe('moving');
    const settled = settledByEdges(problem, [at(-0.5, 0), at(0.5, 0)], bead);
    expect(settled).toEqual({ ...bead, state: 'settled' });
  });

  it('leaves one whose edge rises above the level', () => {
    const bead = beadAt(at(0, 0));
    expect(settledByEdges(problem, [at(-0.5, 0), at(9, 0)], bead)).toBe(bead);
  });

  it('asks nothing of a bead above the level, at rest, or not at its lowest', () => {
    const silent: Pick<Problem, 'level' | 'scan'> = {
      level: 1,
      scan: () => {
        throw new Error('asked');
      },
    };
    const bead = beadAt(at(0, 0));
    const others = [
      { ...bead, best: { ...bead.best, loss: 2 } },
      { ...bead, state: 'settled' as const },
      { ...bead, point: at(0.1, 0) },
    ];
    for (const other of others)
      expect(settledByEdges(silent, [at(-0.5, 0), at(0.5, 0)], other)).toBe(other);
  });
});
