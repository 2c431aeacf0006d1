import { z } from 'zod';
import { define } from '@isthmus/contract';
import { softplusBounds } from '../../proven/smooth-bounds.js';
import { elementwiseLayer } from '../elementwise.js';
import { logistic, logisticDerivative } from '../functions/logistic.js';

const NAME = 'core/softplus';

/** `log(1 + exp(x))`, computed without overflow. */
export const softplus = define({
  kind: 'layer',
  name: NAME,
  summary: 'Smooth rectifier: log(1 + exp(x)).',
  sources: [],
  options: z.strictObject({}),
  create: () =>
    elementwiseLayer(
      NAME,
      (tf, x) => tf.softplus(x),
      {
        value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
        derivative: logistic,
        second: logisticDerivative,
      },
      { scaling: false, sign: false },
      { name: 'softplus' },
      softplusBounds,
    ),
});
