// Made by tools/make-kernels.mjs; not for editing.
import type { Definition } from '@isthmus/contract';
import { gelu } from './gelu.js';
import { leakyRelu } from './leaky-relu.js';
import { relu } from './relu.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { tanh } from './tanh.js';

/** The names of the built-in activations, without their scope. */
export const activationNames = [
  'gelu',
  'leaky-relu',
  'relu',
  'sigmoid',
  'softplus',
  'tanh',
] as const;

/** The built-in activations, each a layer. */
export const activations: readonly Definition<'layer'>[] = [
  gelu,
  leakyRelu,
  relu,
  sigmoid,
  softplus,
  tanh,
];
