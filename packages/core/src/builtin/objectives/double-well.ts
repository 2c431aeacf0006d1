import { z } from 'zod';
import type { Objective } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { addForms, formOf, squareForm, squareRange } from '../../certify/line-form.js';
import { lineBounds, sumRange } from '../../certify/line-bounds.js';
import { normalPoint, specOf, type AnalyticLoss } from '../../landscapes/analytic.js';

/**
 * `(x²-1)² + y²`: minima (-1, 0) and (1, 0) with loss 0, and the saddle (0, 0) with loss 1, the
 * lowest level at which they are connected.
 *
 * @example
 * doubleWell().value(Float64Array.of(1, 0)); // 0
 * doubleWell().value(Float64Array.of(0, 0)); // 1
 */
export function doubleWell(): AnalyticLoss {
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => (x * x - 1) ** 2 + y * y,
    gradient: ([x = 0, y = 0]) => Float64Array.of(4 * x * (x * x - 1), 2 * y),
    bounds: lineBounds(([x, y]) =>
      sumRange([squareRange(addForms(squareForm(x!), formOf(-1))), squareRange(y!)]),
    ),
  };
}

/** Two wells and the saddle between them, as a plugin. */
export const doubleWellObjective = define({
  kind: 'objective',
  name: 'core/double-well',
  summary:
    'The height (x² - 1)² + y²: minima at x = -1 and x = 1, connected from the level 1 of their saddle on.',
  sources: [],
  options: z.strictObject({}),
  create: (): Objective => {
    const loss = doubleWell();
    return {
      ...loss,
      unit: 'height',
      init: (rng) => normalPoint(loss.spec, rng),
      form: {
        kind: 'polynomial',
        terms: [
          { factor: 1, powers: [4, 0] },
          { factor: -2, powers: [2, 0] },
          { factor: 1, powers: [0, 0] },
          { factor: 1, powers: [0, 2] },
        ],
      },
    };
  },
});
