import { z } from 'zod';
import { define } from '@isthmus/contract';
import { sigmoidBounds } from '../../proven/smooth-bounds.js';
import { elementwiseLayer } from '../elementwise.js';
import { logistic, logisticDerivative } from '../functions/logistic.js';

const NAME = 'core/sigmoid';

/** The logistic function `1 / (1 + exp(-x))`. */
export const sigmoid = define({
  kind: 'layer',
  name: NAME,
  summary: 'Logistic activation: 1 / (1 + exp(-x)).',
  sources: [],
  options: z.strictObject({}),
  create: () =>
    elementwiseLayer(
      NAME,
      (tf, x) => tf.sigmoid(x),
      {
        value: logistic,
        derivative: logisticDerivative,
        second: (x) => logisticDerivative(x) * (logistic(-x) - logistic(x)),
      },
      { scaling: false, sign: false, reflection: 1 },
      { name: 'sigmoid' },
      sigmoidBounds,
    ),
});
