import { createRng, distance, noMeasures, permutation, tiedAxes } from '@isthmus/core';
import type { GroupFactor, Params } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { act, exact, matchExactly, matchWeights } from '../index.js';
import {
  ACTIVATIONS,
  convnet,
  mlp,
  networkOf,
  randomParams,
  residual,
} from '../testing/networks.js';

const ordersOf = (size: number): number[][] =>
  size === 0
    ? [[]]
    : ordersOf(size - 1).flatMap((order) =>
        Array.from({ length: size }, (_, at) => [
          ...order.slice(0, at),
          size - 1,
          ...order.slice(at),
        ]),
      );

/** The least distance over all orders and signs, each unit at the best of a fine grid of scales. */
function bySearch(network: ReturnType<typeof mlp>, a: Params, b: Params): number {
  const [space] = tiedAxes(network.view).spaces;
  const { name, size, scaling, sign } = space!;
  const scales = scaling ? Array.from({ length: 401 }, (_, i) => 1.02 ** (i - 200)) : [1];
  const factors = sign ? scales.flatMap((scale) => [scale, -scale]) : scales;
  const with1 = (map: number[]): readonly GroupFactor[] => [
    { kind: 'permutation', map: Int32Array.from(map) },
  ];
  const distances = ordersOf(size).map((map) => {
    const moved = act(network.view, { [name]: with1(map) }, b);
    const squares = Array.from({ length: size }, (_, unit) =>
      Math.min(...factors.map((factor) => squaredAt(network, a, moved, unit, factor))),
    );
    return squares.reduce((sum, square) => sum + square, outside(a, b));
  });
  return Math.sqrt(Math.min(...distances));
}

/** Of one unit of a dense layer: `‖a_in - c b_in‖² + ‖a_out - b_out / c‖²`. */
function squaredAt(
  { view }: ReturnType<typeof mlp>,
  a: Params,
  b: Params,
  unit: number,
  c: number,
): number {
  const size = tiedAxes(view).spaces[0]!.size;
  const [inA, inB] = [a, b].map((params) => params['dense1.kernel']!.data);
  const [biasA, biasB] = [a, b].map((params) => params['dense1.bias']!.data[unit]!);
  const [outA, outB] = [a, b].map((params) => params['out.kernel']!.data);
  const outputs = outA!.length / size;
  let sum = (biasA! - c * biasB!) ** 2;
  for (let at = unit; at < inA!.length; at += size) sum += (inA![at]! - c * inB![at]!) ** 2;
  for (let at = unit * outputs; at < (unit + 1) * outputs; at++)
    sum += (outA![at]! - outB![at]! / c) ** 2;
  return sum;
}

const outside = (a: Params, b: Params) =>
  a['out.bias']!.data.reduce((sum, value, i) => sum + (value - b['out.bias']!.data[i]!) ** 2, 0);

describe('exact assignment of one hidden layer', () => {
  it.each(ACTIVATIONS)('is no farther than any order, sign and scale of a search: %s', (kind) => {
    const network = mlp([2, 4, 2], kind);
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed);
      const [a, b] = [randomParams(network, rng.fork('a')), randomParams(network, rng.fork('b'))];
      const found = distance(a, act(network.view, matchExactly(network.view, a, b), b));
      const searched = bySearch(network, a, b);
      // Rounding to float32 on one side; steps of 2 % in the scale, of which the half is missed, on the other.
      expect(found).toBeLessThan(searched * (1 + 1e-6));
      expect(found).toBeGreaterThan(searched * (1 - 1e-3));
    }
  });

  it.each(ACTIVATIONS)(
    'is no farther than what weight matching finds, nor a random element: %s',
    (kind) => {
      const network = mlp([4, 24, 3], kind);
      for (let seed = 0; seed < 5; seed++) {
        const rng = createRng(seed);
        const [a, b] = [randomParams(network, rng.fork('a')), randomParams(network, rng.fork('b'))];
        const found = distance(a, act(network.view, matchExactly(network.view, a, b), b));
        const search = { maxSweeps: 100, restarts: 3, gauge: 'any' } as const;
        const matched = matchWeights(network.view, a, b, rng, search).element;
        const map = permutation(24, rng);
        for (const element of [matched, { dense1: [{ kind: 'permutation', map } as const] }])
          expect(found).toBeLessThanOrEqual(
            distance(a, act(network.view, element, b)) * (1 + 1e-6),
          );
      }
    },
  );

  it('refuses deeper networks by name, before a run and at the call', () => {
    const { refusal, align } = exact.create({});
    const linear = networkOf([{ id: 'out', use: 'core/dense', options: { units: 2 } }], [3], [2]);
    expect(refusal!(mlp([3, 4, 2], 'relu').view)).toBeNull();
    expect(refusal!(mlp([3, 4, 5, 2], 'relu').view)).toBe(
      'it is exact for one hidden layer, and this network has 2 (dense1, dense2)',
    );
    expect(refusal!(convnet('relu').view)).toContain('has 3 (conv1, conv2, dense)');
    expect(refusal!(residual('tanh').view)).toContain('has 2');
    expect(refusal!(linear.view)).toContain('none are known');
    const deep = mlp([3, 4, 5, 2], 'relu');
    const params = randomParams(deep, createRng(1));
    expect(() => align(deep.view, params, params, createRng(1), noMeasures())).toThrow(
      expect.objectContaining({ code: 'symmetry/not-exact' }),
    );
  });

  it('refuses a layer that reads the units it makes', () => {
    const network = networkOf(
      [
        { id: 'stem', use: 'core/dense', options: { units: 3 } },
        { id: 'act', use: 'core/relu' },
        { id: 'same', use: 'core/dense', options: { units: 3 } },
        { id: 'sum', use: 'core/add', from: ['act', 'same'] },
        { id: 'out', use: 'core/dense', options: { units: 1 } },
      ],
      [2],
      [1],
    );
    expect(exact.create({}).refusal!(network.view)).toContain('one does both');
  });
});
