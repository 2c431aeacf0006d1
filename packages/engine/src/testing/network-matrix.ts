import type { SampleShapes } from '@isthmus/contract';
import type { GraphNetwork } from '../network/network.js';
import { activationNames } from '../operations/activations/index.js';
import { chain, type Link } from './networks.js';

export const ACTIVATIONS: readonly string[] = activationNames;
const vector: SampleShapes = { input: [4], output: [3] };
const image: SampleShapes = { input: [6, 5, 2], output: [3] };
const head: Link[] = [['flatten'], ['dense', { units: 3 }]];

/** Every layer and every one of its modes at least once, each with an activation to be filled in. */
export const NETWORKS: Record<string, (activation: Link) => GraphNetwork> = {
  dense: (f) => chain(vector, [['dense', { units: 5 }], f, ['dense', { units: 3 }]]),
  'dense without bias': (f) =>
    chain(vector, [['dense', { units: 5, bias: false }], f, ['dense', { units: 3, bias: false }]]),
  'activation last': (f) => chain(vector, [['dense', { units: 3 }], f]),
  'conv valid': (f) => chain(image, [['conv2d', { filters: 3, kernelSize: 3 }], f, ...head]),
  'conv same, strides 2, no bias': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 3, strides: 2, padding: 'same', bias: false }],
      f,
      ...head,
    ]),
  'max pool valid': (f) =>
    chain(image, [['conv2d', { filters: 2, kernelSize: 2 }], f, ['max-pool'], ...head]),
  'max pool same, overlapping': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 2, padding: 'same' }],
      f,
      ['max-pool', { size: 3, strides: 2, padding: 'same' }],
      ...head,
    ]),
  'max pool without conv': (f) => chain(image, [['max-pool'], ['flatten'], ...twoDense(f)]),
  'avg pool': (f) =>
    chain(image, [['conv2d', { filters: 2, kernelSize: 2 }], f, ['avg-pool'], ...head]),
  'avg pool, overlapping, without conv': (f) =>
    chain(image, [['avg-pool', { size: 3, strides: 1 }], ['flatten'], ...twoDense(f)]),
  residual: (f) =>
    chain(vector, [
      ['dense', { units: 4 }],
      f,
      ['dense', { units: 4 }],
      ['add', {}, ['n0']],
      ['dense', { units: 3 }],
    ]),
  'batch norm': (f) =>
    chain(image, [
      ['conv2d', { filters: 4, kernelSize: 3, padding: 'symmetric', strides: 2, bias: false }],
      ['batch-norm'],
      f,
      ['conv2d', { filters: 4, kernelSize: 3, padding: 'symmetric', bias: false }],
      ['batch-norm'],
      ['add', {}, ['n2']],
      ...head,
    ]),
  'layer norm': (f) =>
    chain(vector, [['dense', { units: 6 }], ['layer-norm'], f, ['dense', { units: 3 }]]),
  dropout: (f) =>
    chain(vector, [
      ['dense', { units: 8 }],
      f,
      ['dropout', { rate: 0.4 }],
      ['dense', { units: 6 }],
      ['dropout', { rate: 0.2 }],
      ['dense', { units: 3 }],
    ]),
};

function twoDense(activation: Link): Link[] {
  return [['dense', { units: 4 }], activation, ['dense', { units: 3 }]];
}
