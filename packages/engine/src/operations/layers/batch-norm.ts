import { z } from 'zod';
import type { Layer, Tensor, TensorLibrary, Tensors } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { batchNormRule } from './batch-norm-rule.js';
import { filled, freshScaleAndShift } from './norm-parameters.js';
import { channelsOf, norm2d } from './norm-tensors.js';

const NAME = 'core/batch-norm';

/**
 * Brings every channel to mean 0 and variance 1 and gives it a scale `gamma` and a shift `beta`:
 * `y = gamma (x - mean) / sqrt(max(variance, 0) + eps) + beta`. In training mean and variance are the
 * batch's own, over all samples and positions; in evaluation they are the parameters `mean` and
 * `variance`, which are estimated on the training rows.
 */
export const batchNorm = define({
  kind: 'layer',
  name: NAME,
  summary:
    'Normalizes every channel: in training by the statistics of the batch, in evaluation by those estimated on the training rows.',
  sources: ['arXiv:1502.03167, algorithms 1 and 2 (here with the population variance throughout)'],
  options: z.strictObject({
    eps: z
      .number()
      .positive()
      .max(1)
      .default(1e-5)
      .describe('Added to the variance before the root is taken.'),
  }),
  create: ({ eps }) => createBatchNorm(eps),
});

function createBatchNorm(eps: number): Layer {
  const channels = (inputs: readonly (readonly number[])[]) => channelsOf(NAME, inputs);
  return {
    outputShape: (inputs) => {
      channels(inputs);
      return inputs[0]!;
    },
    parameters: (inputs) => {
      const shape = [channels(inputs)];
      return [
        { name: 'gamma', shape },
        { name: 'beta', shape },
        { name: 'mean', shape, role: 'statistic' },
        { name: 'variance', shape, role: 'statistic' },
      ];
    },
    init: (inputs) => {
      const size = channels(inputs);
      return {
        ...freshScaleAndShift(size),
        mean: filled(size, 0),
        variance: filled(size, 1),
      };
    },
    interpreters: {
      tfjs: (params, [x], mode, tf) =>
        mode.training ? norm2d(params, x!, tf, 0, eps) : evaluated(params, x!, tf, eps),
      reference: (inputs) => batchNormRule(channels(inputs), eps),
      fast: (inputs) => ({
        kind: 'normalize',
        channels: channels(inputs),
        eps,
        scale: 'gamma',
        shift: 'beta',
        statistics: { mean: 'mean', variance: 'variance' },
      }),
      symmetry: {
        kind: 'normalize',
        scale: 'gamma',
        shift: 'beta',
        statistics: ['mean', 'variance'],
      },
      bounds: () => ({
        kind: 'standardizing',
        scale: 'gamma',
        shift: 'beta',
        mean: 'mean',
        variance: 'variance',
        eps,
      }),
    },
  };
}

function evaluated(params: Tensors, x: Tensor, tf: TensorLibrary, eps: number): Tensor {
  const factor = tf.rsqrt(tf.add(tf.relu(params['variance']!), eps));
  const h = tf.mul(tf.sub(x, params['mean']!), factor);
  return tf.add(tf.mul(h, params['gamma']!), params['beta']!);
}
