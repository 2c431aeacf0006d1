import { z } from 'zod';
import { define } from '@isthmus/contract';
import { tanhBounds } from '../../proven/smooth-bounds.js';
import { elementwiseLayer } from '../elementwise.js';

const NAME = 'core/tanh';

/** The hyperbolic tangent. */
export const tanh = define({
  kind: 'layer',
  name: NAME,
  summary: 'Hyperbolic tangent activation.',
  sources: [],
  options: z.strictObject({}),
  create: () =>
    elementwiseLayer(
      NAME,
      (tf, x) => tf.tanh(x),
      { value: Math.tanh, derivative, second: (x) => -2 * Math.tanh(x) * derivative(x) },
      { scaling: false, sign: true },
      { name: 'tanh' },
      tanhBounds,
    ),
});

/** `1 / cosh(x)²`, by one exponential; `1 - tanh(x)²` would lose its precision for large x. */
function derivative(x: number): number {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}
