import { describe, expect, it } from 'vitest';
import type { Dataset, PathClaim, PredictionLoss } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { createReference, type GraphNetwork } from '@isthmus/engine';
import { fixed, lossOf, mlp, randomData, randomParams } from '@isthmus/engine/testing';
import { polyline } from '../path/polyline.js';
import { affineCertifier, type AffineOptions } from './affine.js';
import { largestByPieces } from './testing/exact-pieces.js';
import { fixedBetween, fixedLoss, fixedPredictions } from './testing/fixed-network.js';
import { subjectOf } from './testing/leaf-cases.js';

interface Given {
  readonly network: GraphNetwork;
  readonly data: Dataset;
  readonly points: readonly Params[];
  readonly level: number;
  readonly loss?: PredictionLoss;
  readonly options?: Partial<AffineOptions>;
}

/** The outcome, and how often the search could have been cancelled. */
function prove({ network, data, points, level, loss = lossOf('mse'), options = {} }: Given) {
  const certifier = affineCertifier({
    leaves: 20_000,
    evaluations: 1e5,
    tightness: null,
    rows: null,
    ...options,
  });
  const claim: PathClaim = {
    subject: subjectOf({ network, loss, data }),
    path: polyline(points),
    level,
    highest: { element: 0, t: 0 },
  };
  const search = certifier.prove(claim);
  for (let steps = 1; ; steps++) {
    const outcome = search.step();
    if (outcome !== null) return { outcome, steps };
  }
}

/** The whole numbers that are steepnesses of a tent: from 16 to a million, 24 of them. */
const STEEPNESSES = Array.from({ length: 24 }, (_, i) => Math.round(16 * (1e6 / 16) ** (i / 23)));

/**
 * A network whose output is a tent of height 1 over `t0 ± 1/steepness` and 0 elsewhere: three units that turn on one
 * after the other, as their biases move. All its numbers are whole, so that nothing is rounded.
 */
function tent(steepness: number) {
  const network = mlp([1, 3, 1], 'relu');
  const top = Math.round(steepness * 0.3743);
  const at = (t: 0 | 1): Params => ({
    'n0.kernel': { shape: [1, 3], data: Float32Array.of(0, 0, 0) },
    'n0.bias': {
      shape: [3],
      data: Float32Array.of(1, 0, -1).map((shift) => t * steepness - top + shift),
    },
    'n2.kernel': { shape: [3, 1], data: Float32Array.of(1, -2, 1) },
    'n2.bias': { shape: [1], data: Float32Array.of(0) },
  });
  const data = { size: 1, x: Float32Array.of(1), y: Float32Array.of(0) };
  return { network, data, points: [at(0), at(1)] as const, top: top / steepness };
}

describe('a peak that is narrower than the grid', () => {
  it.each(STEEPNESSES)('of 1/%d on both sides is found, and its height proved', (steepness) => {
    const { network, data, points, top } = tent(steepness);
    const refuted = prove({ network, data, points, level: 0.5 }).outcome;
    expect(refuted.tag).toBe('refuted');
    const { t } = refuted.at!;
    expect(Math.abs(t - top)).toBeLessThan(1 / steepness);
    expect(
      fixedLoss('mse', fixedPredictions(network, fixedBetween(...points, t), data), data) >
        fixed(0.5),
    ).toBe(true);
    const certified = prove({ network, data, points, level: 1.001 }).outcome;
    expect(certified.tag).toBe('certified');
    expect(certified.upper!).toBeGreaterThanOrEqual(1);
  });

  it('is seen by no grid of 101 points where it is below a part in 400', () => {
    const narrow = STEEPNESSES.filter((steepness) => steepness > 400);
    expect(narrow.length).toBeGreaterThanOrEqual(16);
    for (const steepness of narrow) {
      const { network, data, points } = tent(steepness);
      const lossAt = createReference(network, lossOf('mse')).lossAlong(...points, data);
      for (let i = 0; i <= 100; i++) expect(lossAt(i / 100)).toBeLessThan(1e-12);
    }
  });
});

describe('the largest squared error of a small ReLU network', () => {
  it.each([
    [[1, 4, 1], 6],
    [[2, 5, 2], 5],
    [[1, 4, 4, 1], 6],
    [[2, 3, 3, 2], 4],
  ] as const)('of widths %j agrees with its pieces to 1e-9', (widths, size) => {
    const network = mlp(widths, 'relu');
    for (let seed = 0; seed < 6; seed++) {
      const data = randomData(network, size);
      const points = [randomParams(network, seed), randomParams(network, 50 + seed)] as const;
      const exact = largestByPieces(network, ...points, data);
      const level = 2 * exact;
      const { outcome } = prove({ network, data, points, level, options: { tightness: 2e-10 } });
      expect(outcome.tag).toBe('certified');
      // What is stated of a bound is a millionth of the level above it.
      const upper = outcome.upper! - 1e-6 * level;
      expect(upper).toBeGreaterThan(exact * (1 - 1e-12));
      expect(upper).toBeLessThan(exact * (1 + 1e-9));
      expect(Math.abs(outcome.lower! / exact - 1)).toBeLessThan(1e-9);
    }
  });
});

describe('a proof', () => {
  const network = mlp([2, 4, 4, 1], 'tanh');
  const data = randomData(network, 12);
  const points = [randomParams(network, 1), randomParams(network, 2), randomParams(network, 3)];
  const { upper } = prove({
    network,
    data,
    points,
    level: 1e3,
    options: { tightness: 1e-6 },
  }).outcome;
  const peak = upper! - 1e-3;

  it('tiles every element in order, each leaf at most at the level', () => {
    const level = peak * 1.01;
    const { outcome } = prove({ network, data, points, level });
    if (outcome.tag !== 'certified') throw new Error(outcome.tag);
    expect(outcome.elements).toHaveLength(2);
    for (const { leaves } of outcome.elements) {
      let end = 0;
      for (const [k, depth, most] of leaves) {
        expect(k * 2 ** -depth).toBe(end);
        expect(most).toBeLessThanOrEqual(level);
        end = (k + 1) * 2 ** -depth;
      }
      expect(end).toBe(1);
    }
    expect(outcome.upper!).toBe(
      Math.max(...outcome.elements.flatMap(({ leaves }) => leaves.map(([, , most]) => most))),
    );
  });

  it('is the same again, and refutes just below the peak', () => {
    const level = peak * (1 - 1e-5);
    expect(prove({ network, data, points, level }).outcome).toEqual(
      prove({ network, data, points, level }).outcome,
    );
    expect(prove({ network, data, points, level }).outcome.tag).toBe('refuted');
  });

  it('that may not take enough ends undecided, with the bracket that was reached', () => {
    const level = peak * (1 + 1e-7);
    for (const options of [{ leaves: 4 }, { evaluations: 9 }]) {
      const { outcome } = prove({ network, data, points, level, options });
      expect(outcome).toMatchObject({
        tag: 'undecided',
        reason: expect.stringMatching(/allow more \("(leaves|evaluations)"\)/) as string,
      });
      expect(outcome.lower!).toBeLessThanOrEqual(peak);
      expect(outcome.upper!).toBeGreaterThan(peak * (1 - 1e-9));
    }
  });

  it('at the loss of an end itself says that it needs slack', () => {
    const still = [points[0]!, points[0]!];
    const { least, most } = lossBounds(points[0]!);
    const { outcome } = prove({ network, data, points: still, level: (least + most) / 2 });
    expect(outcome).toMatchObject({
      tag: 'undecided',
      reason: expect.stringContaining('"times": 1.001') as string,
    });
    expect(prove({ network, data, points: still, level: most * (1 + 1e-6) }).outcome.tag).toBe(
      'certified',
    );
  });

  function lossBounds(point: Params) {
    const { outcome } = prove({ network, data, points: [point, point], level: 1e3 });
    return { least: outcome.lower!, most: outcome.lower! * (1 + 1e-12) };
  }

  it('stops at the numbers that are none', () => {
    const broken = {
      ...points[1]!,
      'n0.bias': { shape: [4], data: Float32Array.of(0, NaN, 0, 0) },
    };
    const { outcome } = prove({ network, data, points: [points[0]!, broken], level: 1e3 });
    expect(outcome).toMatchObject({
      tag: 'undecided',
      reason: expect.stringContaining('not finite') as string,
    });
  });

  it('can pause often: between any two blocks of rows', () => {
    const wide = mlp([50, 300, 300, 2], 'relu');
    const many = randomData(wide, 400);
    const [a, b] = [randomParams(wide, 1), randomParams(wide, 2)];
    const { outcome, steps } = prove({ network: wide, data: many, points: [a, b], level: 1e9 });
    expect(outcome.tag).toBe('certified');
    expect(steps).toBeGreaterThan(20 * outcome.evaluations);
  });
});

it('takes a bound that is no number for none, and the whole for its halves where these are no better', () => {
  const spec = { leaves: [{ name: 'w', shape: [1], axes: [null] }] };
  const at = (x: number): Params => ({ w: { shape: [1], data: Float32Array.of(x) } });
  const prove1 = (halves: number) => {
    const bounds = (_: Float64Array, __: Float64Array, from: number, to: number) =>
      from === to ? { least: 0.1, most: 0.1 } : { least: 0, most: to - from === 1 ? 0.5 : halves };
    const objective = {
      spec,
      unit: '',
      init: () => at(0),
      value: () => 0.1,
      gradient: () => Float64Array.of(0),
      bounds,
    };
    const options = { leaves: 50, evaluations: 99, tightness: 0.01, rows: null };
    const claim = {
      subject: { kind: 'objective', objective, spec },
      path: polyline([at(0), at(1)]),
      level: 1,
      highest: { element: 0, t: 0 },
    } as const;
    const search = affineCertifier(options).prove(claim);
    for (;;) {
      const outcome = search.step();
      if (outcome !== null) return outcome;
    }
  };
  for (const halves of [NaN, Infinity, 0.7])
    expect(prove1(halves)).toMatchObject({
      tag: 'certified',
      leaves: 1,
      elements: [{ leaves: [[0, 0, 0.500001]] }],
    });
  expect(prove1(0.1001)).toMatchObject({ tag: 'certified', leaves: 2 });
});

it('proves nothing where the highest sample is within rounding of the level', () => {
  const spec = { leaves: [{ name: 'w', shape: [1], axes: [null] }] };
  const at = (x: number): Params => ({ w: { shape: [1], data: Float32Array.of(x) } });
  // 4e-7 above the level where nobody looks, and 5e-9 below it where samples were highest.
  const peak = 1 + 4e-7;
  const value = (x: number) => (x > 0.6 && x < 0.61 ? peak : x > 0 && x < 1 ? 1 - 5e-9 : 0.5);
  const objective = {
    spec,
    unit: '',
    init: () => at(0),
    value: ([x]: Float64Array) => value(x!),
    gradient: () => Float64Array.of(0),
    bounds: (_: Float64Array, __: Float64Array, from: number, to: number) =>
      from === to ? { least: value(from), most: value(from) } : { least: 0, most: peak },
  };
  const search = affineCertifier({
    leaves: 50,
    evaluations: 99,
    tightness: null,
    rows: null,
  }).prove({
    subject: { kind: 'objective', objective, spec },
    path: polyline([at(0), at(1)]),
    level: 1,
    highest: { element: 0, t: 0.5 },
  });
  let outcome = search.step();
  while (outcome === null) outcome = search.step();
  expect(outcome).toMatchObject({
    tag: 'undecided',
    reason: expect.stringContaining('needs slack') as string,
  });
});

it('bounds the share of samples that are classified wrongly', () => {
  const network = mlp([2, 6, 3], 'relu');
  const loss = lossOf('cross-entropy');
  const data = randomData(network, 60, 'classes');
  const points = [randomParams(network, 1), randomParams(network, 2)] as const;
  const { outcome } = prove({
    network,
    data,
    points,
    level: 100,
    loss,
    options: { tightness: 1e-3 },
  });
  const reference = createReference(network, loss);
  const worst = Math.max(
    ...Array.from({ length: 65 }, (_, i) => {
      const at = (t: number) =>
        Object.fromEntries(
          Object.entries(points[0]).map(([name, { shape, data: from }]) => [
            name,
            {
              shape,
              data: Float64Array.from(from, (p, k) => (1 - t) * p + t * points[1][name]!.data[k]!),
            },
          ]),
        );
      return 1 - reference.accuracy(at(i / 64), data);
    }),
  );
  expect(outcome.errorRate!).toBeGreaterThanOrEqual(worst - 1e-12);
  expect(outcome.errorRate!).toBeLessThan(worst + 0.2);
});
