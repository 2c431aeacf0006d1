import { z } from 'zod';
import type { ReferenceLoss } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { binaryCrossEntropyBounds } from '../../proven/entropy-bounds.js';
import { logistic, logisticDerivative } from '../functions/logistic.js';
import { samplesAsRows } from '../functions/samples-as-rows.js';

/**
 * Binary cross-entropy in nats of logits z against targets y that are 0 or 1: per sample the SUM over
 * the outputs of `log(1 + exp(z)) - y z`. With one output it is the loss of a classifier of two classes
 * with one logit; with several, of as many yes-or-no questions, where PyTorch's `BCEWithLogitsLoss`
 * averages over the outputs too. The prediction is taken as logits: the network ends without a sigmoid.
 * A sample is classified rightly where every logit is above 0 just where its target is 1.
 */
export const binaryCrossEntropy = define({
  kind: 'loss',
  name: 'core/binary-cross-entropy',
  summary:
    'Cross-entropy of logits against targets 0 and 1, in nats: one logit for two classes, or several for as many labels, summed.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    on: 'prediction',
    unit: 'nats',
    targets: 'binary',
    convex: true,
    tfjs: (prediction, target, tf) => {
      const { mul, softplus, sub, sum } = tf;
      const logits = samplesAsRows(tf, prediction);
      return sum(sub(softplus(logits), mul(samplesAsRows(tf, target), logits)), 1);
    },
    reference,
    bounds: binaryCrossEntropyBounds,
    isRight: (z, y, at, size) => {
      for (let i = at; i < at + size; i++)
        if (Number.isNaN(z[i]) || z[i]! > 0 !== y[i]! > 0.5) return false;
      return true;
    },
  }),
});

const reference: ReferenceLoss = {
  value: (z, y, at, size) => {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += softplus(z[i]!) - y[i]! * z[i]!;
    return sum;
  },
  gradient: (z, y, at, size, out) => {
    for (let i = at; i < at + size; i++) out[i] = logistic(z[i]!) - y[i]!;
  },
  hessianVector: (z, _y, at, size, v, out) => {
    for (let i = at; i < at + size; i++) out[i] = logisticDerivative(z[i]!) * v[i]!;
  },
};

/** `log(1 + exp(z))` without overflow. */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}
