import { createRng, type Rng } from '@isthmus/contract/base';
import type { Subject } from '../bounds.js';
import { readLoss } from '../losses.js';
import { type Network, readNetwork, sizeOf } from '../network.js';
import type { Point, Segment } from '../segment.js';

/** A node as a certificate writes it. */
export interface NodeJson {
  readonly id: string;
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
}

/** A network as a certificate writes it. */
export interface NetworkJson {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly nodes: readonly NodeJson[];
  readonly outputNode: string;
}

type Layer = readonly [use: string, options?: Readonly<Record<string, unknown>>];

/** Layers one after the other. */
export function chain(
  input: readonly number[],
  output: readonly number[],
  layers: readonly Layer[],
): NetworkJson {
  const nodes = layers.map(([use, options = {}], i) => {
    return { id: `n${i}`, use: `core/${use}`, options, inputs: [i === 0 ? 'input' : `n${i - 1}`] };
  });
  return { input, output, nodes, outputNode: `n${layers.length - 1}` };
}

export const dense = (units: number, bias = true): Layer => ['dense', { units, bias }];

const SPATIAL: readonly Layer[] = [
  ['conv2d', { filters: 2, kernelSize: 3, strides: 1, padding: 'same', bias: true }],
  ['relu'],
];

/** One network of each kind that tests go through, by name. */
export const NETWORKS: Readonly<Record<string, NetworkJson>> = {
  linear: chain([2], [2], [dense(2)]),
  deepLinear: chain([2], [1], [dense(3, false), dense(3), dense(1)]),
  relu: chain([2], [2], [dense(4), ['relu'], dense(3), ['relu'], dense(2)]),
  leaky: chain([1], [1], [dense(4), ['leaky-relu', { slope: 0.3 }], dense(3), ['leaky-relu', { slope: 0 }], dense(1)]), // prettier-ignore
  tanh: chain([2], [2], [dense(3), ['tanh'], dense(3), ['tanh'], dense(2)]),
  sigmoid: chain([2], [2], [dense(3), ['sigmoid'], dense(3), ['sigmoid'], dense(2)]),
  softplus: chain([2], [2], [dense(3), ['softplus'], dense(2)]),
  gelu: chain([2], [2], [dense(3), ['gelu'], dense(2)]),
  batchNorm: chain([2], [2], [dense(3), ['batch-norm', { eps: 1e-3 }], ['relu'], dense(2)]),
  dropout: chain([2], [2], [['dropout', { rate: 0.5 }], dense(3), ['relu'], ['dropout', { rate: 0.2 }], dense(2)]), // prettier-ignore
  maxPool: chain([4, 4, 1], [2], [...SPATIAL, ['max-pool', { size: 2, padding: 'valid' }], ['flatten'], dense(2)]), // prettier-ignore
  avgPool: chain([4, 4, 1], [2], [['conv2d', { filters: 2, kernelSize: 2, strides: 2, padding: 'valid', bias: false }], ['avg-pool', { size: 2, strides: 1, padding: 'same' }], ['relu'], ['flatten'], dense(2)]), // prettier-ignore
  symmetric: chain([3, 3, 2], [2], [['conv2d', { filters: 2, kernelSize: 3, strides: 2, padding: 'symmetric', bias: true }], ['max-pool', { size: 2, strides: 1, padding: 'same' }], ['conv2d', { filters: 1, kernelSize: 2, strides: 1, padding: 'valid', bias: true }], ['flatten'], dense(2)]), // prettier-ignore
  residual: {
    input: [2],
    output: [2],
    outputNode: 'out',
    nodes: [
      { id: 'first', use: 'core/dense', options: { units: 3, bias: true, initializer: 'x' }, inputs: ['input'] }, // prettier-ignore
      { id: 'act', use: 'core/relu', options: {}, inputs: ['first'] },
      { id: 'inner', use: 'core/dense', options: { units: 3, bias: true }, inputs: ['act'] },
      { id: 'sum', use: 'core/add', options: {}, inputs: ['act', 'inner', 'first'] },
      { id: 'out', use: 'core/dense', options: { units: 2, bias: true }, inputs: ['sum'] },
    ],
  },
};

/** The losses, each with targets that fit. */
export const LOSSES = ['core/mse', 'core/mae', 'core/cross-entropy', 'core/binary-cross-entropy'];

/** Random data of a network for a loss, as float32 numbers. */
export function subjectFor(
  network: NetworkJson,
  loss: string,
  size: number,
  seed: number,
): Subject {
  const rng = createRng(seed).fork('data');
  const [width, outputs] = [sizeOf(network.input), sizeOf(network.output)];
  const x = Float64Array.from({ length: size * width }, () => Math.fround(rng.normal()));
  const y = new Float64Array(size * outputs);
  for (let row = 0; row < size; row++)
    if (loss === 'core/cross-entropy') y[row * outputs + Math.floor(rng.next() * outputs)] = 1;
    else
      for (let i = 0; i < outputs; i++)
        y[row * outputs + i] = loss === 'core/binary-cross-entropy' ? Math.round(rng.next()) : Math.fround(rng.normal()); // prettier-ignore
  return { network: readNetwork(network), loss: readLoss({ use: loss, options: {} }), size, x, y };
}

/** Random parameters of a network, as float32 numbers: variances are not far below 0. */
export function pointFor(network: Network, scale: number, rng: Rng): Point {
  return new Map(
    [...network.parameters].map(([name, shape]) => {
      const draw = () => (name.endsWith('.variance') ? rng.next() * 2 - 0.2 : scale * rng.normal());
      return [name, Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(draw()))];
    }),
  );
}

/** A random segment. */
export function segmentFor(network: Network, scale: number, seed: number): Segment {
  const rng = createRng(seed).fork('segment');
  return { from: pointFor(network, scale, rng), to: pointFor(network, scale, rng), slack: null };
}
