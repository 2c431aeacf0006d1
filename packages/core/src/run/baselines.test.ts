import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Dataset } from '@isthmus/contract';
import { baselinesOf } from './baselines.js';
import { bestLinearAbsolute } from './least-absolute.js';
import { tinySession, runTiny } from './testing/tiny-run.js';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The middles of N equal parts of [0, 1]: means over them are integrals to about 1/N². */
function grid(f: (x: number) => number, size = 2000): Dataset {
  const x = Float32Array.from({ length: size }, (_, i) => (i + 0.5) / size);
  return { size, x, y: x.map(f) };
}

const quadratic = (x: number) => 0.5 * x * x + 0.25 * x + 0.1;
const cubic = (x: number) => 8 * x ** 3 - 10 * x * x + 3 * x;

describe('the best constant', () => {
  it.each([
    ['0.5x²+0.25x+0.1', quadratic, 0.1875],
    ['8x³-10x²+3x', cubic, 0.1582],
  ])('has the published mean absolute error on %s', (_, f, published) => {
    expect(baselinesOf('absolute-error', grid(f)).constant).toBeCloseTo(published, 4);
  });

  it('is the mean for squared errors, summed over the outputs', () => {
    const data = { size: 2, x: Float32Array.of(0, 1), y: Float32Array.of(1, 10, 3, 14) };
    expect(baselinesOf('squared-error', data).constant).toBe(1 + 4);
  });

  it('is the frequency of each class for cross-entropy, where some may never occur', () => {
    const y = Float32Array.of(1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0);
    const expected = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    const found = baselinesOf('cross-entropy', { size: 4, x: new Float32Array(4), y });
    expect(found).toEqual({ constant: expect.closeTo(expected, 12), linear: null });
  });
});

describe('the best linear predictor', () => {
  it('of a parabola has the closed form 1/180 of its squared error', () => {
    // The part of x² that is orthogonal to 1 and x on [0, 1] has mean square 1/180.
    expect(
      baselinesOf(
        'squared-error',
        grid((x) => x * x),
      ).linear,
    ).toBeCloseTo(1 / 180, 6);
  });

  it('of a parabola deviates by 1/16 in absolute terms', () => {
    // The line meets x² at 1/4 and 3/4: |x² - x + 3/16| integrates to 1/16.
    expect(
      baselinesOf(
        'absolute-error',
        grid((x) => x * x),
      ).linear,
    ).toBeCloseTo(1 / 16, 6);
  });

  it('has no loss where the targets are linear, whatever the rank of the inputs', () => {
    const rng = createRng(1);
    const rows = Array.from({ length: 40 }, () => [rng.normal(), 3, rng.normal()]);
    const x = Float32Array.from(rows.flat());
    const y = Float32Array.from(rows.flatMap(([p, , q]) => [p! - 2 * q!, 1]));
    for (const loss of ['squared-error', 'absolute-error'] as const)
      expect(baselinesOf(loss, { size: 40, x, y }).linear).toBeLessThan(1e-7);
  });

  it('by least absolute deviations is the best of all lines through two points', () => {
    const rng = createRng(2);
    for (let trial = 0; trial < 5; trial++) {
      const x = Array.from({ length: 12 }, () => rng.normal());
      const y = x.map((at) => at + rng.normal() ** 3);
      const through = x.flatMap((xi, i) =>
        x.slice(i + 1).map((xj, k) => {
          const slope = (y[i + 1 + k]! - y[i]!) / (xj - xi);
          return (
            x.reduce((sum, at, n) => sum + Math.abs(y[n]! - y[i]! - slope * (at - xi)), 0) / 12
          );
        }),
      );
      const inputs = new Matrix(x.map((at) => [at, 1]));
      const least = Math.min(...through);
      const found = bestLinearAbsolute(inputs, Float64Array.from(y))!;
      expect(found).toBeGreaterThan(least * (1 - 1e-12));
      expect(found).toBeLessThan(least * (1 + 1e-6));
    }
  });

  it.each([
    ['a sample', [1, 2, 3], [5], 0],
    ['fewer samples than inputs', [0, 1, 2, 0, 1, 3], [1, 3], 0],
    // Of two samples with one input the median leaves half of their difference each.
    ['two samples with one input among them', [1, 2, 3, 1, 2, 3, 0, 4, 1], [1, 4, 9], 1],
  ])('deviates from %s by what inputs do not tell', (_, x, y, least) => {
    const data = { size: y.length, x: Float32Array.from(x), y: Float32Array.from(y) };
    expect(baselinesOf('absolute-error', data).linear).toBeCloseTo(least, 12);
  });

  it('is left out where it would take long', () => {
    const data = { size: 1000, x: new Float32Array(784_000), y: new Float32Array(1000) };
    expect(baselinesOf('squared-error', data)).toEqual({ constant: 0, linear: null });
    expect(baselinesOf('absolute-error', data)).toEqual({ constant: 0, linear: null });
  });
});

it('of losses of unknown formula nothing is known', () => {
  expect(baselinesOf(undefined, grid(cubic, 4))).toEqual({ constant: null, linear: null });
});

it('stand in the record of a run', async () => {
  const session = await tinySession();
  const folder = await mkdtemp(join(tmpdir(), 'isthmus-baselines-'));
  const { result } = await runTiny(session, join(folder, 'run'));
  const { constant, linear } = result.data!.baselines;
  expect(constant).toBeGreaterThan(linear!);
  expect(result.endpoints[0]!.loss).toBeLessThan(constant!);
  session.dispose();
});

it('that cannot be computed take nothing from the record', async () => {
  const session = await tinySession();
  const folder = await mkdtemp(join(tmpdir(), 'isthmus-no-baselines-'));
  const evaluation = {
    ...session.evaluation,
    get y(): Float32Array {
      throw new RangeError('out of reach');
    },
  };
  const { result } = await runTiny({ ...session, evaluation }, join(folder, 'run'));
  session.dispose();
  expect(result.status).toBe('finished');
  expect(result.data!.baselines).toEqual({ constant: null, linear: null });
});
