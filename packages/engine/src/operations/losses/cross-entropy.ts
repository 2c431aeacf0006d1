import { z } from 'zod';
import type { ReferenceLoss } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { crossEntropyBounds } from '../../proven/entropy-bounds.js';
import { samplesAsRows } from '../functions/samples-as-rows.js';

/**
 * Cross-entropy in nats of logits against one-hot targets: `logsumexp(z) - z_class` per sample. The
 * prediction is taken as logits: the network ends without a softmax.
 */
export const crossEntropy = define({
  kind: 'loss',
  name: 'core/cross-entropy',
  summary: 'Cross-entropy of logits against one-hot classes, in nats.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    on: 'prediction',
    unit: 'nats',
    targets: 'classes',
    convex: true,
    shiftInvariant: true,
    tfjs: (prediction, target, tf) => {
      const { logSoftmax, mul, neg, sum } = tf;
      return neg(sum(mul(samplesAsRows(tf, target), logSoftmax(samplesAsRows(tf, prediction))), 1));
    },
    reference,
    bounds: crossEntropyBounds,
    fast: 'cross-entropy',
  }),
});

/** Written for targets that sum to 1, of which one-hot ones are a case: `logsumexp(z) - y·z`. */
const reference: ReferenceLoss = {
  value: (z, y, at, size) => {
    const top = largest(z, at, size);
    let sum = 0;
    let chosen = 0;
    for (let i = at; i < at + size; i++) {
      sum += Math.exp(z[i]! - top);
      chosen += y[i]! * (z[i]! - top);
    }
    return Math.log(sum) - chosen;
  },
  gradient: (z, y, at, size, out) => {
    softmax(z, at, size, out);
    for (let i = at; i < at + size; i++) out[i]! -= y[i]!;
  },
  hessianVector: (z, _y, at, size, v, out) => {
    softmax(z, at, size, out);
    let mean = 0;
    for (let i = at; i < at + size; i++) mean += out[i]! * v[i]!;
    for (let i = at; i < at + size; i++) out[i]! *= v[i]! - mean;
  },
};

function softmax(z: Float64Array, at: number, size: number, out: Float64Array): void {
  const top = largest(z, at, size);
  let sum = 0;
  for (let i = at; i < at + size; i++) sum += out[i] = Math.exp(z[i]! - top);
  for (let i = at; i < at + size; i++) out[i]! /= sum;
}

/** Subtracted before every exp, so that none overflows. */
function largest(z: Float64Array, at: number, size: number): number {
  let top = z[at]!;
  for (let i = at + 1; i < at + size; i++) if (z[i]! > top) top = z[i]!;
  return top;
}
