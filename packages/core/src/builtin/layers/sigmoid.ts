import { z } from 'zod';
import { define } from '../../contract/plugin.js';
import { tfjs } from '../../network/tfjs/library.js';
import { elementwiseLayer } from './elementwise.js';
import { logistic, logisticDerivative } from './logistic.js';

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
      (x) => tfjs().sigmoid(x),
      {
        value: logistic,
        derivative: logisticDerivative,
        second: (x) => logisticDerivative(x) * (logistic(-x) - logistic(x)),
      },
      { scaling: false, sign: false },
      { name: 'sigmoid' },
    ),
});
