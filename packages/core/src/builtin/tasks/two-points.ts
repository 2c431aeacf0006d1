import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { Dataset, Task } from '@isthmus/contract';
import { finiteToy } from './finite-toy.js';

const POINTS: Dataset = { size: 2, x: Float32Array.of(-1, 1), y: Float32Array.of(1, 1) };

/**
 * Two samples: x = -1 and x = 1, both with target 1. Train and probe are both, test is empty.
 *
 * A ReLU network of two units without biases fits them with one unit each. Exchanging the units costs
 * a level of exactly 1/2 under `core/mse`: below it both units are needed where they are, so neither
 * incoming weight can change its sign. A third unit lets them pass for free.
 */
export const twoPoints = define({
  kind: 'task',
  name: 'core/two-points',
  summary: 'Two samples, x = -1 and x = 1, both with target 1: the smallest ReLU landscape.',
  sources: [],
  options: z.strictObject({}),
  create: (): Task => ({
    load: async () => finiteToy({ input: [1], output: [1], targets: 'values' }, POINTS),
  }),
});
