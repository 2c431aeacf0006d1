import type { Definition } from '@isthmus/contract';
import { add } from './add.js';
import { avgPool } from './avg-pool.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { flatten } from './flatten.js';
import { gelu } from './gelu.js';
import { leakyRelu } from './leaky-relu.js';
import { maxPool } from './max-pool.js';
import { relu } from './relu.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { tanh } from './tanh.js';

/** The built-in layers. */
export const layers: readonly Definition<'layer'>[] = [
  dense,
  conv2d,
  maxPool,
  avgPool,
  flatten,
  add,
  dropout,
  relu,
  leakyRelu,
  tanh,
  sigmoid,
  softplus,
  gelu,
];
