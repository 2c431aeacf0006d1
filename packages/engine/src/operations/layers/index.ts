import type { Definition } from '@isthmus/contract';
import { activations } from '../activations/index.js';
import { add } from './add.js';
import { avgPool } from './avg-pool.js';
import { batchNorm } from './batch-norm.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { flatten } from './flatten.js';
import { layerNorm } from './layer-norm.js';
import { maxPool } from './max-pool.js';

/** The built-in layers. */
export const layers: readonly Definition<'layer'>[] = [
  dense,
  conv2d,
  maxPool,
  avgPool,
  flatten,
  add,
  dropout,
  batchNorm,
  layerNorm,
  ...activations,
];
