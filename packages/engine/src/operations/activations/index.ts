// Made by tools/make-kernels.mjs; not for editing.
import type { Definition } from '@isthmus/contract';
import { relu } from './relu.js';
import { leakyRelu } from './leaky-relu.js';
import { tanh } from './tanh.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { gelu } from './gelu.js';

/** The names of the built-in activations, without their scope. */
export const activationNames = [
  'relu',
  'leaky-relu',
  'tanh',
  'sigmoid',
  'softplus',
  'gelu',
] as const;

/** The built-in activations, each a layer. */
export const activations: readonly Definition<'layer'>[] = [
  relu,
  leakyRelu,
  tanh,
  sigmoid,
  softplus,
  gelu,
];
