import { findPeak, polyline, type Params } from '@isthmus/core';
import { analyticProblem, ring, specOf, type AnalyticLoss } from '@isthmus/core/conformance';
import type { Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import {
  beginJudging,
  costOfALook,
  judgeOn,
  MOST_POINTS,
  pointsOfALook,
  type PolylineJudging,
} from './judging.js';

const point = (...entries: number[]): Params => ({
  w: { shape: [entries.length], data: Float32Array.from(entries) },
});

function judged(problem: Problem, vertices: readonly Params[]): PolylineJudging {
  let judging = beginJudging(vertices, MOST_POINTS);
  while (judging.side === 'open') judging = judgeOn(problem, judging);
  return judging;
}

/** A hill of height 1 and width `width` at x in [0, 1], and nothing else. */
const hill = (x: number, width: number): AnalyticLoss => ({
  spec: specOf({ w: [1] }),
  value: ([w = 0]) => Math.max(0, 1 - Math.abs(w - x) / width),
  gradient: () => Float64Array.of(0),
});

describe('judging', () => {
  const around = [point(-1, 0), point(-0.5, 0.9), point(0.5, 0.9), point(1, 0)];

  it.each([0.01, 0.05, 0.1, 0.13, 0.16, 0.2, 0.5])(
    'agrees with the search of a finished path at level %s',
    (level) => {
      const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level });
      const peaks = polyline(around).elements.map(
        (_, i) => findPeak((t) => problem.valueBetween(around[i]!, around[i + 1]!, t)).loss,
      );
      const holds = peaks.every((peak) => peak <= level);
      expect(judged(problem, around).side).toBe(holds ? 'below' : 'above');
    },
  );

  it('goes to both sides among those levels', () => {
    const sides = [0.01, 0.5].map(
      (level) =>
        judged(analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level }), around).side,
    ); // prettier-ignore
    expect(sides).toEqual(['above', 'below']);
  });

  it('sees by the reference what lies between the points of its first look', () => {
    const problem = analyticProblem(hill(14 / 32, 0.02), { a: [0], b: [1], level: 0.5 });
    const found = judged(problem, [problem.a, problem.b]);
    expect(Math.max(...found.scans[0]!)).toBeLessThan(0.5);
    expect(found.side).toBe('above');
    expect(found.peak).toBeGreaterThan(0.5);
  });

  it('lets the reference decide against the engine, both ways', () => {
    const problem = analyticProblem(hill(0.5, 0.2), { a: [0], b: [1], level: 0.5 });
    const flatScan: Problem['scan'] = (_from, _to, t) => new Float64Array(t.length);
    const flat = { ...problem, scan: flatScan };
    expect(judged(flat, [problem.a, problem.b]).side).toBe('above');
    const steep = { ...problem, valueBetween: () => 0.25 };
    expect(judged(steep, [problem.a, problem.b]).side).toBe('below');
  });

  it('costs what it says where it is too high, and looks at no shared vertex twice', () => {
    for (const vertices of [[0, 1], [0, 0.3, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]]) {
      const points = pointsOfALook(vertices.map((x) => point(x)), 5);
      const problem = analyticProblem(hill(0.5, 9), { a: [0], b: [1], level: 0.1 });
      let asked = 0;
      const counted: Problem = {
        ...problem,
        scan: (from, to, t) => ((asked += t.length), problem.scan(from, to, t)),
        valueBetween: (from, to, t) => (asked++, problem.valueBetween(from, to, t)),
      };
      let judging = beginJudging(vertices.map((x) => point(x)), points);
      while (judging.side === 'open') judging = judgeOn(counted, judging);
      expect(judging.side).toBe('above');
      expect(asked).toBe(costOfALook(judging.vertices, points));
      expect(judging.evaluations).toBe(asked);
    }
  }); // prettier-ignore

  it('takes about 32 points, however many edges there are', () => {
    const line = (edges: number) => Array.from({ length: edges + 1 }, (_, i) => point(i));
    const cost = (edges: number) => costOfALook(line(edges), pointsOfALook(line(edges), 3));
    expect([1, 2, 4, 8, 16, 32].map(cost)).toEqual([12, 22, 34, 34, 34, 66]);
  });

  it('looks at every edge, the highest first, and stops at the first failure', () => {
    const problem = analyticProblem(hill(13 / 32, 0.02), { a: [0], b: [1], level: 0.5 });
    const asked: number[] = [];
    const watched: Problem = {
      ...problem,
      valueBetween(from, to, t) {
        asked.push(from['w']!.data[0]!);
        return problem.valueBetween(from, to, t);
      },
    };
    // The tenth of the second edge at which it is looked at first, 0.4, lies on the foot of the hill.
    const vertices = [0, 0.3, 1.3].map((x) => point(x));
    const found = judged(watched, vertices);
    expect(found.scans.length).toBe(2);
    expect(found.side).toBe('above');
    expect(new Set(asked)).toEqual(new Set([Math.fround(0.3)]));
  });

  it('takes NaN for above, and as the peak', () => {
    const problem = analyticProblem(hill(0.5, 0.2), { a: [0], b: [1], level: 2 });
    const undefinedScan: Partial<Problem> = {
      scan: (_from, _to, t) => new Float64Array(t.length).fill(NaN),
    };
    for (const engine of [{}, undefinedScan]) {
      const broken = { ...problem, ...engine, valueBetween: () => NaN };
      const found = judged(broken, [problem.a, problem.b]);
      expect(found.side).toBe('above');
      expect(found.peak).toBeNaN();
    }
  });

  it('is over when it is over', () => {
    const problem = analyticProblem(hill(0.5, 0.2), { a: [0], b: [1], level: 2 });
    const found = judged(problem, [problem.a, problem.b]);
    expect(found.side).toBe('below');
    expect(judgeOn(problem, found)).toBe(found);
  });
});
