import { z } from 'zod';
import { define } from '@isthmus/contract';
import { geluBounds } from '../../proven/smooth-bounds.js';
import { elementwiseLayer } from '../elementwise.js';
import { erfc } from '../functions/erf.js';

const NAME = 'core/gelu';
const ROOT_HALF = Math.SQRT1_2;
const PEAK_OF_NORMAL = 1 / Math.sqrt(2 * Math.PI);

/** `x Φ(x)`, with Φ the distribution function of the standard normal (not its tanh approximation). */
export const gelu = define({
  kind: 'layer',
  name: NAME,
  summary: 'Gaussian error linear unit: x times the normal distribution function of x.',
  sources: ['arXiv:1606.08415, section 2'],
  options: z.strictObject({}),
  create: () =>
    elementwiseLayer(
      NAME,
      ({ add, erf, mul }, x) => {
        return mul(mul(x, 0.5), add(erf(mul(x, ROOT_HALF)), 1));
      },
      {
        value: (x) => x * distribution(x),
        derivative: (x) => distribution(x) + x * density(x),
        second: (x) => density(x) * (2 - x * x),
      },
      { scaling: false, sign: false },
      { name: 'gelu' },
      geluBounds,
    ),
});

/** By the complement, so that the left tail does not cancel. */
function distribution(x: number): number {
  return 0.5 * erfc(-x * ROOT_HALF);
}

function density(x: number): number {
  return PEAK_OF_NORMAL * Math.exp(-0.5 * x * x);
}
