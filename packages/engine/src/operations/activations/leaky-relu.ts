import { z } from 'zod';
import { define } from '@isthmus/contract';
import { elementwiseLayer } from '../elementwise.js';

const NAME = 'core/leaky-relu';

/** `x` above 0 and `slope x` below; the derivative at 0 is the slope. */
export const leakyRelu = define({
  kind: 'layer',
  name: NAME,
  summary: 'Leaky rectified linear activation: x above 0, slope times x below.',
  sources: [],
  options: z.strictObject({
    slope: z.number().min(0).max(1).default(0.01).describe('The slope below 0, from 0 to 1.'),
  }),
  create: ({ slope }) =>
    elementwiseLayer(
      NAME,
      (tf, x) => tf.leakyRelu(x, slope),
      {
        value: (x) => (x > 0 ? x : slope * x),
        derivative: (x) => (x > 0 ? 1 : slope),
        second: () => 0,
      },
      { scaling: true, sign: false },
      { name: 'leaky-relu', parameter: slope },
      { kind: 'hinge', slope },
    ),
});
