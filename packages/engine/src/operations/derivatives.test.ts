import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Dataset, SampleShapes } from '@isthmus/contract';
import { chain, LOSS_NAMES, lossOf, randomData, randomParams } from '../testing/networks.js';
import type { Link } from '../testing/networks.js';
import type { GraphNetwork } from '../network/network.js';
import { ACTIVATIONS } from '../testing/network-matrix.js';
import { createReference } from '../reference/create-reference.js';
import type { ReferenceValues } from '../reference/reference.js';
import type { Float64Values } from './testing/float64.js';
import {
  flat,
  inner,
  mapValues,
  moved,
  randomDirection,
  relativeDifference,
} from './testing/float64.js';
import { smoothPoint } from './testing/smooth-point.js';

/** Of a central difference: truncation is about STEP² = 1e-10, rounding 1e-16 / STEP = 1e-11. */
const STEP = 1e-5;
const DIFFERENCE_TOLERANCE = 1e-6;

/** Of the symmetry of the Hessian, which holds but for the rounding of some hundred additions. */
const SYMMETRY_TOLERANCE = 1e-12;

const ROWS = 3;

const vector: SampleShapes = { input: [3], output: [3] };
const image: SampleShapes = { input: [5, 4, 2], output: [3] };
const output: Link = ['dense', { units: 3 }];
const head: Link[] = [['flatten'], output];

/** Every layer in every mode that its rule distinguishes, before and after an activation. */
const NETWORKS: Record<string, (activation: Link) => GraphNetwork> = {
  dense: (f) => chain(vector, [['dense', { units: 4 }], f, ['dense', { units: 4 }], f, output]),
  'dense without bias': (f) =>
    chain(vector, [['dense', { units: 4, bias: false }], f, ['dense', { units: 3, bias: false }]]),
  'activation first and last': (f) => chain(vector, [f, output, f]),
  'conv2d valid': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 2 }],
      f,
      ['conv2d', { filters: 2, kernelSize: 2 }],
      f,
      ...head,
    ]),
  'conv2d same, strides 2, without bias': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 3, strides: 2, padding: 'same', bias: false }],
      f,
      ['conv2d', { filters: 2, kernelSize: 3, padding: 'same' }],
      ...head,
    ]),
  'max-pool': (f) =>
    chain(image, [['conv2d', { filters: 2, kernelSize: 2 }], f, ['max-pool'], ...head]),
  'max-pool same, overlapping': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 2 }],
      ['max-pool', { size: 3, strides: 2, padding: 'same' }],
      f,
      ...head,
    ]),
  'avg-pool, overlapping': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 2 }],
      f,
      ['avg-pool', { size: 2, strides: 1 }],
      ...head,
    ]),
  'avg-pool same, overlapping': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 2 }],
      f,
      ['avg-pool', { size: 3, strides: 2, padding: 'same' }],
      ...head,
    ]),
  'add, of three': (f) =>
    chain(vector, [
      ['dense', { units: 3 }],
      f,
      ['dense', { units: 3 }],
      ['add', {}, ['n0', 'input']],
      f,
      output,
    ]),
  dropout: (f) => chain(vector, [['dense', { units: 6 }], f, ['dropout', { rate: 0.4 }], output]),
  'layer-norm': (f) =>
    chain(vector, [
      ['layer-norm'],
      ['dense', { units: 4 }],
      ['layer-norm', { eps: 0.1 }],
      f,
      output,
    ]),
  'layer-norm of positions, and of all that is flattened': (f) =>
    chain(image, [
      ['conv2d', { filters: 3, kernelSize: 2 }],
      ['layer-norm'],
      f,
      ['flatten'],
      ['layer-norm'],
      output,
    ]),
  'batch-norm': (f) =>
    chain(vector, [
      ['batch-norm'],
      ['dense', { units: 4 }],
      ['batch-norm', { eps: 0.1 }],
      f,
      output,
    ]),
  'batch-norm of channels, before and after an add': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 3, padding: 'same' }],
      ['batch-norm'],
      f,
      ['conv2d', { filters: 2, kernelSize: 3, padding: 'same' }],
      ['add', {}, ['n1']],
      ['batch-norm'],
      ...head,
    ]),
};

const CASES = Object.keys(NETWORKS).flatMap((network) =>
  ACTIVATIONS.flatMap((activation) => LOSS_NAMES.map((loss) => ({ network, activation, loss }))),
);

describe('derivatives of the reference against central differences', () => {
  it.each(CASES)(
    '$network, $activation, $loss',
    ({ network: name, activation, loss: lossName }) => {
      const network = NETWORKS[name]!([activation]);
      const loss = lossOf(lossName);
      const data = randomData(network, ROWS, loss.targets);
      const values = smoothPoint(network, loss, lossName, data);
      const reference = createReference(network, loss);

      const { value, gradient } = reference.gradient(values, data);
      expect(value).toBe(reference.loss(values, data));
      const quotients = differences(values, (at) => reference.loss(at, data));
      expect(relativeDifference(flat(gradient), quotients)).toBeLessThan(DIFFERENCE_TOLERANCE);

      const rng = createRng(5);
      const [u, v] = [randomDirection(values, rng), randomDirection(values, rng)];
      const product = reference.hessianVector(values, v, data);
      const [ahead, behind] = [STEP, -STEP].map((step) =>
        flat(reference.gradient(moved(values, v, step), data).gradient),
      ) as [number[], number[]];
      const curvatures = ahead.map((each, i) => (each - behind[i]!) / (2 * STEP));
      // Where the loss is piecewise linear along v (absolute errors behind ReLUs may be), 0 is right.
      const scale = Math.max(...curvatures.map(Math.abs), 1e-3);
      flat(product).forEach((each, i) => {
        expect(Math.abs(each - curvatures[i]!) / scale).toBeLessThan(DIFFERENCE_TOLERANCE);
      });

      const [uHv, vHu] = [inner(u, product), inner(v, reference.hessianVector(values, u, data))];
      expect(Math.abs(uHv - vHu)).toBeLessThanOrEqual(
        SYMMETRY_TOLERANCE * Math.max(1, Math.abs(uHv)),
      );
    },
  );
});

describe('gradients through the statistics of the batch', () => {
  const names = Object.keys(NETWORKS).filter((name) => name.startsWith('batch-norm'));
  it.each(names.flatMap((name) => ACTIVATIONS.map((activation) => [name, activation] as const)))(
    'match central differences of the loss of that batch, and move no statistic: %s, %s',
    (name, activation) => {
      const network = NETWORKS[name]!([activation]);
      const [loss, data] = [lossOf('mse'), randomData(network, 5)];
      const values = smoothBatchPoint(network, data);
      const reference = createReference(network, loss);
      const none = () => new Float32Array();
      const { value, gradient } = reference.gradient(values, data, none);
      expect(value).not.toBeCloseTo(reference.loss(values, data), 3);
      const quotients = differences(values, (at) => reference.gradient(at, data, none).value);
      expect(relativeDifference(flat(gradient), quotients)).toBeLessThan(DIFFERENCE_TOLERANCE);
      const statistics = network.spec.leaves.filter(({ role }) => role === 'statistic');
      expect(statistics).toHaveLength(4);
      for (const { name: leaf } of statistics)
        expect([...gradient[leaf]!].every((g) => g === 0)).toBe(true);
    },
  );

  /** Kinks are where the batch puts them: at most one is met within a step, which a seed avoids. */
  function smoothBatchPoint(network: GraphNetwork, data: Dataset): ReferenceValues {
    const reference = createReference(network, lossOf('mse'));
    const none = () => new Float32Array();
    for (let seed = 1; seed < 50; seed++) {
      const values = randomParams(network, seed);
      const slopes = [1e-5, 1e-4].map((step) => {
        const direction = randomDirection(values, createRng(seed));
        const at = (s: number) => reference.gradient(moved(values, direction, s), data, none);
        return flat(at(step).gradient).map(
          (each, i) => (each - flat(at(-step).gradient)[i]!) / step,
        );
      });
      if (relativeDifference(slopes[0]!, slopes[1]!) < 1e-3) return values;
    }
    throw new Error('no seed gives a point far enough from all kinks');
  }
});

describe('gradients with noise', () => {
  it.each(ACTIVATIONS)(
    'match central differences of the loss with that noise: %s',
    (activation) => {
      const network = NETWORKS['dropout']!([activation]);
      const [loss, data] = [lossOf('mse'), randomData(vector, ROWS)];
      const values = smoothPoint(network, loss, 'mse', data);
      const reference = createReference(network, loss);
      const noise = (id: string, count: number) => {
        const rng = createRng(3).fork(id);
        return Float32Array.from({ length: count }, () => rng.next());
      };
      const { value, gradient } = reference.gradient(values, data, noise);
      expect(value).not.toBeCloseTo(reference.loss(values, data), 6);
      const quotients = differences(values, (at) => reference.gradient(at, data, noise).value);
      expect(relativeDifference(flat(gradient), quotients)).toBeLessThan(DIFFERENCE_TOLERANCE);
    },
  );
});

it('finds that a wrong derivative would not pass: ReLU at its kink', () => {
  const network = chain({ input: [1], output: [1] }, [['dense', { units: 1 }], ['relu']]);
  const loss = lossOf('mse');
  const values = mapValues(randomParams(network), (data) => data.fill(0));
  const data = { size: 1, x: Float32Array.of(1), y: Float32Array.of(-1) };
  const reference = createReference(network, loss);
  const quotients = differences(values, (at) => reference.loss(at, data));
  expect(flat(reference.gradient(values, data).gradient)).toEqual([0, 0]);
  expect(Math.abs(quotients[0]!)).toBeGreaterThan(0.5);
});

/** Central differences of `f` in every single number, in the order of the leaves. */
function differences(values: ReferenceValues, f: (at: Float64Values) => number): number[] {
  return Object.keys(values).flatMap((name) =>
    Array.from(values[name]!.data, (_, i) => {
      const shifted = (step: number) =>
        mapValues(values, (data, each) =>
          each === name ? data.map((value, j) => (j === i ? value + step : value)) : data,
        );
      return (f(shifted(STEP)) - f(shifted(-STEP))) / (2 * STEP);
    }),
  );
}
