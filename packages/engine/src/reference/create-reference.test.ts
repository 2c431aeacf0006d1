import { describe, expect, it } from 'vitest';
import { isIsthmusError } from '@isthmus/contract/base';
import { chain, lossOf, mlp, randomData, randomParams } from '../testing/networks.js';
import type { Layer } from '@isthmus/contract';
import { buildNetwork } from '../network/build.js';
import type { GraphNetwork } from '../network/network.js';
import { createReference } from './create-reference.js';
import type { ReferenceValues } from './reference.js';

/** Two ways to the same number in float64, some dozens of roundings apart. */
const ROUNDING = 1e-13;

const mse = lossOf('mse');

describe('a network with one hidden layer', () => {
  const network = mlp([3, 4, 2], 'tanh');
  const data = randomData(network, 6);
  const params = randomParams(network);
  const { value, gradient } = createReference(network, mse).gradient(params, data);

  /** Entry (i, j) of a leaf with `columns` columns. */
  const at = (name: string, columns: number, i: number, j: number) =>
    params[name]!.data[i * columns + j]!;
  const samples = Array.from({ length: data.size }, (_, s) => {
    const x = [...data.x.subarray(s * 3, s * 3 + 3)];
    const h = [0, 1, 2, 3].map((j) =>
      Math.tanh(
        x.reduce((sum, xi, i) => sum + xi * at('n0.kernel', 4, i, j), at('n0.bias', 1, j, 0)),
      ),
    );
    const r = [0, 1].map(
      (k) =>
        h.reduce((sum, hj, j) => sum + hj * at('n2.kernel', 2, j, k), at('n2.bias', 1, k, 0)) -
        data.y[s * 2 + k]!,
    );
    const back = h.map(
      (hj, j) => (1 - hj * hj) * r.reduce((sum, rk, k) => sum + rk * at('n2.kernel', 2, j, k), 0),
    );
    return { x, h, r, back };
  });
  const mean = (f: (sample: (typeof samples)[number]) => number) =>
    samples.reduce((sum, sample) => sum + f(sample), 0) / samples.length;

  it('has the mean of the summed squares as its loss', () => {
    expect(value).toBeCloseTo(
      mean(({ r }) => r[0]! ** 2 + r[1]! ** 2),
      13,
    );
  });

  it.each([
    ['n0.kernel', 4, (s: Sample, i: number, j: number) => s.back[j]! * s.x[i]!],
    ['n0.bias', 1, (s: Sample, i: number) => s.back[i]!],
    ['n2.kernel', 2, (s: Sample, i: number, j: number) => s.h[i]! * s.r[j]!],
    ['n2.bias', 1, (s: Sample, i: number) => s.r[i]!],
  ] as const)('has the textbook gradient in %s', (name, columns, term) => {
    gradient[name]!.forEach((each, index) => {
      const [i, j] = [Math.floor(index / columns), index % columns];
      expect(Math.abs(each - 2 * mean((sample) => term(sample, i, j)))).toBeLessThan(ROUNDING);
    });
  });
});

interface Sample {
  readonly x: readonly number[];
  readonly h: readonly number[];
  readonly r: readonly number[];
  readonly back: readonly number[];
}

it('finds the Hessian 2 XᵀX / N of linear regression', () => {
  const network = chain({ input: [3], output: [1] }, [['dense', { units: 1, bias: false }]]);
  const data = randomData(network, 7);
  const reference = createReference(network, mse);
  for (let column = 0; column < 3; column++) {
    const unit = { shape: [3, 1], data: Float64Array.from([0, 1, 2], (i) => Number(i === column)) };
    const product = reference.hessianVector(randomParams(network), { 'n0.kernel': unit }, data);
    for (let row = 0; row < 3; row++) {
      let sum = 0;
      for (let s = 0; s < 7; s++) sum += data.x[s * 3 + row]! * data.x[s * 3 + column]!;
      expect(Math.abs(product['n0.kernel']![row]! - (2 * sum) / 7)).toBeLessThan(ROUNDING);
    }
  }
});

describe('many rows', () => {
  const network = mlp([20, 30, 3], 'relu');
  /** More than one block, whose 2^21 bytes hold 3158 rows of 83 numbers. */
  const rows = 6000;
  const data = randomData(network, rows, true);
  const params = randomParams(network);
  const reference = createReference(network, lossOf('cross-entropy'));
  const part = (from: number, size: number) => ({
    size,
    x: data.x.subarray(from * 20, (from + size) * 20),
    y: data.y.subarray(from * 3, (from + size) * 3),
  });

  it('give each row the prediction that it has alone, bit for bit', () => {
    const all = reference.predict(params, data);
    expect(all).toHaveLength(rows * 3);
    for (const row of [0, 1, 3157, 3158, rows - 1])
      expect([...reference.predict(params, part(row, 1))]).toEqual([
        ...all.subarray(row * 3, row * 3 + 3),
      ]);
  });

  it('have the mean of the losses and gradients of their parts', () => {
    const sizes = [2500, 500, 3000];
    const parts = sizes.map((size, i) =>
      reference.gradient(
        params,
        part(
          sizes.slice(0, i).reduce((a, b) => a + b, 0),
          size,
        ),
      ),
    );
    const whole = reference.gradient(params, data);
    const weighted = (f: (each: (typeof parts)[number]) => number) =>
      parts.reduce((sum, each, i) => sum + (sizes[i]! / rows) * f(each), 0);
    expect(Math.abs(whole.value - weighted(({ value }) => value))).toBeLessThan(ROUNDING);
    for (const [name, leaf] of Object.entries(whole.gradient))
      leaf.forEach((each, i) => {
        const expected = weighted(({ gradient }) => gradient[name]![i]!);
        expect(Math.abs(each - expected)).toBeLessThan(ROUNDING);
      });
  });
});

describe('calls', () => {
  const network = mlp([3, 5, 2], 'relu');
  const params = randomParams(network);
  const [few, many] = [randomData(network, 3), randomData(network, 40)];

  it('leave earlier results and their arguments as they were', () => {
    const reference = createReference(network, mse);
    const before = structuredClone({ params, few });
    const first = reference.gradient(params, few);
    const [prediction, product] = [
      reference.predict(params, few),
      reference.hessianVector(params, params, few),
    ];
    const kept = structuredClone({ first, prediction, product });
    reference.gradient(randomParams(network, 2), many);
    reference.hessianVector(randomParams(network, 2), params, many);
    reference.predict(randomParams(network, 2), many);
    expect({ first, prediction, product }).toEqual(kept);
    expect({ params, few }).toEqual(before);
    expect(reference.gradient(params, few)).toEqual(first);
    expect(createReference(network, mse).gradient(params, few)).toEqual(first);
  });

  it('take float64 values without rounding them', () => {
    const reference = createReference(network, mse);
    const wide: ReferenceValues = Object.fromEntries(
      Object.entries(params).map(([name, { shape, data }]) => [
        name,
        { shape, data: Float64Array.from(data, (value) => value * (1 + 1e-12)) },
      ]),
    );
    const [a, b] = [reference.loss(params, few), reference.loss(wide, few)];
    expect(b).not.toBe(a);
    expect(Math.abs(b - a)).toBeLessThan(1e-9);
  });
});

describe('noise', () => {
  const network = chain({ input: [4], output: [4] }, [
    ['dropout', { rate: 0.5 }],
    ['dense', { units: 4 }],
    ['dropout', { rate: 0.25 }],
  ]);
  const data = randomData(network, 700);
  const params = randomParams(network);
  const reference = createReference(network, mse);

  it('is asked for once per node, for the whole batch', () => {
    const asked: [string, number][] = [];
    reference.gradient(params, data, (id, count) => {
      asked.push([id, count]);
      return new Float32Array(count).fill(0.9);
    });
    expect(asked).toEqual([
      ['n0', 2800],
      ['n2', 2800],
    ]);
  });

  it('scales what it keeps and drops the rest', () => {
    const none = reference.gradient(params, data, (_, count) => new Float32Array(count));
    expect(none.gradient['n1.kernel']!.every((value) => value === 0)).toBe(true);
    const meanSquare = data.y.reduce((sum, value) => sum + value * value, 0) / 700;
    expect(Math.abs(none.value - meanSquare)).toBeLessThan(ROUNDING * meanSquare);
    const dropped = { ...data, x: data.x.map((value) => 2 * value) };
    const all = reference.gradient(params, data, (_, count) => new Float32Array(count).fill(0.9));
    const scaled = reference.predict(params, dropped).map((value) => value / 0.75);
    const expected = scaled.reduce((sum, z, i) => sum + (z - data.y[i]!) ** 2, 0) / 700;
    expect(Math.abs(all.value - expected)).toBeLessThan(ROUNDING * expected);
  });
});

describe('accuracy', () => {
  const network = chain({ input: [3], output: [3] }, [['add', {}, ['input']]]);
  const reference = createReference(network, lossOf('cross-entropy'));
  const accuracyOf = (x: readonly number[], y: readonly number[]) =>
    reference.accuracy(
      {},
      { size: x.length / 3, x: Float32Array.from(x), y: Float32Array.from(y) },
    );

  it('counts the rows whose largest output is that of the class', () => {
    expect(accuracyOf([1, 2, 3, 3, 2, 1, 0, 5, 0], [0, 0, 1, 0, 0, 1, 0, 1, 0])).toBe(2 / 3);
  });

  it('takes the first of equal outputs', () => {
    expect(accuracyOf([1, 1, 0, 1, 1, 0], [1, 0, 0, 0, 1, 0])).toBe(1 / 2);
  });

  it('never counts a row with NaN as right', () => {
    expect(accuracyOf([NaN, 0, 0, 0, NaN, 0], [1, 0, 0, 0, 1, 0])).toBe(0);
  });
});

it('keeps NaN and infinity in sight', () => {
  const network = mlp([2, 3, 1], 'relu');
  const reference = createReference(network, mse);
  const data = randomData(network, 4);
  const spoilt = (number: number): ReferenceValues => {
    const params = structuredClone(randomParams(network));
    params['n0.kernel']!.data[1] = number;
    params['n2.kernel']!.data.fill(1);
    return params;
  };
  expect(reference.loss(spoilt(NaN), data)).toBeNaN();
  expect(reference.loss(spoilt(Infinity), data)).toBe(Infinity);
});

describe('refusals', () => {
  const network = mlp([2, 3, 1], 'relu');
  const reference = createReference(network, mse);
  const params = randomParams(network);
  const data = randomData(network, 4);
  const withoutBias = Object.fromEntries(
    Object.entries(params).filter(([name]) => name !== 'n0.bias'),
  );
  const wrongSize = { ...params, 'n2.bias': { shape: [2], data: new Float32Array(2) } };

  it.each([
    ['a missing parameter', () => reference.loss(withoutBias, data), /"n0.bias" .* it is missing/],
    ['a wrong size', () => reference.loss(wrongSize, data), /"n2.bias" should hold 1 .* holds 2/],
    [
      'a direction that misses one',
      () => reference.hessianVector(params, withoutBias, data),
      /"n0.bias"/,
    ],
    ['no rows', () => reference.loss(params, { ...data, size: 0 }), /at least one sample/],
    ['more rows than inputs', () => reference.predict(params, { ...data, size: 5 }), /10 input/],
    [
      'too few targets',
      () => reference.loss(params, { ...data, y: data.y.subarray(1) }),
      /and 3\./,
    ],
  ])('%s', (_name, run, message) => {
    expect(run).toThrow(message);
  });

  it.each([
    ['network/no-reference', /"n1" \(core\/relu\) has no float64 reference/, {}],
    [
      'network/bad-rule',
      /"n1" .*reads the parameter "kernel"; it has none/,
      { reference: () => ({ kind: 'bilinear', kernel: 'kernel', bias: null }) },
    ],
  ])('%s', (code, message, interpreters) => {
    const error = thrownBy(() => createReference(replaceLayer(network, 'n1', interpreters), mse));
    expect(isIsthmusError(error) && error.code).toBe(code);
    expect(String(error)).toMatch(message);
  });
});

it('gives parameters that reach nothing the gradient 0', () => {
  const network = chain({ input: [2], output: [2] }, [
    ['dense', { units: 2 }],
    ['dropout', { rate: 0.5 }],
  ]);
  const data = randomData(network, 3);
  const { gradient } = createReference(network, mse).gradient(
    randomParams(network),
    data,
    (_, count) => new Float32Array(count),
  );
  expect([...gradient['n0.bias']!]).toEqual([0, 0]);
});

/** The same network with a node whose layer has other interpreters. */
function replaceLayer(network: GraphNetwork, id: string, interpreters: object): GraphNetwork {
  const layerOf = (node: { readonly id: string }): Layer => {
    const { layer } = network.nodes.find((each) => each.id === node.id)!;
    if (node.id !== id) return layer;
    const { tfjs } = layer.interpreters;
    return { ...layer, interpreters: { tfjs, ...interpreters } };
  };
  const built = buildNetwork({ graph: network.graph }, network, layerOf);
  if (built.kind !== 'graph') throw new Error('a graph gives a graph network');
  return built;
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
