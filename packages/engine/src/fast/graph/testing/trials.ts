import { createRng } from '@isthmus/contract/base';
import type { Rng } from '@isthmus/contract/base';
import type { Dataset, LossGradient, PredictionLoss } from '@isthmus/contract';
import type { GraphNetwork } from '../../../network/network.js';
import { createReference } from '../../../reference/create-reference.js';
import type { Params } from '@isthmus/contract/parameters';
import { createKernels } from '../../../kernels/load.js';
import type { BuildName } from '../../../kernels/host.js';
import { nodeNoise } from '../../../training/noise.js';
import { chain } from '../../../testing/networks.js';
import type { Link } from '../../../testing/networks.js';
import { createGraphEngine } from '../create-graph-engine.js';
import type { Engine } from '../../../port/engine.js';
import { graphHostOf } from '../host.js';
import type { GraphHost } from '../host.js';
import { graphPlanOf } from '../plan.js';
import type { GraphPlan } from '../plan.js';

/** Kernels of a build, asked for by name. */
export function hostOf(name: BuildName): GraphHost {
  return graphHostOf(createKernels({ name, reason: 'asked for by a test' }));
}

export const host = hostOf('narrow');

export function planOf(network: GraphNetwork, loss: PredictionLoss): GraphPlan {
  const plan = graphPlanOf(network, loss);
  if (plan === null) throw new Error('the network has a plan');
  return plan;
}

/** An engine whose checkpoint does nothing. */
export function engineOf(
  network: GraphNetwork,
  loss: PredictionLoss,
  blockRows?: number,
  on: GraphHost = host,
): Engine {
  const options = blockRows === undefined ? {} : { blockRows };
  return createGraphEngine(on, planOf(network, loss), () => undefined, options);
}

/** The largest distance between two gradients, relative to the largest entry of the second. */
export function gradientError(
  network: GraphNetwork,
  loss: PredictionLoss,
  params: Params,
  data: Dataset,
  { value, gradient }: LossGradient,
  noise: Rng | null,
): { readonly loss: number; readonly gradient: number } {
  const draw = noise === null ? undefined : nodeNoise(noise);
  const expected = createReference(network, loss).gradient(params, data, draw);
  let [apart, largest] = [0, 0];
  for (const [name, entries] of Object.entries(expected.gradient))
    entries.forEach((entry, i) => {
      // NaN counts as infinitely far.
      const distance = Math.abs(entry - gradient[name]!.data[i]!);
      apart = Number.isNaN(distance) ? Infinity : Math.max(apart, distance);
      largest = Math.max(largest, Math.abs(entry));
    });
  const off = Math.abs(value - expected.value) / Math.abs(expected.value);
  return { loss: off, gradient: largest === 0 ? apart : apart / largest };
}

/** Layers of every kind, in networks small enough for many trials. */
export function network(kind: keyof typeof NETWORKS, activation = 'relu'): GraphNetwork {
  const { input, links } = NETWORKS[kind];
  return chain({ input, output: [3] }, links(activation));
}

const NETWORKS = {
  dense: {
    input: [7],
    links: (f: string): Link[] => [
      ['dense', { units: 17 }],
      [f],
      ['dense', { units: 9, bias: false }],
      [f],
      ['dense', { units: 3 }],
    ],
  },
  convolution: {
    input: [9, 8, 2],
    links: (f: string): Link[] => [
      ['conv2d', { filters: 5, kernelSize: 3, padding: 'same' }],
      [f],
      ['max-pool', { size: 2 }],
      ['conv2d', { filters: 8, kernelSize: 3, padding: 'same', strides: 2 }],
      [f],
      ['conv2d', { filters: 4, kernelSize: 1 }],
      ['avg-pool', { size: 2 }],
      ['flatten'],
      ['dropout', { rate: 0.3 }],
      ['dense', { units: 3 }],
    ],
  },
  overlapping: {
    input: [8, 7, 4],
    links: (f: string): Link[] => [
      ['max-pool', { size: 3, strides: 2, padding: 'same' }],
      ['conv2d', { filters: 8, kernelSize: 2 }],
      [f],
      ['max-pool', { size: 2, strides: 1 }],
      ['avg-pool', { size: 2, strides: 1, padding: 'valid' }],
      ['flatten'],
      ['dense', { units: 3 }],
    ],
  },
  residual: {
    input: [6],
    links: (f: string): Link[] => [
      ['dense', { units: 6 }],
      [f],
      ['dense', { units: 6 }],
      ['dropout', { rate: 0.25 }],
      ['add', {}, ['n1', 'input']],
      [f],
      ['add', {}, ['n0', 'n4', 'n5']],
      ['dense', { units: 3 }],
    ],
  },
  'batch norm': {
    input: [6, 5, 2],
    links: (f: string): Link[] => [
      ['batch-norm'],
      ['conv2d', { filters: 8, kernelSize: 3, padding: 'symmetric', bias: false }],
      ['batch-norm', { eps: 0.01 }],
      [f],
      ['conv2d', { filters: 8, kernelSize: 3, padding: 'symmetric', bias: false }],
      ['batch-norm'],
      ['add', {}, ['n3']],
      [f],
      ['conv2d', { filters: 7, kernelSize: 3, padding: 'symmetric', strides: 2 }],
      ['batch-norm'],
      ['flatten'],
      ['dense', { units: 3 }],
    ],
  },
  'layer norm': {
    input: [6, 5, 4],
    links: (f: string): Link[] => [
      ['layer-norm'],
      ['conv2d', { filters: 9, kernelSize: 3, padding: 'symmetric' }],
      ['layer-norm', { eps: 0.01 }],
      [f],
      ['avg-pool', { size: 2 }],
      ['flatten'],
      ['layer-norm'],
      ['dense', { units: 3 }],
    ],
  },
} as const satisfies Record<string, { input: readonly number[]; links: (f: string) => Link[] }>;

export const KINDS = [
  'dense',
  'convolution',
  'overlapping',
  'residual',
  'batch norm',
  'layer norm',
] as const;

export const someNoise = (): Rng => createRng(3);
