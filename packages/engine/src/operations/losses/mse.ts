import { z } from 'zod';
import type { ReferenceLoss } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { squaredErrorBounds } from '../../proven/loss-bounds.js';
import { samplesAsRows } from '../functions/samples-as-rows.js';

/**
 * Squared error: per sample the SUM of squares over the outputs, then the mean over the samples. The
 * losses of this name in tfjs and PyTorch average over the outputs too: with K outputs theirs is
 * this one divided by K.
 */
export const mse = define({
  kind: 'loss',
  name: 'core/mse',
  summary:
    'Squared error: the sum over outputs, averaged over samples (tfjs and PyTorch average over outputs too).',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    on: 'prediction',
    unit: 'squared error',
    targets: 'any',
    convex: true,
    tfjs: (prediction, target, tf) => {
      const { square, sub, sum } = tf;
      return sum(square(sub(samplesAsRows(tf, prediction), samplesAsRows(tf, target))), 1);
    },
    reference,
    bounds: squaredErrorBounds,
    fast: 'squared-error',
  }),
});

const reference: ReferenceLoss = {
  value: (z, y, at, size) => {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += (z[i]! - y[i]!) ** 2;
    return sum;
  },
  gradient: (z, y, at, size, out) => {
    for (let i = at; i < at + size; i++) out[i] = 2 * (z[i]! - y[i]!);
  },
  hessianVector: (_z, _y, at, size, v, out) => {
    for (let i = at; i < at + size; i++) out[i] = 2 * v[i]!;
  },
};
