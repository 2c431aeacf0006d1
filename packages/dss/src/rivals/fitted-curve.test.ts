import { createRng, distance, lerp, sameBits, type Params } from '@isthmus/core';
import {
  analyticProblem,
  gradientDescent,
  linearNetwork,
  type AnalyticLoss,
} from '@isthmus/core/conformance';
import type { Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { bernsteinBasis, hatBasis, type Basis } from './bases.js';
import { alongBezier } from './bezier.js';
import { combine } from './combine.js';
import { fittedCurveMover, type FittedCurve } from './fitted-curve.js';

const samples = { x: [[1, 0], [0, 2], [1, 1]], y: [3, -2, 2] }; // prettier-ignore
const network: AnalyticLoss = linearNetwork(samples, 2);
const LEARNING_RATE = 1;
const problem = analyticProblem(network, {
  a: [1, 0, 3, -1, 0.5, 2],
  b: [0, 2, -1, 1, 1.5, -0.5],
  level: 0.01,
  optimizer: gradientDescent(LEARNING_RATE),
});

const rules = { bends: 3, samplesPerStep: 2, maxSteps: 10, noise: 0.1 };
const moverOf = (basis: Basis) => fittedCurveMover(rules, basis, (points) => points);

/** The t of each model that a step asks about, read off by a loss that is linear along the line. */
function drawsOf(move: (problem: Problem) => unknown): readonly (readonly Params[])[] {
  const asked: (readonly Params[])[] = [];
  move({
    ...problem,
    gradients(models, rng) {
      asked.push(models);
      return problem.gradients(models, rng);
    },
  });
  return asked;
}

const zeros = (curve: FittedCurve): Params => combine([curve.points[0]!], [0]);

/** A parameter of a point, moved a little. */
function nudged(point: Params, name: string, i: number, by: number): Params {
  const leaf = point[name]!;
  return { ...point, [name]: { ...leaf, data: leaf.data.with(i, leaf.data[i]! + by) } };
}

describe.each([
  ['a chain', hatBasis],
  ['a Bézier curve', bernsteinBasis],
])('%s', (_, basis) => {
  const mover = moverOf(basis);
  const curve = mover.begin(problem, [], createRng(3));

  it('begins on the line, up to its noise, and keeps its ends', () => {
    expect(sameBits(curve.points[0]!, problem.a)).toBe(true);
    expect(sameBits(curve.points.at(-1)!, problem.b)).toBe(true);
    const size = rules.noise * distance(problem.a, problem.b);
    for (const i of [1, 2, 3]) {
      const away = distance(curve.points[i]!, lerp(problem.a, problem.b, i / 4));
      expect(away).toBeGreaterThan(0.1 * size);
      expect(away).toBeLessThan(3 * size);
    }
    const calm = fittedCurveMover({ ...rules, noise: 0 }, basis, (points) => points);
    const straight = calm.begin(problem, [], createRng(3)).points;
    expect(straight.map((point, i) => sameBits(point, lerp(problem.a, problem.b, i / 4)))).toEqual([
      true, true, true, true, true,
    ]); // prettier-ignore
  });

  it('descends the mean loss of the points that it draws: the chain rule, by differences', () => {
    const stream = createRng(8);
    const moved = mover.move(problem, curve, 1, stream)!;
    const draws = stream.fork('t');
    const t = [draws.next(), draws.next()];
    const meanLoss = (points: readonly Params[]) =>
      t.reduce((sum, at) => sum + problem.value(combine(points, basis(5, at))), 0) / t.length;
    for (const bend of [1, 2, 3])
      for (const [name, { data }] of Object.entries(curve.points[bend]!))
        for (let i = 0; i < data.length; i++) {
          const at = (by: number) =>
            meanLoss(curve.points.with(bend, nudged(curve.points[bend]!, name, i, by)));
          // Float32 points round at 1e-7, so a step of 2^-8 leaves 1e-4 of rounding and of curvature.
          const slope = (at(2 ** -8) - at(-(2 ** -8))) / 2 ** -7;
          const step = moved.points[bend]![name]!.data[i]! - data[i]!;
          expect(Math.abs(step + LEARNING_RATE * slope)).toBeLessThan(1e-3 * (1 + Math.abs(slope)));
        }
  });

  it('goes a part of its step at a lower rate', () => {
    const [whole, half] = [1, 0.5].map((rate) => mover.move(problem, curve, rate, createRng(8))!);
    for (const bend of [1, 2, 3]) {
      const apart = distance(
        half!.points[bend]!,
        lerp(curve.points[bend]!, whole!.points[bend]!, 0.5),
      );
      expect(apart).toBeLessThan(1e-6);
    }
  });

  it('asks for all its draws at once, on points of the curve', () => {
    const [models, ...more] = drawsOf((watched) => mover.move(watched, curve, 1, createRng(8)));
    expect(more).toEqual([]);
    const draws = createRng(8).fork('t');
    const expected = [draws.next(), draws.next()].map((t) => combine(curve.points, basis(5, t)));
    expect(models!.length).toBe(2);
    models!.forEach((model, i) => expect(sameBits(model, expected[i]!)).toBe(true));
  });

  it('gives up where a loss is no number', () => {
    const broken: Problem = {
      ...problem,
      gradients: (models) => models.map(() => ({ value: NaN, gradient: zeros(curve) })),
    };
    expect(mover.move(broken, curve, 1, createRng(1))).toBeNull();
  });
});

describe('a Bézier curve as a polyline', () => {
  const [p, q, r] = [[0, 0], [1, 2], [2, 0]].map((w) => ({
    w: { shape: [2], data: Float32Array.from(w) },
  })) as unknown as [Params, Params, Params]; // prettier-ignore

  it('passes through points of the curve, its ends bit for bit', () => {
    const vertices = alongBezier([p, q, r], 5);
    expect(vertices.map(({ w }) => [...w!.data])).toEqual([
      [0, 0], [0.5, 0.75], [1, 1], [1.5, 0.75], [2, 0],
    ]); // prettier-ignore
    expect(vertices[0]).toBe(p);
    expect(vertices.at(-1)).toBe(r);
  });

  it.each([3, 5, 9, 17])('with %i vertices keeps as near to it as is said', (count) => {
    const segments = count - 1;
    const vertices = alongBezier([p, q, r], count);
    // h is 2 |p - 2q + r| = 2 * 4, and the middle of a piece is where it is farthest.
    const bound = (2 * 4) / (8 * segments ** 2);
    for (let i = 0; i < segments; i++) {
      const onCurve = combine([p, q, r], bernsteinBasis(3, (i + 0.5) / segments));
      const onLine = lerp(vertices[i]!, vertices[i + 1]!, 0.5);
      expect(distance(onCurve, onLine)).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(distance(onCurve, onLine)).toBeGreaterThan(0.9 * bound);
    }
  });
});
