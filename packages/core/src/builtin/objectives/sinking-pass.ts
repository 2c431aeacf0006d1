import { z } from 'zod';
import type { Objective } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { addForms, formOf, scaleForm, squareForm, squareRange } from '../../certify/line-form.js';
import { exponentialRange, lineBounds, productRange } from '../../certify/line-bounds.js';
import { normalPoint, specOf, type AnalyticLoss } from '../../landscapes/analytic.js';

/**
 * `(x² - 1)² e^(-y²)`: the valleys x = -1 and x = 1 lie at 0, and the pass between them at height y is
 * `e^(-y²)` high. The lowest connecting level of (-1, 0) and (1, 0) is 0 as an infimum over paths, but
 * every single path rises above 0.
 *
 * @example
 * sinkingPass().value(Float64Array.of(0, 0)); // 1
 * sinkingPass().value(Float64Array.of(0, 2)) < 0.019; // true
 */
export function sinkingPass(): AnalyticLoss {
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => (x * x - 1) ** 2 * Math.exp(-y * y),
    gradient: ([x = 0, y = 0]) => {
      const [height, fall] = [x * x - 1, Math.exp(-y * y)];
      return Float64Array.of(4 * x * height * fall, -2 * y * height * height * fall);
    },
    // Of two numbers that are not negative the product is least where both are least.
    bounds: lineBounds(([x, y]) =>
      productRange(
        squareRange(addForms(squareForm(x!), formOf(-1))),
        exponentialRange(scaleForm(-1, squareForm(y!))),
      ),
    ),
  };
}

/** A pass that sinks for ever. */
export const sinkingPassObjective = define({
  kind: 'objective',
  name: 'core/sinking-pass',
  summary:
    'The height (x² - 1)² e^(-y²): two valleys whose pass sinks towards 0 as |y| grows, so that no path attains the lowest level.',
  sources: [],
  options: z.strictObject({}),
  create: (): Objective => {
    const loss = sinkingPass();
    return { ...loss, unit: 'height', init: (rng) => normalPoint(loss.spec, rng) };
  },
});
