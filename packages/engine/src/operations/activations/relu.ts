import { z } from 'zod';
import { define } from '@isthmus/contract';
import { elementwiseLayer } from '../elementwise.js';

const NAME = 'core/relu';

/** `max(0, x)`; the derivative at 0 is 0. */
export const relu = define({
  kind: 'layer',
  name: NAME,
  summary: 'Rectified linear activation: max(0, x).',
  sources: [],
  options: z.strictObject({}),
  create: () =>
    elementwiseLayer(
      NAME,
      (tf, x) => tf.relu(x),
      {
        // The test is x < 0 so that NaN stays NaN: a diverged network must not look like a dead one.
        value: (x) => (x < 0 ? 0 : x),
        derivative: (x) => (x > 0 ? 1 : 0),
        second: () => 0,
      },
      { scaling: true, sign: false },
      { name: 'relu' },
      { kind: 'hinge', slope: 0 },
    ),
});
