import { createRng, noMeasures, tiedAxes } from '@isthmus/core';
import type { GroupElement, NetworkView } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { checkedElement, elementChecker, randomElement, randomShift } from '../index.js';
import { measuresFor } from '../testing/measures.js';
import { convnet, mlp, randomParams } from '../testing/networks.js';

describe('a checked element', () => {
  it.each([
    ['a perceptron', mlp([3, 6, 4], 'relu')],
    ['a convolutional network', convnet('sigmoid')],
  ])('of %s keeps every output to 1e-10', async (_, network) => {
    const params = randomParams(network, createRng(1));
    const measures = await measuresFor(network);
    const check = elementChecker({ network: network.view, params, measures });
    const { spaces } = tiedAxes(network.view);
    for (const seed of [1, 2, 3]) {
      const found = check(randomElement(spaces, createRng(seed), 5));
      expect(found).toMatchObject({ keeps: 'function', arithmetic: 'float64' });
      expect(found.change).toBeLessThan(1e-12 * found.scale);
      expect(found.scale).toBeGreaterThan(0.1);
    }
  });

  it('may raise outputs where the loss does not mind', async () => {
    const network = mlp([3, 6, 4], 'relu');
    const params = randomParams(network, createRng(1));
    const shift = randomShift(tiedAxes(network.view).output!, createRng(2), 3);
    const at = { network: network.view, params };
    const entropy = await measuresFor(network, { loss: 'core/cross-entropy' });
    const { keeps, moved } = checkedElement({ ...at, measures: entropy }, shift);
    expect(keeps).toBe('loss');
    expect(Math.abs(entropy.valueAt(moved) / entropy.value(params) - 1)).toBeLessThan(1e-12);
    const squares = await measuresFor(network);
    for (const measures of [squares, noMeasures()])
      expect(() => checkedElement({ ...at, measures }, shift)).toThrow(
        expect.objectContaining({ code: 'symmetry/changes-loss' }),
      );
  });

  it('is refused where what the graph says of its layers is false', async () => {
    const network = mlp([3, 6, 4], 'tanh');
    const params = randomParams(network, createRng(1));
    const measures = await measuresFor(network);
    // The same layers under a view that takes tanh for relu.
    const relu = mlp([3, 6, 4], 'relu').view;
    const scaling: GroupElement = {
      dense1: [{ kind: 'scaling', by: new Float64Array(6).fill(2) }],
    };
    expect(() => checkedElement({ network: relu, params, measures }, scaling)).toThrow(
      expect.objectContaining({
        code: 'symmetry/changes-function',
        message: expect.stringMatching(/in float64, an output moves by .* at most/) as string,
      }),
    );
  });

  it('is refused where outputs are not numbers, and where it is none', async () => {
    const network = mlp([3, 6, 4], 'relu');
    const params = randomParams(network, createRng(1));
    const measures = await measuresFor(network);
    const swap: GroupElement = {
      dense1: [{ kind: 'permutation', map: Int32Array.of(1, 0, 2, 3, 4, 5) }],
    };
    const broken = { ...params, 'out.bias': { shape: [4], data: Float32Array.of(NaN, 0, 0, 0) } };
    const at = { network: network.view, measures };
    expect(() => checkedElement({ ...at, params: broken }, swap)).toThrow(
      expect.objectContaining({ code: 'symmetry/changes-function' }),
    );
    expect(() => checkedElement({ ...at, params }, { other: [] })).toThrow(
      expect.objectContaining({ code: 'symmetry/unknown-space' }),
    );
  });

  it('of a network given as code is checked in float32, and says so', () => {
    const view: NetworkView = {
      spec: { leaves: [{ name: 'w', shape: [2], axes: ['h'] }] },
    };
    const params = { w: { shape: [2], data: Float32Array.of(1, 3) } };
    const swap: GroupElement = { h: [{ kind: 'permutation', map: Int32Array.of(1, 0) }] };
    const predicting = (f: (w: Float32Array) => number) => ({
      ...noMeasures(),
      rows: { evaluation: 1, train: 0 },
      predict: ({ w }: typeof params) => Float64Array.of(f(w.data)),
    });
    const check = (f: (w: Float32Array) => number) =>
      checkedElement({ network: view, params, measures: predicting(f) as never }, swap);
    expect(check((w) => w[0]! + w[1]!)).toMatchObject({ arithmetic: 'float32', change: 0 });
    expect(() => check((w) => w[0]!)).toThrow(/in float32/);
  });
});
