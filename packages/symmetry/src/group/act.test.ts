import { createRng, sameBits, tiedAxes } from '@isthmus/core';
import type { GroupElement } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { act, composeElements, functionChange, invertElement, widenParams } from '../index.js';
import {
  ACTIVATIONS,
  mlp,
  networksWith,
  predictor,
  randomElement,
  randomParams,
} from '../testing/networks.js';

const matrix = ACTIVATIONS.flatMap((activation) =>
  Object.entries(networksWith(activation)).map(([kind, network]) => ({
    activation,
    kind,
    network,
  })),
);

/** Sums of some hundred products in float64 whose factors were moved and rescaled. */
const FLOAT64 = 1e-12;
/** The same with every weight rounded to float32 once (6e-8 each) on the way to the output. */
const FLOAT32 = 1e-6;

describe.each(matrix)('a random element on $kind, $activation', ({ network }) => {
  const rng = createRng(7);
  const params = randomParams(network, rng.fork('params'));
  const element = randomElement(network, rng.fork('element'));

  it('moves the parameters and keeps the function', () => {
    expect(sameBits(act(network.view, element, params), params)).toBe(false);
    const predict = predictor(network, rng.fork('inputs'));
    const change = functionChange(network.view, element, params, predict);
    expect(change.scale).toBeGreaterThan(0.1);
    expect(change.exact / change.scale).toBeLessThan(FLOAT64);
    expect(change.rounded / change.scale).toBeLessThan(FLOAT32);
  });

  it('is undone by its inverse', () => {
    const back = act(
      network.view,
      invertElement(network.view, element),
      act(network.view, element, params),
    );
    for (const [name, { data }] of Object.entries(params))
      data.forEach((value, i) => {
        // Two roundings to float32, each 6e-8 relative.
        expect(Math.abs(back[name]!.data[i]! - value)).toBeLessThanOrEqual(
          2.5e-7 * Math.abs(value),
        );
      });
  });

  it('composes as one action after the other', () => {
    const second = randomElement(network, rng.fork('second'));
    const composed = act(network.view, composeElements(network.view, second, element), params);
    const stepwise = act(network.view, second, act(network.view, element, params));
    for (const [name, { data }] of Object.entries(composed))
      data.forEach((value, i) => {
        expect(Math.abs(stepwise[name]!.data[i]! - value)).toBeLessThanOrEqual(
          2.5e-7 * Math.abs(value),
        );
      });
  });

  it('changes no argument, and the element of no factors no bit', () => {
    const before = widenParams(params);
    act(network.view, element, params);
    expect(widenParams(params)).toEqual(before);
    expect(sameBits(act(network.view, {}, params), params)).toBe(true);
  });
});

describe('act on a perceptron 2-2-1', () => {
  const network = mlp([2, 2, 1], 'relu');
  const params = {
    'dense1.kernel': { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    'dense1.bias': { shape: [2], data: Float32Array.of(5, 6) },
    'out.kernel': { shape: [2, 1], data: Float32Array.of(7, 8) },
    'out.bias': { shape: [1], data: Float32Array.of(9) },
  };
  const dataAfter = (element: GroupElement) =>
    Object.values(act(network.view, element, params)).map((leaf) => [...leaf.data]);

  it('unit i of the result is unit map[i] of the argument', () => {
    const swap = { kind: 'permutation', map: Int32Array.of(1, 0) } as const;
    expect(dataAfter({ dense1: [swap] })).toEqual([[2, 1, 4, 3], [6, 5], [8, 7], [9]]);
  });

  it('scales what makes a unit, bias too, and divides what reads it', () => {
    const scaling = { kind: 'scaling', by: Float64Array.of(2, 0.5) } as const;
    expect(dataAfter({ dense1: [scaling] })).toEqual([[2, 1, 6, 2], [10, 3], [3.5, 16], [9]]);
  });

  it('lets factors act in their order', () => {
    const swap = { kind: 'permutation', map: Int32Array.of(1, 0) } as const;
    const scaling = { kind: 'scaling', by: Float64Array.of(2, 0.5) } as const;
    expect(dataAfter({ dense1: [swap, scaling] })[1]).toEqual([12, 2.5]);
    expect(dataAfter({ dense1: [scaling, swap] })[1]).toEqual([3, 10]);
  });

  it('has the orbit of a point: m! copies, halved by a pair of equal units', () => {
    const three = mlp([2, 3, 1], 'sigmoid');
    const distinct = randomParams(three, createRng(3));
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const orbitSize = (point: typeof distinct) =>
      new Set(
        orders.map((order) => {
          const map = Int32Array.from(order);
          const moved = act(three.view, { dense1: [{ kind: 'permutation', map }] }, point);
          return Object.values(moved)
            .map((leaf) => leaf.data.join())
            .join(';');
        }),
      ).size;
    expect(orbitSize(distinct)).toBe(6);
    const twin = structuredClone(distinct);
    const copy = (leaf: string, to: number, from: number) =>
      (twin[leaf]!.data[to] = twin[leaf]!.data[from]!);
    copy('dense1.kernel', 1, 0);
    copy('dense1.kernel', 4, 3);
    copy('dense1.bias', 1, 0);
    copy('out.kernel', 1, 0);
    expect(orbitSize(twin)).toBe(3);
  });
});

describe('an element that is no symmetry', () => {
  const relu = mlp([2, 3, 1], 'relu');
  const tanh = mlp([2, 3, 1], 'tanh');
  const map = (...units: number[]) =>
    ({ kind: 'permutation', map: Int32Array.from(units) }) as const;
  const scaling = (...by: number[]) => ({ kind: 'scaling', by: Float64Array.from(by) }) as const;
  const sign = (...by: number[]) => ({ kind: 'sign', by: Int8Array.from(by) }) as const;

  it.each([
    ['an unknown space', relu, { out: [map(0)] }, 'symmetry/unknown-space'],
    ['too few units', relu, { dense1: [map(0, 1)] }, 'symmetry/misfit'],
    ['a unit named twice', relu, { dense1: [map(0, 1, 1)] }, 'symmetry/not-a-symmetry'],
    ['a unit out of range', relu, { dense1: [map(0, 1, 3)] }, 'symmetry/not-a-symmetry'],
    ['a factor of 0', relu, { dense1: [scaling(1, 0, 1)] }, 'symmetry/not-a-symmetry'],
    ['a negative factor', relu, { dense1: [scaling(1, -1, 1)] }, 'symmetry/not-a-symmetry'],
    ['an infinite factor', relu, { dense1: [scaling(1, Infinity, 1)] }, 'symmetry/not-a-symmetry'],
    ['a sign of 2', tanh, { dense1: [sign(1, 2, 1)] }, 'symmetry/not-a-symmetry'],
    ['a sign through relu', relu, { dense1: [sign(1, -1, 1)] }, 'symmetry/not-a-symmetry'],
    ['a scaling through tanh', tanh, { dense1: [scaling(1, 2, 1)] }, 'symmetry/not-a-symmetry'],
  ])('%s is refused', (_, network, element: GroupElement, code) => {
    const params = randomParams(network, createRng(1));
    expect(() => act(network.view, element, params)).toThrow(expect.objectContaining({ code }));
  });

  it('names only spaces that the network has', () => {
    expect(tiedAxes(relu.view).spaces.map((space) => space.name)).toEqual(['dense1']);
  });
});
