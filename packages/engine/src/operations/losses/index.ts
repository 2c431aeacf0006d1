// Made by tools/make-kernels.mjs; not for editing.
import type { Definition } from '@isthmus/contract';
import { mse } from './mse.js';
import { mae } from './mae.js';
import { crossEntropy } from './cross-entropy.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { l2 } from './l2.js';

/** The built-in losses of predictions, and the regularizers. */
export const losses: readonly Definition<'loss'>[] = [
  mse,
  mae,
  crossEntropy,
  binaryCrossEntropy,
  l2,
];
