import { createReference, createRng, tiedAxes, type GraphNetwork } from '@isthmus/core';
import { architectures, layers, losses } from '@isthmus/core/builtin';
import type { GroupElement, GroupFactor, PredictionLoss } from '@isthmus/core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actInFloat64,
  checkElement,
  composeElements,
  elementOfText,
  elementText,
  formOf,
  functionChange,
  invertElement,
  layerScaling,
  linearFactor,
  randomElement,
  randomShift,
  sameElement,
  widenParams,
  type UnitFactor,
  type WideParams,
} from '../index.js';
import { actWide } from './act-wide.js';
import { builtInNetworks, SETUPS } from '../testing/built-in-networks.js';
import {
  ALL_ACTIVATIONS,
  convnet,
  mlp,
  networkOf,
  predictor,
  randomParams,
  residual,
} from '../testing/networks.js';

const activations = [...ALL_ACTIVATIONS.filter((name) => name !== 'dropout'), 'none'];
const builtIn = activations.flatMap(builtInNetworks);

/** Largest change of an output as a part of the largest, over sums whose factors were moved. */
const FUNCTION = 1e-10;
/** Entries that went through a few products of matrices with condition numbers near 100. */
const ENTRIES = 1e-9;
/** Seeds a network is tried with. */
const RUNS = { numRuns: 4 };
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const elementOf = ({ view }: GraphNetwork, seed: number, spread = 4): GroupElement => {
  const { spaces, output } = tiedAxes(view);
  const rng = createRng(seed);
  const shift = output === null ? {} : randomShift(output, rng.fork('shift'), 1);
  return { ...randomElement(spaces, rng.fork('units'), spread), ...shift };
};
const withoutShift = ({ view }: GraphNetwork, seed: number, spread = 4) =>
  randomElement(tiedAxes(view).spaces, createRng(seed).fork('units'), spread);

const apart = (a: WideParams, b: WideParams) =>
  Math.max(
    ...Object.entries(a).map(([name, { data }]) =>
      data.reduce((most, value, i) => {
        const other = b[name]!.data[i]!;
        return Math.max(most, Math.abs(value - other) / Math.max(1, Math.abs(value)));
      }, 0),
    ),
  );

type Shift = Extract<GroupFactor, { kind: 'shift' }>;

describe('what is tried', () => {
  it('is every built-in architecture, and every layer', () => {
    expect(Object.keys(SETUPS)).toEqual(expect.arrayContaining(architectures.map((a) => a.name)));
    const used = builtIn.flatMap(({ network }) => network.graph.nodes.map(({ use }) => use));
    expect(used).toEqual(expect.arrayContaining(layers.map(({ name }) => name)));
  });

  it('has every kind of factor', () => {
    const kinds = builtIn.flatMap(({ network }) =>
      Object.values(elementOf(network, 1)).flatMap((factors) => factors.map(({ kind }) => kind)),
    );
    expect(new Set(kinds)).toEqual(new Set(['permutation', 'sign', 'scaling', 'linear', 'shift']));
  });
});

describe.each(builtIn)('the group of $name', ({ network }) => {
  const { view } = network;
  const params = randomParams(network, createRng(3).fork('params'));

  it('keeps the function', () => {
    const predict = predictor(network, createRng(4));
    fc.assert(
      fc.property(seeds, (seed) => {
        const { exact, scale } = functionChange(view, withoutShift(network, seed), params, predict);
        expect(exact / scale).toBeLessThan(FUNCTION);
      }),
      RUNS,
    );
  });

  it('acts as its products do, one after the other', () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        const [first, second] = [elementOf(network, one), elementOf(network, other)];
        const wide = widenParams(params);
        const stepwise = actInFloat64(view, second, actInFloat64(view, first, wide));
        const composed = composeElements(view, second, first);
        expect(apart(stepwise, actInFloat64(view, composed, wide))).toBeLessThan(ENTRIES);
      }),
      RUNS,
    );
  });

  it('has no factor that it does not claim', () => {
    const predict = predictor(network, createRng(4));
    const wide = widenParams(params);
    const before = predict(wide);
    const scale = Math.max(...before.map(Math.abs));
    for (const space of tiedAxes(view).spaces)
      for (const kind of ['scaling', 'sign', 'linear'] as const) {
        if (space[kind]) continue;
        // As if it were claimed; of a reflection without its constant.
        const claimed = {
          ...space,
          ...{ scaling: false, sign: false, linear: false },
          [kind]: true,
        };
        // One draw of a few signs may be all of 1.
        const changes = [6, 7, 8].map((seed) => {
          const factors = randomElement([{ ...claimed, reflection: null }], createRng(seed), 3);
          const forms = {
            [space.name]: formOf(factors[space.name] as readonly UnitFactor[], space.size),
          };
          const after = predict(actWide([{ ...space, reflection: null }], forms, wide));
          return Math.max(...before.map((value, i) => Math.abs(value - after[i]!)));
        });
        const isSeen = Math.max(...changes) > 1e-6 * scale;
        expect([space.name, kind, isSeen]).toEqual([space.name, kind, true]);
      }
  });

  it('is a group', () => {
    fc.assert(
      fc.property(seeds, seeds, seeds, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((seed) => elementOf(network, seed, 2)) as [
          GroupElement,
          GroupElement,
          GroupElement,
        ];
        const same = (p: GroupElement, q: GroupElement) => sameElement(view, p, q, ENTRIES);
        const left = composeElements(view, composeElements(view, a, b), c);
        const right = composeElements(view, a, composeElements(view, b, c));
        expect(same(left, right)).toBe(true);
        expect(same(composeElements(view, invertElement(view, a), a), {})).toBe(true);
        expect(same(composeElements(view, a, invertElement(view, a)), {})).toBe(true);
        expect(same(invertElement(view, invertElement(view, a)), a)).toBe(true);
        expect(sameElement(view, composeElements(view, a, {}), composeElements(view, {}, a))).toBe(
          true,
        );
      }),
      RUNS,
    );
  });

  it('comes back from its text bit for bit', () => {
    const element = elementOf(network, 5);
    const back = elementOfText(elementText(element));
    expect(back).toEqual(element);
    expect(elementText(back)).toBe(elementText(element));
  });
});

describe('a shift of all outputs', () => {
  const network = mlp([3, 6, 4], 'relu');
  const params = randomParams(network, createRng(1));
  const size = 20;
  const rng = createRng(2);
  const x = Float32Array.from({ length: 3 * size }, () => rng.normal());
  const y = Float32Array.from({ length: 4 * size }, (_, i) => Number(i % 4 === (i >> 2) % 4));
  const lossBy = (name: string) => {
    const loss = losses.find((each) => each.name === name)!.create({}) as PredictionLoss;
    return (at: WideParams) => createReference(network, loss).loss(at, { size, x, y });
  };
  const shift = randomShift(tiedAxes(network.view).output!, createRng(9), 3);
  const wide = widenParams(params);
  const moved = actInFloat64(network.view, shift, wide);

  it('keeps cross-entropy, and moves outputs and squared error', () => {
    const [entropy, error] = [lossBy('core/cross-entropy'), lossBy('core/mse')];
    expect(Math.abs(entropy(moved) / entropy(wide) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(error(moved) / error(wide) - 1)).toBeGreaterThan(0.1);
    const predict = predictor(network, createRng(4));
    const { exact, scale } = functionChange(network.view, shift, params, predict);
    expect(exact / scale).toBeGreaterThan(0.1);
  });

  it('adds the same to the weights of every output', () => {
    const [{ weights, bias }] = shift['out'] as [Shift];
    moved['out.kernel']!.data.forEach((value, at) => {
      expect(value).toBe(params['out.kernel']!.data[at]! + weights[Math.floor(at / 4)]!);
    });
    moved['out.bias']!.data.forEach((value, at) => {
      expect(value).toBe(params['out.bias']!.data[at]! + bias);
    });
  });
});

describe('the oracles of S1 to S4', () => {
  const kept = (network: GraphNetwork, element: GroupElement) => {
    const params = randomParams(network, createRng(11));
    const predict = predictor(network, createRng(12));
    const { exact, scale } = functionChange(network.view, element, params, predict);
    return exact / scale;
  };
  const flip = { dense1: [{ kind: 'sign' as const, by: Int8Array.of(-1, 1, -1, 1) }] };

  it.each(['tanh', 'sigmoid', 'none'])('signs flip through %s', (activation) => {
    const network = activation === 'none' ? linear() : mlp([3, 4, 2], activation);
    expect(kept(network, flip)).toBeLessThan(1e-14);
  });

  it.each(['relu', 'softplus', 'gelu', 'leaky-relu'])(
    'and through %s they do not',
    (activation) => {
      expect(() => checkElement(mlp([3, 4, 2], activation).view, flip)).toThrow(
        expect.objectContaining({ code: 'symmetry/not-a-symmetry' }),
      );
    },
  );

  it('a flip through sigmoid without its constant changes the function', () => {
    // As tanh would have it: the biases of what reads stay.
    const network = mlp([3, 4, 2], 'sigmoid');
    const params = widenParams(randomParams(network, createRng(11)));
    const moved = actInFloat64(network.view, flip, params);
    const predict = predictor(network, createRng(12));
    const forgot = { ...moved, 'out.bias': params['out.bias']! };
    const [before, after] = [predict(params), predict(forgot)];
    expect(Math.max(...before.map((value, i) => Math.abs(value - after[i]!)))).toBeGreaterThan(0.1);
  });

  it('a unit scales with its bias, and not without (S2)', () => {
    const network = mlp([3, 4, 2], 'relu');
    const params = widenParams(randomParams(network, createRng(11)));
    const scaling = { dense1: [{ kind: 'scaling' as const, by: Float64Array.of(3, 1, 1, 1) }] };
    const moved = actInFloat64(network.view, scaling, params);
    const predict = predictor(network, createRng(12));
    const apartBy = (at: WideParams) => {
      const after = predict(at);
      return Math.max(...predict(params).map((value, i) => Math.abs(value - after[i]!)));
    };
    expect(apartBy(moved)).toBeLessThan(1e-14);
    expect(apartBy({ ...moved, 'dense1.bias': params['dense1.bias']! })).toBeGreaterThan(0.02);
  });

  it('layers scale as their units do together, with the product of all factors 1', () => {
    const network = mlp([2, 3, 3, 1], 'relu');
    const { spaces } = tiedAxes(network.view);
    const element = layerScaling(spaces, { dense1: 2, dense2: 6 });
    expect(kept(network, element)).toBeLessThan(2e-15);
    const params = widenParams(randomParams(network, createRng(11)));
    const moved = actInFloat64(network.view, element, params);
    const ratio = (name: string) => moved[name]!.data[0]! / params[name]!.data[0]!;
    const kernels = ['dense1', 'dense2', 'out'].map((layer) => ratio(`${layer}.kernel`));
    expect(kernels).toEqual([2, 3, 1 / 6]);
    expect(['dense1.bias', 'dense2.bias', 'out.bias'].map(ratio)).toEqual([2, 6, 1]);
  });

  it('a chord of a scaling is not on its arc', () => {
    // w = 1, v = 1, c = 4: the midpoint of the chord has the product (1 + c)(1 + 1/c) / 4.
    const [w, v, c] = [1, 1, 4];
    expect(((w + c * w) / 2) * ((v + v / c) / 2)).toBe(((1 + c) * (1 + 1 / c)) / 4);
  });

  it('any matrix acts between linear layers, through convolutions and average pooling too', () => {
    const conv = networkOf(
      [
        {
          id: 'dense1',
          use: 'core/conv2d',
          options: { filters: 4, kernelSize: 3, padding: 'same' },
        },
        { id: 'pool', use: 'core/avg-pool' },
        { id: 'next', use: 'core/conv2d', options: { filters: 2, kernelSize: 3, padding: 'same' } },
        { id: 'flat', use: 'core/flatten' },
        { id: 'out', use: 'core/dense', options: { units: 2 } },
      ],
      [6, 6, 1],
      [2],
    );
    const rng = createRng(8);
    const factor = linearFactor(Float64Array.from({ length: 16 }, () => rng.normal()));
    for (const network of [linear(), conv])
      expect(kept(network, { dense1: [factor] })).toBeLessThan(1e-12);
  });

  it('and nothing but permutations and scales through relu (S8)', () => {
    const turn = linearFactor(Float64Array.of(0.6, -0.8, 0.8, 0.6));
    const network = mlp([2, 2, 1], 'relu');
    expect(() => checkElement(network.view, { dense1: [turn] })).toThrow(
      expect.objectContaining({ code: 'symmetry/not-a-symmetry' }),
    );
  });
});

describe('elements that are none', () => {
  const network = linear();
  const shiftOf = (weights: number[], bias = 0) => [
    { kind: 'shift' as const, weights: Float64Array.from(weights), bias },
  ];
  const pair = (matrix: number[], inverse: number[]) => [
    {
      kind: 'linear' as const,
      matrix: Float64Array.from(matrix),
      inverse: Float64Array.from(inverse),
    },
  ];
  const identity = Array.from({ length: 16 }, (_, i) => Number(i % 5 === 0));
  it.each([
    [
      'a matrix of another size',
      { dense1: pair([1, 0, 0, 1], [1, 0, 0, 1]) },
      'misfit',
      /has 4 units.*about 2/,
    ],
    ['matrices of two sizes', { dense1: pair(identity, [1]) }, 'misfit', /two sizes/],
    [
      'an inverse that is none',
      {
        dense1: pair(
          identity,
          identity.map((x) => 2 * x),
        ),
      },
      'not-a-symmetry',
      /misses the identity by 1/,
    ],
    [
      'NaN in a matrix',
      { dense1: pair(identity.with(0, NaN), identity) },
      'not-a-symmetry',
      /condition number NaN/,
    ],
    [
      'a matrix that is nearly singular',
      { dense1: pair(identity.with(0, 1e-7), identity.with(0, 1e7)) },
      'not-a-symmetry',
      /condition number 1\.00e\+7/,
    ],
    [
      'a shift of hidden units',
      { dense1: shiftOf([1, 2, 3, 4]) },
      'not-a-symmetry',
      /"dense1": a shift raises all outputs/,
    ],
    [
      'a shift of another length',
      { out: shiftOf([1, 2]) },
      'misfit',
      /"out" has 4 weights.*about 2/,
    ],
    [
      'a shift that is not finite',
      { out: shiftOf([1, 2, NaN, 4]) },
      'not-a-symmetry',
      /weight 2 of the shift is NaN/,
    ],
    [
      'a permutation of the outputs',
      { out: [{ kind: 'permutation', map: Int32Array.of(1, 0) }] },
      'unknown-space',
      /called "out"/,
    ],
  ] as const)('%s', (_, element, code, message) => {
    expect(() => checkElement(network.view, element as GroupElement)).toThrow(
      expect.objectContaining({
        code: `symmetry/${code}`,
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it('refuses a bias where the output has none, and a singular matrix', () => {
    const bare = networkOf(
      [{ id: 'out', use: 'core/dense', options: { units: 2, bias: false } }],
      [2],
      [2],
    );
    expect(() => checkElement(bare.view, { out: shiftOf([1, 1], 1) })).toThrow(/has no bias/);
    expect(() => linearFactor(Float64Array.of(1, 2, 2, 4))).toThrow(/singular/);
    expect(() => linearFactor(Float64Array.of(1, 2, 3))).toThrow(/square/);
  });

  it.each([
    ['', /JSON|input/],
    ['{"dense1":[]}', /expected "isthmus-element"/],
    ['{"format":"isthmus-element","version":2,"spaces":{}}', /version/],
    ['{"format":"isthmus-element","version":1,"spaces":{"d":[{"kind":"turn"}]}}', /spaces\/d\/0/],
    [
      '{"format":"isthmus-element","version":1,"spaces":{"d":[{"kind":"sign","by":[2]}]}}',
      /spaces\/d\/0/,
    ],
    [
      '{"format":"isthmus-element","version":1,"spaces":{"d":[{"kind":"permutation","map":[0.5]}]}}',
      /spaces\/d\/0/,
    ],
  ])('reads no text that is none: %s', (text, message) => {
    expect(() => elementOfText(text)).toThrow(
      expect.objectContaining({
        code: 'symmetry/bad-element',
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it('keeps -0 and the smallest numbers, and writes none that is not finite', () => {
    const by = Float64Array.of(-0, 5e-324, 0.1 + 0.2, 1.7976931348623157e308);
    const element: GroupElement = { 'a "name"': [{ kind: 'shift', weights: by, bias: -0 }] };
    const [back] = elementOfText(elementText(element))['a "name"'] as [Shift];
    expect([...back.weights, back.bias].every((value, i) => Object.is(value, [...by, -0][i]))).toBe(
      true,
    );
    const nan: GroupElement = { d: [{ kind: 'scaling', by: Float64Array.of(NaN) }] };
    expect(() => elementText(nan)).toThrow(
      expect.objectContaining({ code: 'symmetry/not-finite' }),
    );
  });
});

function linear(): GraphNetwork {
  return networkOf(
    [
      { id: 'dense1', use: 'core/dense', options: { units: 4 } },
      { id: 'out', use: 'core/dense', options: { units: 2 } },
    ],
    [3],
    [2],
  );
}

// The networks that act.test.ts goes through, with residual connections as tests write them.
describe.each(['relu', 'tanh', 'sigmoid', 'gelu'])('with %s', (activation) => {
  it.each([
    ['convolutions', convnet(activation)],
    ['residual', residual(activation)],
  ])('%s keep their function', (_, network) => {
    const params = randomParams(network, createRng(21));
    const predict = predictor(network, createRng(22));
    for (const seed of [1, 2, 3]) {
      const { exact, scale } = functionChange(
        network.view,
        withoutShift(network, seed),
        params,
        predict,
      );
      expect(exact / scale).toBeLessThan(FUNCTION);
    }
  });
});
