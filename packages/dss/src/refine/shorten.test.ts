import { findPeak, lengthOf, polyline, sameBits } from '@isthmus/core';
import { analyticProblem, doubleWell, linearNetwork, ring } from '@isthmus/core/conformance';
import type { Definition, Path, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { greedy } from '../search/greedy.js';
import { neb } from '../rivals/neb.js';
import { polychain } from '../rivals/polychain.js';
import { judged } from '../testing/judged.js';
import { quarterTurn } from '../testing/quarter-turn.js';
import { problemOf, settingOf } from '../testing/small-networks.js';
import { subdivided } from './arc-length.js';
import { SHORTENING, shortened } from './shorten.js';

const samples = { x: [[1, 0], [0, 2], [1, 1]], y: [3, -2, 2] }; // prettier-ignore

async function found(
  strategy: Definition<'pathStrategy'>,
  options: object,
  problem: Problem,
): Promise<Path> {
  const { record, path } = await judged(strategy, options, problem, 2);
  expect(record.verdict).toBe('connected');
  return path;
}

/** Whether the driver would find every loss of the path at or below the level. */
const holds = ({ vertices }: Path, { level, valueBetween }: Problem) =>
  vertices
    .slice(1)
    .every((to, i) => findPeak((t) => valueBetween(vertices[i]!, to, t)).loss <= level);

function isRefined(before: Path, after: Path, problem: Problem): void {
  expect(sameBits(after.vertices[0]!, problem.a)).toBe(true);
  expect(sameBits(after.vertices.at(-1)!, problem.b)).toBe(true);
  expect(holds(after, problem)).toBe(true);
  expect(after.vertices.length).toBeLessThanOrEqual(before.vertices.length);
  expect(lengthOf(after)).toBeLessThan(lengthOf(before));
}

describe('a shortened path', () => {
  it.each([0.3, 0.1, 0.01])('round a ring at %d is near the shortest there is', async (level) => {
    const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level });
    const before = await found(neb, {}, problem);
    const after = shortened(before, problem);
    isRefined(before, after, problem);
    // Round a disk of radius r, where (r²-1)² is the level: along a tangent, an arc and a tangent.
    const r = Math.sqrt(1 - Math.sqrt(level));
    const shortest = 2 * (Math.sqrt(1 - r * r) + r * (Math.PI / 2 - Math.acos(r)));
    expect(lengthOf(after)).toBeGreaterThan(shortest);
    // So much longer is a way round that disk which has few corners, and touches it between them.
    expect(lengthOf(after)).toBeLessThan(1.1 * shortest);
  });

  it('of a linear network keeps its level', async () => {
    const ends = { a: [1, 0, 3, -1, 0.5, 2], b: [0, 2, -1, 1, 1.5, -0.5] };
    const problem = analyticProblem(linearNetwork(samples, 2), { ...ends, level: 0.01 });
    const before = await found(greedy, {}, problem);
    isRefined(before, shortened(before, problem), problem);
  });

  it('of trained networks keeps its level', async () => {
    const setting = await settingOf('relu');
    const problem = problemOf(setting, 1);
    const before = await found(polychain, { bends: 4 }, problem);
    const after = shortened(before, problem);
    isRefined(before, after, problem);
    expect(lengthOf(after)).toBeLessThan(0.95 * lengthOf(before));
    setting.engine.dispose();
  });

  it('becomes the line where that is below the level', () => {
    const problem = analyticProblem(doubleWell(), { a: [0.5, 0], b: [1, 0], level: 1 });
    const away = { w: { shape: [2], data: Float32Array.of(1, 0.9) } };
    const back = { w: { shape: [2], data: Float32Array.of(0.6, -0.9) } };
    const after = shortened(polyline([problem.a, away, back, problem.b]), problem);
    expect(after.vertices).toEqual([problem.a, problem.b]);
    expect(shortened(after, problem).vertices).toEqual(after.vertices);
  });

  it('gets no longer from pass to pass', () => {
    const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.1 });
    const far = { w: { shape: [2], data: Float32Array.of(0, 1.1) } };
    const corners = [[-1, 1], [1, 1]].map((w) => ({ w: { shape: [2], data: Float32Array.from(w) } })); // prettier-ignore
    const wide = { ...problem, level: 1.01 };
    const before = subdivided(polyline([problem.a, corners[0]!, far, corners[1]!, problem.b]), 0.3);
    const lengths = [0, 1, 2, 3, 5, 10, 50].map((maxRounds) =>
      lengthOf(shortened(before, wide, { ...SHORTENING, maxRounds })),
    );
    expect(lengths[0]).toBe(lengthOf(before));
    lengths.slice(1).forEach((length, i) => expect(length).toBeLessThanOrEqual(lengths[i]!));
  });

  it('keeps what it does not replace, above the level too', () => {
    const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
    const middle = { w: { shape: [2], data: Float32Array.of(0, 0) } };
    const before = polyline([problem.a, middle, problem.b]);
    expect(shortened(before, problem).vertices).toEqual(before.vertices);
  });
});

describe('a path with an arc', () => {
  const path = quarterTurn(1, [-1, 0]);
  const setting = (level: number) => analyticProblem(ring(), { a: [1, 0], b: [-1, 0], level });

  it('keeps the arc where its chord is above the level', () => {
    // On the chord of a quarter the loss of the ring rises to (1/2 - 1)².
    const after = shortened(path, setting(0.2));
    expect(after.elements[0]).toEqual(path.elements[0]);
    expect(after.vertices).toHaveLength(3);
  });

  it('takes the chord where that holds', () => {
    const after = shortened(path, setting(0.3));
    expect(after.elements.map(({ kind }) => kind)).toEqual(['segment', 'segment']);
    expect(lengthOf(after)).toBeLessThan(lengthOf(path));
  });
});
