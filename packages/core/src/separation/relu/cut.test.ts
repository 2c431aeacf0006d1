import { createRng, type Rng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import { wholeProblem, type ReluProblem, type ReluUnit } from './cells.js';
import { provenCut, type StoredUnit } from './cut-proof.js';
import { cutBetween } from './cut.js';
import { lossOf, solvedLandscape, type SolvedLandscape } from './landscape.js';

const f32 = Math.fround;

function randomProblem(rng: Rng, samples: number, hidden: number, setting: { entries: number; bias: boolean; outputBias: boolean }): ReluProblem {
  const { entries, bias, outputBias } = setting;
  const inputs = Array.from({ length: samples }, () => [
    ...Array.from({ length: entries }, () => f32(rng.normal())),
    ...(bias ? [1] : []),
  ]);
  return { inputs, targets: inputs.map(() => f32(rng.normal())), hidden, outputBias };
} // prettier-ignore

/** A local minimum: from a random cell to lower ones that meet it, rounded to float32. */
function lowNear(rng: Rng, { cells, graph }: SolvedLandscape) {
  const least = (cell: number) => cells.least(graph.placesIn(cell));
  let cell = Math.floor(rng.next() * graph.count);
  for (;;) {
    const lower = [...graph.jointsOf(cell)].find(({ to }) => least(to) < least(cell) - 1e-9);
    if (lower === undefined) break;
    cell = lower.to;
  }
  const places = graph.placesIn(cell);
  const { weights, outputBias } = cells.minimum(places);
  const units = places.map(({ sign }, j): StoredUnit => ({ w: weights[j]!.map(f32), v: sign }));
  return { units, point: { units: units.map(({ w, v }): ReluUnit => ({ sign: v < 0 ? -1 : 1, u: w })), outputBias } };
} // prettier-ignore

const settings = [
  { entries: 1, bias: false, outputBias: false, samples: 4, hidden: 2 },
  { entries: 1, bias: true, outputBias: false, samples: 4, hidden: 2 },
  { entries: 1, bias: true, outputBias: true, samples: 5, hidden: 2 },
  { entries: 1, bias: true, outputBias: true, samples: 4, hidden: 3 },
  { entries: 2, bias: false, outputBias: false, samples: 4, hidden: 2 },
  { entries: 2, bias: true, outputBias: true, samples: 5, hidden: 1 },
  { entries: 2, bias: true, outputBias: false, samples: 4, hidden: 2 },
];

describe.each(settings)('cuts of %j', (setting) => {
  it('are proved, at the exact level and never above it', { timeout: 60_000 }, () => {
    let apart = 0;
    for (let seed = 0; seed < 2; seed++) {
      const rng = createRng(seed).fork(JSON.stringify(setting));
      const problem = randomProblem(rng, setting.samples, setting.hidden, setting);
      const landscape = solvedLandscape(problem);
      const whole = wholeProblem(problem);
      for (let pair = 0; pair < 8; pair++) {
        const [a, b] = [lowNear(rng, landscape), lowNear(rng, landscape)];
        const ends = Math.max(lossOf(problem, a.point), lossOf(problem, b.point));
        const { level } = landscape.between(a.point, b.point);
        const cut = cutBetween(landscape, a.point, b.point, ends);
        if (cut === null) {
          expect(level).toBeLessThanOrEqual(ends * (1 + 1e-9));
          continue;
        }
        apart++;
        const proof = provenCut(whole, cut.duals, a.units, b.units);
        // The solver is good to about 12 digits; its level is that of a path, the bound one of all paths.
        expect(proof?.lowerBound).toBe(cut.lowerBound);
        expect(Math.abs(cut.lowerBound / level - 1)).toBeLessThan(1e-8);
        expect(cut.lowerBound).toBeLessThanOrEqual(level * (1 + 1e-11));
      }
    }
    expect(apart).toBeGreaterThan(0);
  });
});

/** The toy of two samples with its ends, where the cut is two unit vectors and the level 1/2. */
describe('two exchanged units on -1 and 1', () => {
  const problem: ReluProblem = {
    inputs: [[-1], [1]],
    targets: [1, 1],
    hidden: 2,
    outputBias: false,
  };
  const whole = wholeProblem(problem);
  const [a, b]: readonly StoredUnit[][] = [
    [{ w: [1], v: 1 }, { w: [-1], v: 1 }],
    [{ w: [-1], v: 1 }, { w: [1], v: 1 }],
  ]; // prettier-ignore
  const proven = (...duals: readonly (readonly number[])[]) =>
    provenCut(whole, duals.map((dual) => dual.map(BigInt)), a!, b!)?.lowerBound ?? null; // prettier-ignore

  it('are apart below 1/2', () => {
    expect(proven([1, 0], [0, 1])).toBe(0.5);
    expect(proven([7, 0], [0, 3])).toBe(0.5);
  });

  it('are not shown to be by vectors that leave a way', () => {
    for (const [p, q] of [[[1, 0], [1, 0]], [[0, 1], [0, 1]], [[1, 1], [1, 1]], [[1, 0], [0, -1]], [[0, 0], [0, 0]]] as const)
      expect(proven(p, q)).toBeNull();
    expect(proven()).toBeNull();
    expect(proven([1], [0, 1])).toBeNull();
    expect(proven([1, 0, 0], [0, 1])).toBeNull();
  }); // prettier-ignore

  it('are shown apart below less by vectors that bound less', () => {
    const weaker = proven([10, -1], [0, 1])!;
    // (r · y)² / (N |r|²) with r = (10, -1).
    expect(weaker).toBeCloseTo(81 / 202, 14);
    expect(weaker).toBeLessThanOrEqual(81 / 202);
  });

  it('are not apart where one end is the other, or shares its cell', () => {
    const duals = [[1n, 0n], [0n, 1n]]; // prettier-ignore
    expect(provenCut(whole, duals, a!, a!)).toBeNull();
    const copy = a!.map(({ w, v }) => ({ w: w.map((entry) => 4 * entry), v: v / 4 }));
    expect(provenCut(whole, duals, a!, copy)).toBeNull();
  });
});

describe('every single change of a proof', () => {
  it('leaves a bound that no path undercuts, or none', () => {
    const rng = createRng(4).fork('mutations');
    const problem = randomProblem(rng, 4, 2, { entries: 1, bias: true, outputBias: true });
    const landscape = solvedLandscape(problem);
    const whole = wholeProblem(problem);
    let [proved, refused] = [0, 0];
    for (let pair = 0; pair < 6; pair++) {
      const [a, b] = [lowNear(rng, landscape), lowNear(rng, landscape)];
      const ends = Math.max(lossOf(problem, a.point), lossOf(problem, b.point));
      const { level } = landscape.between(a.point, b.point);
      const cut = cutBetween(landscape, a.point, b.point, ends);
      if (cut === null) continue;
      const check = (duals: readonly (readonly bigint[])[]) => {
        const proof = provenCut(whole, duals, a.units, b.units);
        if (proof === null) return void refused++;
        proved++;
        expect(proof.lowerBound).toBeLessThanOrEqual(level * (1 + 1e-11));
      };
      cut.duals.forEach((dual, i) => {
        check(cut.duals.toSpliced(i, 1));
        for (const k of dual.keys())
          for (const other of [-dual[k]!, dual[k]! + 1n, 2n * dual[k]!, 0n])
            check(cut.duals.with(i, dual.with(k, other)));
      });
    }
    expect(refused).toBeGreaterThan(20);
    expect(proved).toBeGreaterThan(0);
  });
});
