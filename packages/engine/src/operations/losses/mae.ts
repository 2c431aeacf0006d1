import { z } from 'zod';
import type { ReferenceLoss } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { absoluteErrorBounds } from '../../proven/loss-bounds.js';
import { samplesAsRows } from '../functions/samples-as-rows.js';

/**
 * Absolute error: per sample the SUM over the outputs, then the mean over the samples (tfjs and
 * PyTorch average over the outputs too). Where a difference is 0 the subgradient 0 is taken.
 */
export const mae = define({
  kind: 'loss',
  name: 'core/mae',
  summary:
    'Absolute error: the sum over outputs, averaged over samples (tfjs and PyTorch average over outputs too).',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    on: 'prediction',
    unit: 'absolute error',
    targets: 'any',
    convex: true,
    tfjs: (prediction, target, tf) => {
      const { mul, sign, sub, sum } = tf;
      const difference = sub(samplesAsRows(tf, prediction), samplesAsRows(tf, target));
      // Not tfjs's abs, whose derivative at 0 is -1.
      return sum(mul(difference, sign(difference)), 1);
    },
    reference,
    bounds: absoluteErrorBounds,
    fast: 'absolute-error',
  }),
});

const reference: ReferenceLoss = {
  value: (z, y, at, size) => {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += Math.abs(z[i]! - y[i]!);
    return sum;
  },
  gradient: (z, y, at, size, out) => {
    for (let i = at; i < at + size; i++) out[i] = Math.sign(z[i]! - y[i]!);
  },
  hessianVector: (_z, _y, at, size, _v, out) => {
    out.fill(0, at, at + size);
  },
};
