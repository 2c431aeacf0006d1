import { describe, expect, it } from 'vitest';
import type { Dataset } from '@isthmus/contract';
import { leafOf, sameBits } from '@isthmus/contract/parameters';
import { chain, lossOf, mlp, randomData, randomParams } from '../testing/networks.js';
import { createReference } from './create-reference.js';
import { sharedProducts } from './kernel-products.js';
import { reestimate, STATISTIC_ROWS } from './reestimate.js';

const vector = { input: [3], output: [2] };
const image = { input: [5, 4, 2], output: [2] };
const [loss, none] = [lossOf('mse'), () => new Float32Array()];

const dense = chain(vector, [
  ['dense', { units: 4 }],
  ['batch-norm'],
  ['relu'],
  ['dense', { units: 5 }],
  ['batch-norm', { eps: 0.01 }],
  ['dense', { units: 2 }],
]);
const residual = chain(image, [
  ['conv2d', { filters: 3, kernelSize: 3, padding: 'same' }],
  ['batch-norm'],
  ['relu'],
  ['conv2d', { filters: 3, kernelSize: 3, padding: 'same' }],
  ['batch-norm'],
  ['add', {}, ['n2']],
  ['max-pool'],
  ['flatten'],
  ['dense', { units: 2 }],
]);

/** Statistics are stored in float32: 6e-8 of each, through two layers. */
const STORED = 1e-6;

describe('statistics estimated anew', () => {
  it('are the mean and the population variance of what reaches the layer', () => {
    const data = randomData(vector, 50);
    const params = randomParams(dense);
    const found = reestimate(dense, params, data);
    const kernel = leafOf(params, 'n0.kernel').data;
    for (let unit = 0; unit < 4; unit++) {
      const entries = Array.from({ length: 50 }, (_, row) =>
        [0, 1, 2].reduce(
          (sum, i) => sum + data.x[3 * row + i]! * kernel[4 * i + unit]!,
          leafOf(params, 'n0.bias').data[unit]!,
        ),
      );
      const mean = entries.reduce((sum, entry) => sum + entry, 0) / 50;
      const variance = entries.reduce((sum, entry) => sum + (entry - mean) ** 2, 0) / 50;
      expect(leafOf(found, 'n1.mean').data[unit]).toBeCloseTo(mean, 6);
      expect(leafOf(found, 'n1.variance').data[unit]).toBeCloseTo(variance, 6);
    }
  });

  it.each([
    ['dense', dense, vector],
    ['residual', residual, image],
  ] as const)(
    'make the loss of evaluation that of training on the same rows: %s',
    (_, network, shapes) => {
      const data = randomData(shapes, 40);
      const reference = createReference(network, loss);
      for (let seed = 1; seed < 6; seed++) {
        const params = randomParams(network, seed);
        const settled = reference.loss(reestimate(network, params, data), data);
        const trained = reference.gradient(params, data, none).value;
        expect(Math.abs(settled - trained)).toBeLessThan(STORED * trained);
        expect(Math.abs(reference.loss(params, data) - trained)).toBeGreaterThan(1e-3 * trained);
      }
    },
  );

  it('stay as they are, bit for bit, when they are estimated again', () => {
    const data = randomData(image, 30);
    const once = reestimate(residual, randomParams(residual), data);
    expect(sameBits(reestimate(residual, once, data), once)).toBe(true);
  });

  it('leave every other parameter, and their arguments, as they were', () => {
    const data = randomData(vector, 20);
    const params = randomParams(dense);
    const before = structuredClone(params);
    const found = reestimate(dense, params, data);
    expect(Object.keys(found)).toEqual(Object.keys(params));
    expect(params).toEqual(before);
    for (const name of Object.keys(params))
      expect(found[name] === params[name]).toBe(!/mean|variance/.test(name));
  });

  it('are of rows at even distances where there are many', () => {
    const size = 2 * STATISTIC_ROWS + 1;
    const data = randomData(vector, size);
    const params = randomParams(dense);
    const places = Array.from({ length: STATISTIC_ROWS }, (_, row) => Math.floor((row * size) / STATISTIC_ROWS)); // prettier-ignore
    const x = Float32Array.from(places.flatMap((at) => [...data.x.subarray(3 * at, 3 * at + 3)]));
    const taken: Pick<Dataset, 'size' | 'x'> = { size: STATISTIC_ROWS, x };
    expect(sameBits(reestimate(dense, params, data), reestimate(dense, params, taken))).toBe(true);
  });

  it('have the same bits by kernels', async () => {
    const data = randomData(image, 30);
    const params = randomParams(residual);
    const products = await sharedProducts();
    expect(
      sameBits(reestimate(residual, params, data, products), reestimate(residual, params, data)),
    ).toBe(true);
  });

  it('are none in a network without them, which keeps its parameters', () => {
    const network = mlp([3, 4, 2], 'relu');
    const params = randomParams(network);
    expect(reestimate(network, params, randomData(network, 4))).toBe(params);
  });
});
