import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import type { GraphNetwork } from '@isthmus/engine';
import { buildNetwork } from '@isthmus/engine';
import type { Params } from '@isthmus/contract/parameters';
import { Registry } from '../registry/registry.js';
import { layersOf } from '../run/open-network.js';
import { provenDeterminant } from './determinant.js';

const registry = Registry.of(core);

function networkOf(widths: readonly number[], given: object = {}): GraphNetwork {
  const options = { hidden: widths.slice(1, -1), activation: 'none', bias: false, ...given };
  const { plugin } = registry.resolve('architecture', { use: 'core/mlp', options }, '/a');
  const shapes = { input: [widths[0]!], output: [widths.at(-1)!] };
  return buildNetwork(plugin.build(shapes), shapes, layersOf(registry)) as GraphNetwork;
}

const paramsOf = (network: GraphNetwork, data: readonly (readonly number[])[]): Params =>
  Object.fromEntries(
    network.spec.leaves.map(({ name, shape }, i) => [
      name,
      { shape, data: Float32Array.from(data[i]!) },
    ]),
  );

// Inputs that are a basis, targets diag(2, 1) of them: the best of rank 1 loses 1/2.
const data = { size: 2, x: Float32Array.of(1, 0, 0, 1), y: Float32Array.of(2, 0, 0, 1) };
const square = { fast: 'squared-error' } as const;
const one = { kind: 'determinant', kernels: ['dense1.kernel'] } as const;
const eye = [1, 0, 0, 1];
const mirror = [-1, 0, 0, 1];

describe('widths 2-2-2', () => {
  const network = networkOf([2, 2, 2]);
  const a = paramsOf(network, [eye, [2, 0, 0, 1]]);
  const b = paramsOf(network, [mirror, [-2, 0, 0, 1]]);

  it('is apart below the best loss of rank 1', () => {
    const found = provenDeterminant({ network, loss: square, data }, one, a, b)!;
    expect(found).toMatchObject({ separator: one, units: 2, signs: [1, -1] });
    expect(found.lowerBound).toBeLessThanOrEqual(0.5);
    expect(found.lowerBound).toBeGreaterThan(0.5 - 1e-12);
  });

  it.each([
    ['equal signs', one, { network, loss: square, data }, a],
    ['a block that changes no sign', { ...one, kernels: ['dense1.kernel', 'dense2.kernel'] }, { network, loss: square, data }, b],
    ['layers out of order', { ...one, kernels: ['dense2.kernel', 'dense1.kernel'] }, { network, loss: square, data }, b],
    ['a layer that there is not', { ...one, kernels: ['other'] }, { network, loss: square, data }, b],
    ['no layer', { ...one, kernels: [] }, { network, loss: square, data }, b],
    ['another loss', one, { network, loss: { fast: 'absolute-error' }, data }, b],
    ['a loss of no known formula', one, { network, loss: {}, data }, b],
    ['activations', one, { network: networkOf([2, 2, 2], { activation: 'tanh' }), loss: square, data }, b],
  ] as const)('%s: nothing is proved', (_, separator, subject, other) => {
    expect(provenDeterminant(subject, separator, a, other)).toBeNull();
  }); // prettier-ignore
});

it('a block that is not square separates nothing', () => {
  const network = networkOf([2, 3, 2]);
  const a = paramsOf(network, [[1, 0, 0, 0, 1, 0], [2, 0, 0, 1, 0, 0]]); // prettier-ignore
  expect(provenDeterminant({ network, loss: square, data }, one, a, a)).toBeNull();
});

it('biases make room for a constant, and the bound lower', () => {
  const shifted = { size: 3, x: Float32Array.of(1, 2, 3), y: Float32Array.of(11, 11, 14) };
  const weights = (bias: boolean, sign: number) => (bias ? [[sign], [0], [sign], [10]] : [[sign], [sign]]); // prettier-ignore
  const boundOf = (bias: boolean) => {
    const network = networkOf([1, 1, 1], { bias });
    const [a, b] = [1, -1].map((sign) => paramsOf(network, weights(bias, sign)));
    return provenDeterminant({ network, loss: square, data: shifted }, one, a!, b!)!.lowerBound;
  };
  // Rank 0: without a constant the mean of the squares, with one the variance of the targets.
  expect(boundOf(false)).toBeCloseTo((121 + 121 + 196) / 3, 9);
  expect(boundOf(true)).toBeCloseTo(2, 9);
});
