import { z } from 'zod';
import type { Objective } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { addForms, formOf, squareForm, squareRange } from '../../certify/line-form.js';
import { lineBounds } from '../../certify/line-bounds.js';
import { normalPoint, specOf, type AnalyticLoss } from '../../landscapes/analytic.js';

/**
 * `(x²+y²-1)²`: the minima are a circle, so any two are connected at level 0; but the middle of
 * opposite ones is a critical point (a maximum of loss 1), from which plain descent never leaves.
 *
 * @example
 * ring().value(Float64Array.of(0.6, 0.8)); // 0
 * ring().value(Float64Array.of(0, 0)); // 1
 */
export function ring(): AnalyticLoss {
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => (x * x + y * y - 1) ** 2,
    gradient: ([x = 0, y = 0]) => {
      const slope = 4 * (x * x + y * y - 1);
      return Float64Array.of(slope * x, slope * y);
    },
    bounds: lineBounds(([x, y]) =>
      squareRange(addForms(addForms(squareForm(x!), squareForm(y!)), formOf(-1))),
    ),
  };
}

/** A circular valley, as a plugin. */
export const ringObjective = define({
  kind: 'objective',
  name: 'core/ring',
  summary:
    'The height (x² + y² - 1)²: its minima are a circle, so any two of them are connected at level 0, by a curve.',
  sources: [],
  options: z.strictObject({}),
  create: (): Objective => {
    const loss = ring();
    return {
      ...loss,
      unit: 'height',
      init: (rng) => normalPoint(loss.spec, rng),
      form: {
        kind: 'polynomial',
        terms: [
          { factor: 1, powers: [4, 0] },
          { factor: 2, powers: [2, 2] },
          { factor: 1, powers: [0, 4] },
          { factor: -2, powers: [2, 0] },
          { factor: -2, powers: [0, 2] },
          { factor: 1, powers: [0, 0] },
        ],
      },
    };
  },
});
