import type { Definition } from '@isthmus/contract';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { momentum } from './momentum.js';
import { nesterov } from './nesterov.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** The built-in optimizers. */
export const optimizers: readonly Definition<'optimizer'>[] = [
  sgd,
  momentum,
  nesterov,
  rmsprop,
  adam,
  adamw,
];
