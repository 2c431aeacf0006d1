import { type GraphNetwork, createRng, distance, lerp, norm, tiedAxes } from '@isthmus/core';
import type { NetworkView, Params } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import {
  act,
  balancedGauge,
  matchWeights,
  widenParams,
  type WeightMatchingOptions,
  type WideParams,
} from '../index.js';
import { actWide } from '../group/act-wide.js';
import { innerProduct, matchFrom, matchFromStarts, matchUnits } from './matching.js';
import {
  ACTIVATIONS,
  mlp,
  networkOf,
  networksWith,
  predictor,
  randomElement,
  randomParams,
} from '../testing/networks.js';

const options: WeightMatchingOptions = { maxSweeps: 100, restarts: 0, gauge: 'balanced' };

/** Two roundings to float32. */
const BACK = 1e-6;

function left(view: NetworkView, point: Params, copy: Params): number {
  const { element } = matchWeights(view, point, copy, createRng(0), options);
  return distance(point, act(view, element, copy)) / norm(point);
}

function edited(params: Params, edit: (data: (leaf: string) => Float32Array) => void): Params {
  const copy = structuredClone(params);
  edit((leaf) => copy[leaf]!.data);
  return copy;
}

function balanced(network: GraphNetwork, params: Params): WideParams {
  const { spaces } = tiedAxes(network.view);
  const wide = widenParams(params);
  const forms = Object.entries(balancedGauge(spaces, wide).scales).map(([name, by]) => [
    name,
    { map: Int32Array.from(by.keys()), by },
  ]);
  return actWide(spaces, Object.fromEntries(forms), wide);
}

function wideDistance(a: WideParams, b: WideParams): number {
  const squares = Object.entries(a).map(([name, { data }]) =>
    data.reduce((sum, value, i) => sum + (value - b[name]!.data[i]!) ** 2, 0),
  );
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
}

function ordersOf(size: number): number[][] {
  if (size === 0) return [[]];
  return ordersOf(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => [...order.slice(0, at), size - 1, ...order.slice(at)]),
  );
}

describe('matchUnits', () => {
  it('finds the best of all permutations of one hidden layer', () => {
    const network = mlp([2, 5, 2], 'sigmoid');
    const { spaces } = tiedAxes(network.view);
    for (let trial = 0; trial < 10; trial++) {
      const rng = createRng(trial);
      const a = widenParams(randomParams(network, rng.fork('a')));
      const b = widenParams(randomParams(network, rng.fork('b')));
      const by = new Float64Array(5).fill(1);
      const distances = ordersOf(5).map((order) =>
        wideDistance(a, actWide(spaces, { dense1: { map: Int32Array.from(order), by } }, b)),
      );
      const { forms } = matchUnits(spaces, a, b, rng, options);
      expect(wideDistance(a, actWide(spaces, forms, b))).toBeCloseTo(Math.min(...distances), 12);
    }
  });

  it.each(Object.entries(networksWith('relu')))(
    'never grows the distance in the gauge, and restarts only lessen it: %s',
    (_, network) => {
      const { spaces } = tiedAxes(network.view);
      for (let trial = 0; trial < 5; trial++) {
        const rng = createRng(trial);
        const a = balanced(network, randomParams(network, rng.fork('a')));
        const b = balanced(network, randomParams(network, rng.fork('b')));
        const once = matchUnits(spaces, a, b, rng, options);
        const often = matchUnits(spaces, a, b, rng, { ...options, restarts: 5 });
        const [near, nearer] = [once, often].map(({ forms }) =>
          wideDistance(a, actWide(spaces, forms, b)),
        );
        expect(near).toBeLessThan(wideDistance(a, b));
        expect(nearer).toBeLessThanOrEqual(near! * (1 + 1e-12));
      }
    },
  );

  it.each(
    ACTIVATIONS.flatMap((activation) =>
      Object.entries(networksWith(activation)).map(([kind, network]) => ({
        name: `${kind}, ${activation}`,
        network,
      })),
    ),
  )('ends where no space can be assigned better, at the product it tells: $name', ({ network }) => {
    const { spaces } = tiedAxes(network.view);
    const rng = createRng(12);
    const a = widenParams(randomParams(network, rng.fork('a')));
    const b = widenParams(randomParams(network, rng.fork('b')));
    const none = { maxSweeps: 100, restarts: 0 };
    for (const { forms, objective } of matchFromStarts(spaces, a, b, rng, none)) {
      const product = innerProduct(a, actWide(spaces, forms, b));
      // It is told by gains, one a step, each a sum of as many products as there are weights.
      expect(Math.abs(objective.at(-1)! - product)).toBeLessThan(
        1e-12 * Math.sqrt(innerProduct(a, a) * innerProduct(b, b)),
      );
      // A search from there tries every space once, and nothing moves.
      expect(matchFrom(spaces, a, b, forms, rng.fork('again'), 1)).toEqual(forms);
    }
  });

  it('stops at maxSweeps', () => {
    const network = mlp([4, 8, 7, 6, 3], 'relu');
    const { spaces } = tiedAxes(network.view);
    const [a, b] = [1, 2].map((seed) => widenParams(randomParams(network, createRng(seed))));
    const one = matchUnits(spaces, a!, b!, createRng(0), { maxSweeps: 1, restarts: 0 });
    expect(one.objective.length).toBeLessThanOrEqual(1 + spaces.length);
  });

  it('refuses parameters that are not finite', () => {
    const network = mlp([2, 3, 1], 'relu');
    const point = randomParams(network, createRng(1));
    const broken = edited(point, (data) => (data('dense1.bias')[1] = NaN));
    expect(() => matchWeights(network.view, point, broken, createRng(0), options)).toThrow(
      expect.objectContaining({ code: 'symmetry/not-finite' }),
    );
  });
});

describe('a copy comes back', () => {
  const network = mlp([3, 6, 5, 2], 'relu');
  const point = randomParams(network, createRng(4));
  const moved = (params: Params) => act(network.view, randomElement(network, createRng(9)), params);

  it('so that the straight line to it keeps the loss', () => {
    const copy = moved(point);
    const { element } = matchWeights(network.view, point, copy, createRng(0), options);
    const back = act(network.view, element, copy);
    const predict = predictor(network, createRng(2));
    const wanted = predict(point);
    const lossOf = (params: Params) =>
      predict(params).reduce((sum, y, i) => sum + (y - wanted[i]!) ** 2, 0) / wanted.length;
    const along = Array.from({ length: 33 }, (_, i) => lossOf(lerp(point, back, i / 32)));
    const aboveEnds = Math.max(...along) - Math.max(along[0]!, along.at(-1)!);
    expect(aboveEnds).toBeLessThanOrEqual(1e-5);
    const raw = Array.from({ length: 33 }, (_, i) => lossOf(lerp(point, copy, i / 32)));
    expect(Math.max(...raw) - Math.max(raw[0]!, raw.at(-1)!)).toBeGreaterThan(0.1);
  });

  it.each<[string, (data: (leaf: string) => Float32Array) => void]>([
    ['a unit that nothing reads', (data) => data('dense2.kernel').fill(0, 5, 10)],
    [
      'a unit of zeros',
      (data) => {
        for (const at of [2, 8, 14]) data('dense1.kernel')[at] = 0;
        data('dense1.bias')[2] = 0;
      },
    ],
    ['no biases', (data) => ['dense1.bias', 'dense2.bias'].forEach((leaf) => data(leaf).fill(0))],
    [
      'two equal units',
      (data) => {
        const kernel = data('dense2.kernel');
        for (let row = 0; row < 6; row++) kernel[row * 5 + 1] = kernel[row * 5 + 4]!;
        data('dense2.bias')[1] = data('dense2.bias')[4]!;
        data('out.kernel').copyWithin(2, 8, 10);
      },
    ],
    ['a layer that is dead altogether', (data) => data('out.kernel').fill(0)],
    ['weights of very different sizes', (data) => data('dense1.kernel').fill(1e-12, 0, 6)],
  ])('with %s', (_, edit) => {
    const special = edited(point, edit);
    expect(left(network.view, special, moved(special))).toBeLessThan(BACK);
  });

  it('after factors far from 1', () => {
    const by = Float64Array.of(1e-12, 1, 1e12, 3, 1e6, 1);
    const copy = act(network.view, { dense1: [{ kind: 'scaling', by }] }, point);
    expect(left(network.view, point, copy)).toBeLessThan(BACK);
  });

  it('with a little noise on it, but for the noise', () => {
    const copy = edited(moved(point), (data) =>
      network.spec.leaves.forEach(({ name }) =>
        data(name).forEach((value, i) => (data(name)[i] = value * (1 + 1e-4 * (i % 3)))),
      ),
    );
    expect(left(network.view, point, copy)).toBeLessThan(1e-3);
  });

  it('for an architecture given as code, by its labels', () => {
    const view: NetworkView = {
      spec: {
        leaves: [
          { name: 'w1', shape: [3, 6], axes: [null, 'h1'] },
          { name: 'b1', shape: [6], axes: ['h1'] },
          { name: 'w2', shape: [6, 5], axes: ['h1', 'h2'] },
          { name: 'w3', shape: [5, 2], axes: ['h2', null] },
        ],
      },
    };
    const rng = createRng(6);
    const drawn = Object.fromEntries(
      view.spec.leaves.map(({ name, shape }) => {
        const length = shape.reduce((product, n) => product * n, 1);
        return [name, { shape, data: Float32Array.from({ length }, () => rng.normal()) }];
      }),
    );
    const copy = act(
      view,
      {
        h1: [{ kind: 'permutation', map: Int32Array.of(5, 3, 0, 1, 4, 2) }],
        h2: [{ kind: 'permutation', map: Int32Array.of(1, 2, 3, 4, 0) }],
      },
      drawn,
    );
    expect(distance(drawn, copy)).toBeGreaterThan(1);
    expect(left(view, drawn, copy)).toBe(0);
  });
});

describe('matchWeights says', () => {
  it('which units have no balanced point', () => {
    const network = mlp([2, 3, 1], 'relu');
    const a = edited(randomParams(network, createRng(1)), (data) => (data('out.kernel')[1] = 0));
    const b = randomParams(network, createRng(2));
    const { leftOut, unclaimed } = matchWeights(network.view, a, b, createRng(0), options);
    expect(leftOut).toEqual({ a: [{ space: 'dense1', unit: 1, missing: 'out' }], b: [] });
    expect(unclaimed).toEqual([]);
  });

  it('which layers it knows nothing of', () => {
    const network = networkOf(
      [
        { id: 'first', use: 'core/dense', options: { units: 3 } },
        { id: 'odd', use: 'test/odd' },
        { id: 'last', use: 'core/dense', options: { units: 1 } },
      ],
      [2],
      [1],
      {
        'test/odd': {
          outputShape: ([shape]) => shape!,
          parameters: () => [],
          init: () => ({}),
          interpreters: { tfjs: (_, [x]) => x! },
        },
      },
    );
    const [a, b] = [1, 2].map((seed) => randomParams(network, createRng(seed)));
    const { element, unclaimed } = matchWeights(network.view, a!, b!, createRng(0), options);
    expect(unclaimed).toEqual([{ node: 'odd', layer: 'test/odd' }]);
    expect(element).toEqual({});
  });
});
