import { describe, expect, it } from 'vitest';
import type { AnalyticLoss } from '../landscapes/analytic.js';
import { analyticProblem } from '../landscapes/analytic.js';
import { polyline } from '../path/polyline.js';
import { doubleWell } from '../builtin/objectives/double-well.js';
import { knownElements } from '../path/known-elements.js';
import { judgePath } from './path-judge.js';

const go = () => Promise.resolve(false);

/** A loss of one parameter by a formula, on the line from 0 to 1. */
function lineOf(value: (w: number) => number): AnalyticLoss {
  return {
    spec: { leaves: [{ name: 'w', shape: [1], axes: [null] }] },
    value: (w) => value(w[0]!),
    gradient: () => Float64Array.of(0),
  };
}

const problemOf = (value: (w: number) => number, gridPoints?: number) => ({
  ...analyticProblem(lineOf(value), { a: [0], b: [1], level: 0.5 }),
  ...(gridPoints === undefined ? {} : { gridPoints }),
});

const at = (w: number) => ({ w: { shape: [1], data: Float32Array.of(w) } });

describe('the height above the chord', () => {
  // Above its chord 4t by t (1 - t) (1 + 2t), most at (1 + √7) / 6; the loss itself is largest at an end.
  const cubic = (w: number) => 4 * w + w * (1 - w) * (1 + 2 * w);
  const t = (1 + Math.sqrt(7)) / 6;
  const exact = t * (1 - t) * (1 + 2 * t);

  it('is refined where it is highest, which is not where the loss is', async () => {
    const problem = problemOf(cubic);
    const judged = (await judgePath(problem, polyline([problem.a, problem.b]), go))!;
    expect(judged.peak).toEqual({ t: 1, loss: 4 });
    // On the grid alone it would be off by 1e-4.
    expect(Math.abs(judged.barrier.aboveChord - exact)).toBeLessThan(1e-11);
  });

  it.each([
    ['rising', 1],
    ['falling', -1],
  ])('of a path of several elements, %s', async (_, side) => {
    const problem = problemOf((w) => 5 + side * cubic(w) + 0.3 * Math.sin(9 * w));
    const vertices = [0, 0.2, 0.85, 1].map(at);
    const judged = (await judgePath(problem, polyline(vertices), go))!;
    const stops = vertices.map(({ w }) => w.data[0]!);
    const [a, b] = [problem.value(vertices[0]!), problem.value(vertices[3]!)];
    let most = 0;
    for (let i = 0; i <= 300_000; i++) {
      const place = Math.min(i / 100_000, 2.999999999);
      const k = Math.floor(place);
      const w = stops[k]! + (place - k) * (stops[k + 1]! - stops[k]!);
      const loss = 5 + side * cubic(w) + 0.3 * Math.sin(9 * w);
      most = Math.max(most, loss - ((1 - place / 3) * a + (place / 3) * b));
    }
    expect(Math.abs(judged.barrier.aboveChord - most)).toBeLessThan(1e-9);
  });

  it('takes no more losses where the ends are level', async () => {
    const problem = problemOf((w) => w * (1 - w));
    const judged = (await judgePath(problem, polyline([problem.a, problem.b]), go))!;
    expect(judged.barrier.aboveChord).toBe(judged.barrier.aboveEnds);
    expect(judged.resolution.samples).toBeLessThan(60);
  });
});

describe('the resolution', () => {
  /** A triangle of height 1 between two points of the grid of 33, 1/64 wide. */
  const triangle = (w: number) => Math.max(0, 1 - 128 * Math.abs(w - 33 / 64));

  it.each([
    [undefined, 0, 1 / 32],
    [33, 0, 1 / 32],
    [257, 1, 1 / 256],
    [1000, 1, 1 / 999],
  ])('of %s grid points sees a peak of %d', async (gridPoints, peak, gap) => {
    const problem = problemOf(triangle, gridPoints);
    const judged = (await judgePath(problem, polyline([problem.a, problem.b]), go))!;
    expect(Math.abs(judged.peak.loss - peak)).toBeLessThan(1e-3);
    expect(judged.holds).toBe(peak === 0);
    const { samples, largestGap } = judged.resolution;
    expect(largestGap).toBe(gap);
    const { t } = judged.profile;
    expect(samples).toBe(t.length);
    const gaps = t.slice(1).map((next, i) => next - t[i]!);
    expect(Math.max(...gaps)).toBeCloseTo(largestGap, 12);
  });

  it('is finer on the whole of a path of more elements', async () => {
    const problem = problemOf(triangle);
    const judged = (await judgePath(problem, polyline([0, 0.5, 1].map(at)), go))!;
    expect(judged.resolution.largestGap).toBe(1 / 64);
  });
});

describe('what is known of elements', () => {
  const flat = { t: [0, 0.5, 1], loss: [2, 2 + 1e-7, 2] };
  const bowl = { t: [0, 0.5, 1], loss: [2, 1, 3] };
  const hill = { t: [0, 0.5, 1], loss: [2, 2.6, 3] };
  const segment = (known?: 'constant' | 'convex') => ({ kind: 'segment', ...(known && { known }) }) as const; // prettier-ignore
  const elements = [segment('constant'), segment('convex'), segment(), segment('convex')];

  it('is counted', () => {
    const known = knownElements(elements, [flat, bowl, hill, bowl], true);
    expect(known).toEqual({ elements: 4, constant: 1, convex: 2, contradicted: 0 });
  });

  it('counts for nothing where samples contradict it', () => {
    const known = knownElements(elements, [bowl, hill, hill, bowl], true);
    expect(known).toEqual({ elements: 4, constant: 0, convex: 1, contradicted: 2 });
  });

  it('is nothing of convexity where the loss is not convex', () => {
    const known = knownElements(elements, [flat, bowl, hill, bowl], false);
    expect(known).toEqual({ elements: 4, constant: 1, convex: 0, contradicted: 0 });
  });

  it('covers an arc, not the segment that closes it', () => {
    const arc = { kind: 'arc', known: 'constant', factors: [] } as const;
    const closed = { t: [0, 0.5, 31 / 32, 1], loss: [2, 2, 2, 2.1] };
    expect(knownElements([arc], [closed], true).constant).toBe(1);
  });
});

it('judges no path that was cancelled', async () => {
  const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0.5], level: 1 });
  for (const after of [0, 20, 40]) {
    let asked = 0;
    const tick = () => Promise.resolve(asked++ >= after);
    expect(await judgePath(problem, polyline([problem.a, problem.b]), tick)).toBeNull();
  }
});
