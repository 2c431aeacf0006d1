import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { layers } from '../operations/layers/index.js';
import type { ReferenceComputation } from './rules.js';
import { between } from './between.js';
import { createReference } from './create-reference.js';
import { addBias } from './entries.js';
import { PLAIN_PRODUCTS } from './products.js';
import { entriesBetween } from '@isthmus/contract/internal';
import { lerpEntry } from '@isthmus/contract/parameters';
import { createKernelProducts } from './kernel-products.js';
import { createKernels } from '../kernels/load.js';
import { firstDifference } from '../kernels/testing/plain.js';
import { chain, lossOf, made, randomData, randomParams } from '../testing/networks.js';

const products = createKernelProducts(createKernels());
const passes = products.operations!;

const rng = createRng(8);
const normals = (length: number) => Float64Array.from({ length }, () => rng.normal());
/** NaN, infinities, both zeros, denormals, numbers whose products overflow or vanish, and equal ones. */
const ODD = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -1e-310, 1.7e308, -1e200, 1e-200, 1, 1, -1];
const odd = (length: number) =>
  Float64Array.from({ length }, () =>
    rng.integer(3) === 0 ? ODD[rng.integer(ODD.length)]! : rng.normal(),
  );
/** Mostly finite, with one odd number in fifty: else every sum of a window would be NaN. */
const seldomOdd = (length: number) =>
  Float64Array.from({ length }, () =>
    rng.integer(50) === 0 ? ODD[rng.integer(ODD.length)]! : rng.normal(),
  );
const few = (length: number) => Float64Array.from({ length }, () => rng.integer(3) - 1);

function ruleOf<K extends ReferenceComputation['kind']>(
  kind: K,
  use: string,
  options: object,
  input: readonly number[],
): Extract<ReferenceComputation, { kind: K }> {
  const rule = made(layers, `core/${use}`, options).interpreters.reference!([input]);
  if (rule.kind !== kind) throw new Error(`${use} should have a ${kind} rule`);
  return rule as Extract<ReferenceComputation, { kind: K }>;
}

const GRIDS = [1, 2, 3].flatMap((strides) =>
  ['valid', 'same'].flatMap((padding) =>
    [1, 3, 8].map((channels) => ({ strides, padding, channels })),
  ),
);
const ROWS = [0, 1, 5];

describe.each(GRIDS)('strides $strides, $padding, $channels channels', (given) => {
  const { strides, padding, channels } = given;
  const input = [7, 6, channels];

  it('convolves with the bits of the products of patches', () => {
    for (const kernelSize of [1, 2, 3, 5])
      for (const filters of [1, 3, 4, 8, 17]) {
        const options = { kernelSize, filters, strides, padding };
        const rule = ruleOf('bilinear', 'conv2d', options, input);
        for (const rows of ROWS)
          for (const draw of [normals, seldomOdd]) {
            const kernel = draw(kernelSize ** 2 * channels * filters);
            const x = draw(rows * 42 * channels);
            const expected = rule.apply(kernel, x, rows, PLAIN_PRODUCTS);
            const room = new Float64Array(expected.length).fill(NaN);
            expect(firstDifference(rule.apply(kernel, x, rows, products), expected)).toBeNull();
            expect(rule.apply(kernel, x, rows, products, room)).toBe(room);
            expect(firstDifference(room, expected)).toBeNull();
            room.fill(NaN);
            const plain = rule.apply(kernel, x, rows, PLAIN_PRODUCTS, room);
            expect(firstDifference(plain, expected)).toBeNull();
          }
      }
  });

  it('chooses what max pooling chooses', () => {
    for (const size of [1, 2, 3, 4]) {
      const rule = ruleOf('selection', 'max-pool', { size, strides, padding }, input);
      for (const rows of ROWS)
        for (const draw of [normals, odd, few]) {
          const x = draw(rows * 42 * channels);
          expect(rule.choose(x, rows, products)).toEqual(rule.choose(x, rows));
        }
    }
  });
});

it('goes on from block to block of images', () => {
  const input = [40, 40, 3];
  for (const padding of ['valid', 'same']) {
    // 2^22 bytes hold some 40 images with their results.
    const rule = ruleOf('bilinear', 'conv2d', { kernelSize: 3, filters: 5, padding }, input);
    const [kernel, x] = [normals(27 * 5), normals(100 * 4800)];
    const expected = rule.apply(kernel, x, 100, PLAIN_PRODUCTS);
    expect(firstDifference(rule.apply(kernel, x, 100, products), expected)).toBeNull();
    const pool = ruleOf('selection', 'max-pool', { padding }, input);
    expect(pool.choose(x, 100, products)).toEqual(pool.choose(x, 100));
  }
});

/** Below and above what is worth a call, odd, and more than a block of 2^15. */
const LENGTHS = [0, 1, 511, 512, 513, 1031, 32768, 32769, 70001];
/** Inside, at the ends, outside, next to the ends. */
const PLACES = [0.3, 0, 1, -0.5, 1.5, NaN, 5e-324, 1 - 2 ** -53];

describe.each(LENGTHS)('of %i entries', (length) => {
  it('takes the positive part, where NaN and -0 stay', () => {
    const { value } = ruleOf('elementwise', 'relu', {}, [length]);
    const [x, y] = [odd(length + 3), new Float64Array(length)];
    passes.relu(x, y);
    expect(firstDifference(y, x.slice(0, length).map(value))).toBeNull();
  });

  it('goes between two blocks, where equal numbers and zeros stay', () => {
    for (const t of PLACES) {
      const [a, b] = [odd(length + 7), odd(length + 7)];
      const expected = Float64Array.from({ length }, (_, i) => lerpEntry(a[i + 4]!, b[i + 4]!, t));
      for (const go of [passes.between, entriesBetween]) {
        const out = new Float64Array(length);
        go(a, b, t, 4, out);
        expect(firstDifference(out, expected)).toBeNull();
      }
    }
  });
});

it.each([1, 3, 4, 7, 10, 24, 1000, 40000])('adds a bias of %i along the last axis', (units) => {
  for (const rows of [0, 1, 2, 5, Math.ceil(40000 / units)]) {
    const [bias, y] = [odd(units), odd(rows * units)];
    const expected = y.slice();
    addBias(expected, bias);
    passes.addBias(y, bias);
    expect(firstDifference(y, expected)).toBeNull();
  }
});

it.each(['valid', 'same'])('gives the reference of a convnet (%s) all its bits', (padding) => {
  const network = chain({ input: [12, 11, 3], output: [4] }, [
    ['conv2d', { filters: 5, kernelSize: 3, padding }],
    ['relu'],
    ['max-pool', { padding }],
    ['conv2d', { filters: 4, kernelSize: 2, strides: 2, padding, bias: false }],
    ['relu'],
    ['max-pool', { size: 2, strides: 1, padding }],
    ['flatten'],
    ['dense', { units: 30 }],
    ['relu'],
    ['dense', { units: 4 }],
  ]);
  const data = randomData(network, 300, true);
  const [a, b] = [randomParams(network), randomParams(network, 2)];
  const of = (given: typeof PLAIN_PRODUCTS) => {
    const reference = createReference(network, lossOf('cross-entropy'), given);
    const along = reference.lossAlong(a, b, data);
    return {
      loss: reference.loss(a, data),
      accuracy: reference.accuracy(a, data),
      predictions: reference.predict(a, data),
      along: [0, 0.25, 0.7, 1].map(along),
      points: [0, 0.25, 0.7, 1].map((t) => reference.loss(between(a, b, t), data)),
      gradient: reference.gradient(a, data),
      product: reference.hessianVector(a, b, data),
    };
  };
  expect(of(products)).toEqual(of(PLAIN_PRODUCTS));
});
