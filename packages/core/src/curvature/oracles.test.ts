import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { losses } from '@isthmus/engine/operations';
import type { Dataset } from '@isthmus/contract';
import { chain, lossOf, mlp, randomData, randomParams } from '@isthmus/engine/testing';
import type { GraphNetwork } from '@isthmus/engine';
import { tiedAxes } from '@isthmus/engine';
import {
  flatten,
  mapLeaves,
  parameterCount,
  type Params,
  unflatten,
} from '@isthmus/contract/parameters';
import { polyline } from '../path/polyline.js';
import { measureChord, weighChord } from './chord.js';
import { hessianAlong } from './hessian-along.js';
import { networkLandscape, type LossLandscape } from './landscape.js';
import { worstChord } from './random-chords.js';
import { hessianExtremes } from './spectrum.js';
import { unitsSwapped, worstSwap } from './swaps.js';
import { walkAlong } from './walk.js';

const rng = createRng(3);
const rest = () => Promise.resolve();

/** All parameters set to given numbers, in the order of the spec. */
const at = (network: GraphNetwork, ...entries: number[]): Params =>
  unflatten(network.spec, Float64Array.from(entries));

function chordsOf(network: GraphNetwork, landscape: LossLandscape, count = 60) {
  const path = polyline([randomParams(network, 1), randomParams(network, 2)]);
  return worstChord({ landscape, path, rng: rng.fork('chords'), init: network.init, rest }, count);
}

function weighed(landscape: LossLandscape, p: Params, q: Params, s: number) {
  return weighChord(landscape, p, q, s, measureChord(landscape, p, q, s));
}

/** The Hessian column by column. */
function hessian(landscape: LossLandscape, w: Float64Array): number[][] {
  return [...w].map((_, i) => [
    ...landscape.hessianVector(
      w,
      Float64Array.from(w, (_, j) => Number(i === j)),
    ),
  ]);
}

describe('a convex loss', () => {
  const linear = chain({ input: [3], output: [1] }, [['dense', { units: 1 }]]);
  const data = randomData(linear, 12);
  const landscape = networkLandscape(linear, lossOf('mse'), data);

  it('of linear regression has the constant Hessian 2 X Xᵀ / N, with no eigenvalue below 0', () => {
    const rows = Array.from({ length: 12 }, (_, row) => [...data.x.slice(3 * row, 3 * row + 3), 1]);
    const expected = [0, 1, 2, 3].map((i) =>
      [0, 1, 2, 3].map((j) => (2 * rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)) / 12),
    );
    for (const seed of [1, 2]) {
      const w = flatten(linear.spec, randomParams(linear, seed));
      hessian(landscape, w).forEach((column, i) =>
        column.forEach((entry, j) => expect(entry).toBeCloseTo(expected[i]![j]!, 12)),
      );
      const { smallest } = hessianExtremes(landscape, w, { steps: 4, rng });
      expect(smallest.value).toBeGreaterThan(0);
    }
  });

  const logistic = chain({ input: [4], output: [3] }, [['dense', { units: 3 }]]);
  const classes = randomData(logistic, 20, true);

  it.each([
    ['linear regression', linear, landscape],
    ['logistic regression', logistic, networkLandscape(logistic, lossOf('cross-entropy'), classes)],
  ] as const)('of %s lies above no chord', async (_, network, convex) => {
    const { record } = await chordsOf(network, convex);
    expect(record).toMatchObject({ drawn: 60, worst: { proof: false } });
    const along = await hessianAlong(
      { landscape: convex, path: polyline([randomParams(network, 1), randomParams(network, 2)]), rng, regularizers: [], rest }, // prettier-ignore
      { hessianPoints: 3, lanczosSteps: 20 },
    );
    // The softmax leaves directions in which nothing changes: eigenvalues that are 0 but for rounding.
    for (const { data: spectrum, tangent } of along.record.points) {
      expect(spectrum.smallest).toBeGreaterThan(-1e-12 * spectrum.largest);
      expect(tangent).toBeGreaterThan(0);
    }
    expect(along.record.walk?.proof ?? false).toBe(false);
  });
});

describe('a chord below the loss', () => {
  const one: Dataset = { size: 1, x: Float32Array.of(1), y: Float32Array.of(1) };

  it('of a sigmoid with squared error: the mean of f(-6) and f(2) is .505, f(-2) is .776', () => {
    const unit = chain({ input: [1], output: [1] }, [['dense', { units: 1, bias: false }], ['sigmoid']]); // prettier-ignore
    const landscape = networkLandscape(unit, lossOf('mse'), one);
    const { losses: found, margin } = measureChord(landscape, at(unit, -6), at(unit, 2), 0.5);
    expect((found.p + found.q) / 2).toBeCloseTo(0.505, 3);
    expect(found.between).toBeCloseTo(0.776, 3);
    expect(margin).toBeCloseTo(0.776 - 0.505, 3);
    expect(weighed(landscape, at(unit, -6), at(unit, 2), 0.5).proof).toBe(true);
  });

  const deep = chain({ input: [1], output: [1] }, [
    ['dense', { units: 1, bias: false }],
    ['dense', { units: 1, bias: false }],
  ]);
  const product = networkLandscape(deep, lossOf('mse'), one);

  it('of a deep linear network, (w1 w2 - 1)²: 0 at (1, 1) and (-1, -1), 1 between', () => {
    const [p, q] = [at(deep, 1, 1), at(deep, -1, -1)];
    expect(measureChord(product, p, q, 0.5)).toEqual({
      losses: { p: 0, q: 0, between: 1 },
      margin: 1,
    });
    expect(weighed(product, p, q, 0.5).proof).toBe(true);
  });

  it('is found by a walk along negative curvature', () => {
    // At the origin the Hessian is [[0, -2], [-2, 0]].
    const origin = Float64Array.of(0, 0);
    const { smallest, largest } = hessianExtremes(product, origin, { steps: 2, rng });
    expect([smallest.value, largest.value]).toEqual([
      expect.closeTo(-2, 12),
      expect.closeTo(2, 12),
    ]);
    const walk = walkAlong(product, origin, smallest.vector);
    expect(walk.proof).toBe(true);
    // Along the diagonal the loss is (1 - r²/2)² with r the distance, to float32.
    expect(walk.margin).toBeCloseTo(1 - (1 - walk.step ** 2 / 2) ** 2 + 0, 6);
  });

  it('is not found where only one layer moves, in which the loss is convex', () => {
    for (const seed of [1, 2, 3]) {
      const stream = createRng(seed);
      const [u, v, w] = [stream.normal(), stream.normal(), stream.normal()];
      expect(weighed(product, at(deep, u, v), at(deep, u, w), stream.next()).proof).toBe(false);
    }
  });
});

describe('L2', () => {
  const network = mlp([2, 5, 4, 1], 'tanh');
  const landscape = networkLandscape(network, lossOf('mse'), randomData(network, 30));
  const plugin = losses.find(({ name }) => name === 'core/l2')!.create({ strength: 0.37 });
  if (plugin.on !== 'parameters') throw new Error('l2 is a regularizer');
  const path = polyline([randomParams(network, 1), randomParams(network, 2)]);
  const options = { hessianPoints: 3, lanczosSteps: parameterCount(network.spec) };
  const source = { landscape, path, rng, rest };

  it('moves every eigenvalue up by twice its strength', async () => {
    const regularizers = [{ name: 'core/l2', plugin }];
    const { record } = await hessianAlong({ ...source, regularizers }, options);
    for (const { data, objective } of record.points) {
      // Both are eigenvalues to the last digits: as many steps as there are parameters.
      const near = 1e-9 * Math.abs(data.largest);
      expect(Math.abs(objective!.smallest - data.smallest - 0.74)).toBeLessThan(near);
      expect(Math.abs(objective!.largest - data.largest - 0.74)).toBeLessThan(near);
    }
    expect(record.objectiveRefusal).toBeNull();
  });

  it('is left out, and by name, where a regularizer gives no Hessian', async () => {
    const silent = { on: plugin.on, value: plugin.value, gradient: plugin.gradient };
    const regularizers = [{ name: 'my/penalty', plugin: silent }];
    const { record } = await hessianAlong({ ...source, regularizers }, options);
    expect(record.objectiveRefusal).toContain('"my/penalty"');
    expect(record.points.map(({ objective }) => objective)).toEqual([null, null, null]);
  });
});

const NETWORKS = [
  ['a perceptron', mlp([2, 5, 4, 2], 'relu')],
  ['a smooth perceptron', mlp([2, 5, 4, 2], 'gelu')],
  [
    'a convnet',
    chain({ input: [6, 6, 1], output: [2] }, [
      ['conv2d', { filters: 3, kernelSize: 3 }],
      ['sigmoid'],
      ['max-pool', { size: 2 }],
      ['conv2d', { filters: 4, kernelSize: 2 }],
      ['tanh'],
      ['flatten'],
      ['dense', { units: 2 }],
    ]),
  ],
  [
    'a residual network',
    chain({ input: [3], output: [2] }, [
      ['dense', { units: 4 }],
      ['softplus'],
      ['dense', { units: 4 }],
      ['add', {}, ['n1']],
      ['leaky-relu'],
      ['dense', { units: 2 }],
    ]),
  ],
] as const;

describe.each(NETWORKS)('%s', (_, network) => {
  const data = randomData(network, 9, true);
  const params = randomParams(network, 4);

  it.each(['mse', 'mae', 'cross-entropy'])('keeps its %s when two units are swapped', (loss) => {
    const landscape = networkLandscape(network, lossOf(loss), data);
    const { spaces } = tiedAxes(network.view);
    expect(spaces.length).toBeGreaterThan(0);
    const w = flatten(network.spec, params);
    const none = new Float64Array(w.length);
    for (const { bindings, size } of spaces) {
      const copy = flatten(network.spec, unitsSwapped(bindings, [0, size - 1], params));
      expect(copy).not.toEqual(w);
      const bound = landscape.rounding(w, none) + landscape.rounding(copy, none);
      expect(Math.abs(landscape.value(copy) - landscape.value(w))).toBeLessThanOrEqual(bound);
      // Far below any margin that means something.
      expect(bound).toBeLessThan(1e-11);
    }
  });

  it.each(['mse', 'mae', 'cross-entropy'])(
    'has a %s within its bound wherever slack lets it be',
    (loss) => {
      const landscape = networkLandscape(network, lossOf(loss), data);
      const w = flatten(network.spec, params);
      for (const size of [1e-15, 1e-9]) {
        const slack = w.map((entry) => size * Math.abs(entry));
        const bound = landscape.rounding(w, slack);
        const worst = [1, 2, 3, 4, 5].map((seed) => {
          const stream = createRng(seed);
          const moved = w.map((entry, i) => entry + slack[i]! * (stream.next() < 0.5 ? -1 : 1));
          return Math.abs(landscape.value(moved) - landscape.value(w));
        });
        expect(Math.max(...worst)).toBeLessThanOrEqual(bound);
        // Not so wide that it says nothing.
        if (size === 1e-9) expect(bound).toBeLessThan(1e5 * Math.max(...worst));
      }
    },
  );
});

describe('swaps', () => {
  const network = mlp([1, 4, 1], 'tanh');
  const data = randomData(network, 16);
  const landscape = networkLandscape(network, lossOf('mse'), data);
  const [space] = tiedAxes(network.view).spaces;

  it('of a fit prove that the loss is not convex', () => {
    // Two units that answer oppositely: halfway they cancel.
    const fit = at(network, 2, -2, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0, 0);
    const target = Float32Array.from(data.x, (x) => 2 * Math.tanh(2 * x));
    const fitted = networkLandscape(network, lossOf('mse'), { ...data, y: target });
    const gap = worstSwap(fitted, space!, fit)!;
    expect(gap).toMatchObject({ units: [0, 1], tried: 6, proof: true });
    expect(gap.loss).toBeLessThan(1e-12);
    expect(gap.midpoint).toBeGreaterThan(0.1);
  });

  it('of equal units say nothing', () => {
    const alike = mapLeaves(randomParams(network), ({ data: entries }) => entries.map(() => 0.5));
    expect(worstSwap(landscape, space!, alike)).toMatchObject({ margin: 0, proof: false });
  });

  it('need two units', () => {
    const narrow = mlp([1, 1, 1], 'tanh');
    const [single] = tiedAxes(narrow.view).spaces;
    const one = networkLandscape(narrow, lossOf('mse'), data);
    expect(worstSwap(one, single!, randomParams(narrow))).toBeNull();
  });
});
