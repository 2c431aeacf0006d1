import { findPeak, pointAt, polyline, profileOf as profileAlong } from '@isthmus/core';
import { analyticProblem, doubleWell, ring } from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import {
  failing,
  firstOpen,
  peakOfString,
  profileOf,
  sampledEdge,
  splitString,
  splitPoint,
  straightString,
  type BeadString,
} from './string.js';

const wells = (level: number) => analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level });

/** The string with every edge searched. */
function searched(string: BeadString, problem: ReturnType<typeof wells>, gridPoints = 33) {
  let now = string;
  for (let i = firstOpen(now); i >= 0; i = firstOpen(now))
    now = sampledEdge(now, i, problem, { gridPoints, edges: 'sampled' });
  return now;
}

describe('the search of an edge', () => {
  it('is that of findPeak where the edge stays below the level', () => {
    const problem = wells(1.5);
    const string = searched(straightString(problem.a, problem.b), problem);
    const peak = findPeak((t) => problem.valueBetween(problem.a, problem.b, t));
    expect(string.edges[0]).toEqual({ side: 'below', samples: peak.samples, next: null });
  });

  it('finds the place of a failing edge’s peak with fewer samples', () => {
    const loss = ring();
    const problem = analyticProblem(loss, { a: [-1, 0], b: [0.9, 0.5], level: 0.1 });
    const string = searched(straightString(problem.a, problem.b), problem);
    const full = findPeak((t) => problem.valueBetween(problem.a, problem.b, t));
    const known = peakOfString(string)!;
    expect(failing(string)).toEqual([0]);
    expect(Math.abs(known.t - full.t)).toBeLessThan(2 ** -7);
    expect(profileOf(string).t.length).toBeLessThan(full.evaluations - 10);
  });

  it('takes NaN for above the level', () => {
    const problem = { ...wells(1.5), along: () => (t: number) => (t === 0.5 ? NaN : 0) };
    const string = searched(straightString(problem.a, problem.b), problem);
    expect(string.edges[0]!.side).toBe('above');
    expect(peakOfString(string)!.t).toBe(0.5);
  });
});

describe('splitString', () => {
  const problem = wells(0.5);
  const line = polyline([problem.a, problem.b]);
  const [left, middle, right] = [0.25, 0.5, 0.75].map((t) => pointAt(line, t)) as [
    typeof problem.a, typeof problem.a, typeof problem.a,
  ]; // prettier-ignore

  it('keeps the order and opens both halves', () => {
    const one = splitString(straightString(problem.a, problem.b), new Map([[0, middle]]));
    expect(one.vertices).toEqual([problem.a, middle, problem.b]);
    expect(one.edges.map(({ side }) => side)).toEqual(['open', 'open']);
    const three = splitString(searched(one, problem), new Map([[0, left], [1, right]])); // prettier-ignore
    expect(three.vertices).toEqual([problem.a, left, middle, right, problem.b]);
  });

  it('keeps what is known of the other edges', () => {
    const two = searched(
      splitString(straightString(problem.a, problem.b), new Map([[0, left]])),
      problem,
    );
    const next = splitString(two, new Map([[1, right]]));
    expect(next.edges[0]).toBe(two.edges[0]);
    expect(next.edges.map(({ side }) => side)).toEqual([two.edges[0]!.side, 'open', 'open']);
    expect(firstOpen(next)).toBe(1);
  });

  it('happens at the peak or in the middle', () => {
    const skewed = analyticProblem(doubleWell(), { a: [-1, 0], b: [3, 0], level: 0.5 });
    const string = searched(straightString(skewed.a, skewed.b), skewed);
    expect(splitPoint(string, 0, 'middle')['w']!.data[0]).toBe(1);
    expect(splitPoint(string, 0, 'peak')['w']!.data[0]).toBe(3);
  });

  it('has the profile of its path', () => {
    const string = searched(
      splitString(straightString(problem.a, problem.b), new Map([[0, left]])),
      problem,
    );
    const { t, loss } = profileOf(string);
    const along = profileAlong(polyline(string.vertices), t, problem).loss;
    loss.forEach((value, i) => expect(Math.abs(value - along[i]!)).toBeLessThan(1e-12));
    // An edge that fails is known at the one t at which it does; the others along their whole length.
    string.edges.forEach(({ side, samples }) => {
      if (side === 'below') expect([samples.t[0], samples.t.at(-1)]).toEqual([0, 1]);
      else expect(samples.loss).toEqual([Math.max(...samples.loss)]);
    });
    expect(t).toEqual(t.toSorted((p, q) => p - q));
  });
});
