import {
  addScaled,
  createRng,
  distance,
  dot,
  lerp,
  lengthOf,
  polyline,
  sameBits,
  type Params,
} from '@isthmus/core';
import { analyticProblem, gradientDescent, ring } from '@isthmus/core/conformance';
import type { Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { moveBand, straightBand, type Band } from './band.js';
import { inserted } from './insertion.js';

const point = (...entries: number[]): Params => ({
  w: { shape: [entries.length], data: Float32Array.from(entries) },
});
const optimizer = gradientDescent(0.05);
const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.1, optimizer });
const rng = createRng(1);

/** A band with beads evenly on the line, but for those that are given. */
function bandOf(beads: readonly Params[]): Band {
  const scans = [Array.from({ length: 11 }, () => 0)];
  const insertion = { insert: 'equal', count: beads.length, threshold: 0 } as const;
  const band = inserted(insertion, optimizer, straightBand(problem, rng), scans);
  return { ...band, vertices: [problem.a, ...beads, problem.b] };
}

function after(steps: number, band: Band, spring: number | 'infinite', given: Problem = problem) {
  let moved = band;
  for (let step = 0; step < steps; step++)
    moved = moveBand({ spring, scale: 1 }, given, moved, rng.fork(`step ${step}`))!;
  return moved;
}

const spacings = ({ vertices }: Band) => vertices.slice(1).map((v, i) => distance(vertices[i]!, v));
const uneven = [point(-0.75, 0.75), point(-0.5, 0.75), point(0.5, 1.25)];

describe('a band', () => {
  it('moves across itself only, without springs that pull', () => {
    const band = bandOf(uneven);
    const soft = after(1, band, 1e-12);
    const [before, now] = [band.vertices[2]!, soft.vertices[2]!];
    // The loss falls from the second bead to the first and rises to the third: it lies on a slope.
    const losses = band.vertices.map((vertex) => problem.value(vertex));
    expect(losses[1]! < losses[2]! && losses[2]! < losses[3]!).toBe(true);
    const step = addScaled(now, before, -1);
    const along = addScaled(band.vertices[3]!, before, -1);
    expect(Math.abs(dot(step, along))).toBeLessThan(1e-6);
    const { gradient } = problem.gradients([before], rng)[0]!;
    expect(dot(step, gradient)).toBeLessThan(0);
  });

  it('keeps its ends, bit for bit', () => {
    for (const spring of ['infinite', 3] as const) {
      const { vertices } = after(20, bandOf(uneven), spring);
      expect(sameBits(vertices[0]!, problem.a)).toBe(true);
      expect(sameBits(vertices.at(-1)!, problem.b)).toBe(true);
    }
  });

  it('has equal distances after every step of infinite springs, along a smooth band', () => {
    const moved = after(200, bandOf(uneven), 'infinite');
    const lengths = spacings(moved);
    // Cut corners make the distances differ by a part of the angle's square; 45 degrees here.
    for (const length of lengths) expect(length / lengths[0]!).toBeCloseTo(1, 1);
    expect(lengthOf(polyline(moved.vertices))).toBeGreaterThan(2.5);
  });

  it('comes to equal distances by finite springs', () => {
    const lengths = spacings(after(400, bandOf(uneven), 2));
    for (const length of lengths) expect(length / lengths[0]!).toBeCloseTo(1, 2);
  });

  it('comes to the distances that it shall have', () => {
    const band = { ...bandOf(uneven), spacing: [0.1, 0.2, 0.3, 0.4] };
    for (const [spring, digits] of [['infinite', 1], [2, 2]] as const) {
      const lengths = spacings(after(600, band, spring));
      const total = lengths.reduce((sum, length) => sum + length, 0);
      lengths.forEach((length, i) => {
        expect(length / total).toBeCloseTo(band.spacing[i]!, digits);
      });
    }
  }); // prettier-ignore

  it('asks for the gradients of all beads in one call, and of the ends once', () => {
    const calls: number[] = [];
    const watched: Problem = {
      ...problem,
      gradients(models, stream) {
        calls.push(models.length);
        return problem.gradients(models, stream);
      },
    };
    const scans = [Array.from({ length: 11 }, () => 0)];
    const insertion = { insert: 'equal', count: 4, threshold: 0 } as const;
    const band = inserted(insertion, optimizer, straightBand(watched, rng), scans);
    after(3, band, 'infinite', watched);
    expect(calls).toEqual([2, 4, 4, 4]);
  });

  it("steps by a part of the optimizer's update", () => {
    const band = bandOf([lerp(problem.a, problem.b, 0.25), point(0, 0.5), point(0.5, 0.25)]);
    const [whole, tenth] = [1, 0.1].map(
      (scale) => moveBand({ spring: 1, scale }, problem, band, rng)!.vertices,
    ) as [readonly Params[], readonly Params[]];
    for (const i of [1, 2, 3]) {
      const full = addScaled(whole[i]!, band.vertices[i]!, -1);
      const part = addScaled(tenth[i]!, band.vertices[i]!, -1);
      expect(distance(part, addScaled(full, full, -0.9))).toBeLessThan(1e-6);
    }
  });

  it('gives up where a loss is no number', () => {
    const broken: Problem = {
      ...problem,
      gradients: (models) => models.map((gradient) => ({ value: NaN, gradient })),
    };
    expect(moveBand({ spring: 1, scale: 1 }, broken, bandOf(uneven), rng)).toBeNull();
  });
});
