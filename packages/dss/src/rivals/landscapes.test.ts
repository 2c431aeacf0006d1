import {
  analyticProblem,
  doubleWell,
  linearRegression,
  quadraticBowl,
  reluToy,
  ring,
  specOf,
  type AnalyticLoss,
} from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import { recordOf, RIVAL_NAMES, type RivalName } from './testing/strategies.js';

const seeds = [1, 2];
const samples = { x: [[1, 0], [0, 2], [1, 1]], y: [3, -2, 2] }; // prettier-ignore

describe.each(RIVAL_NAMES)('%s, where the line will do', (name) => {
  it.each([
    ['a bowl', quadraticBowl(), [-1, 1], [2, 0.5], 5.5],
    ['a linear regression', linearRegression(samples), [3, -1], [2.9, -0.9], 0.1],
    ['a point and itself', quadraticBowl(), [1, 1], [1, 1], 5.5],
    ['two wells below a high level', doubleWell(), [-1, 0], [1, 0], 1],
  ])('%s: keeps the line, without a gradient', async (_, loss, a, b, level) => {
    const record = await recordOf(name, {}, analyticProblem(loss, { a, b, level }));
    expect(record).toMatchObject({ verdict: 'connected', beads: 0 });
    expect(record.cost.gradientEvaluations).toBe(0);
  });
});

describe.each<[RivalName, object, number]>([
  // A chain with one bend, or a curve of degree 2, cannot follow half a circle more closely.
  ['dss/polychain', { bends: 1 }, 0.4],
  ['dss/polychain', { bends: 5 }, 0.1],
  ['dss/bezier', { bends: 1 }, 0.4],
  ['dss/bezier', { bends: 3 }, 0.05],
  ['dss/neb', { beads: 7 }, 0.05],
  ['dss/neb', { beads: 7, spring: 1 }, 0.05],
  ['dss/autoneb', {}, 0.01],
])('%s %o', (name, given, level) => {
  it(`connects opposite points of a ring at ${level}, past the middle at loss 1`, async () => {
    for (const seed of seeds) {
      const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level });
      const record = await recordOf(name, given, problem, seed);
      expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled', reason: null });
      expect(record.peak.loss).toBeLessThanOrEqual(level);
      // Below the level the way leads round a disk of radius r, where (r²-1)² is the level: along a
      // tangent, an arc and a tangent.
      const r = Math.sqrt(1 - Math.sqrt(level));
      const shortest = Math.sqrt(1 - r * r) + r * (Math.PI / 2 - Math.acos(r));
      expect(record.normalizedLength).toBeGreaterThan(shortest);
    }
  });
});

describe.each(RIVAL_NAMES)('%s, where no path is', (name) => {
  const quick = { judgeEvery: 25, stall: { window: 100 } };

  it.each([0.05, 0.4, 0.49])('two ReLU units exchanged, level %d: peak 1/2', async (level) => {
    const problem = analyticProblem(reluToy(2), { a: [1, 1, 1, -1], b: [1, 1, -1, 1], level });
    for (const seed of seeds) {
      const record = await recordOf(name, quick, problem, seed);
      expect(record).toMatchObject({ verdict: 'not-found', grade: null });
      // 1/2 is what every path must reach.
      expect(record.peak.loss).toBeGreaterThanOrEqual(0.5 - 1e-12);
    }
  });

  it('an endpoint above the level', async () => {
    const problem = analyticProblem(quadraticBowl(), { a: [0, 0], b: [2, 0.5], level: 4 });
    const record = await recordOf(name, {}, problem);
    expect(record).toMatchObject({ verdict: 'not-found', reason: 'above-level' });
    expect(record.cost.gradientEvaluations).toBe(0);
  });
});

/**
 * `(x²-1)² + 4(y+x²-1)²`: minima (-1, 0) and (1, 0) with loss 0, joined by a curved valley over the
 * saddle (0, 1) with loss 1; the line between them goes over (0, 0) with loss 5.
 */
const bentWells: AnalyticLoss = {
  spec: specOf({ w: [2] }),
  value: ([x = 0, y = 0]) => (x * x - 1) ** 2 + 4 * (y + x * x - 1) ** 2,
  gradient: ([x = 0, y = 0]) => {
    const off = y + x * x - 1;
    return Float64Array.of(4 * x * (x * x - 1) + 16 * x * off, 8 * off);
  },
};

describe.each<[RivalName, object]>([
  ['dss/neb', { beads: 9, spring: 'infinite' }],
  ['dss/neb', { beads: 9, spring: 1 }],
  ['dss/autoneb', {}],
])('%s %o', (name, given) => {
  it('settles on the saddle between two wells, which no path goes below', async () => {
    const level = 0.5;
    const problem = analyticProblem(bentWells, { a: [-1, 0], b: [1, 0], level });
    const record = await recordOf(name, { ...given, stall: { window: 500 } }, problem);
    const reason = name === 'dss/autoneb' ? /stalled|plateau/ : /stalled/;
    expect(record).toMatchObject({ verdict: 'not-found', reason: expect.stringMatching(reason) });
    expect(record.peak.loss).toBeGreaterThanOrEqual(1);
    // A segment between beads leaves the valley by an eighth of the square of its length.
    expect(record.peak.loss).toBeLessThan(1.05);
  });
});
