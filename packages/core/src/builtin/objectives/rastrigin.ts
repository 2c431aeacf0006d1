import { z } from 'zod';
import type { Rng } from '@isthmus/contract/base';
import type { Objective } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { unflatten } from '@isthmus/contract/parameters';
import { squareRange } from '../../certify/line-form.js';
import { lineBounds, scaleRange, squaredSineRange, sumRange } from '../../certify/line-bounds.js';
import { specOf, type AnalyticLoss } from '../../landscapes/analytic.js';

/**
 * Rastrigin's function `A n + sum of (x_i² - A cos 2 pi x_i)`, in the form `sum of x_i² + 2A sin² pi x_i`,
 * which is never negative by rounding: a minimum near every point of whole numbers, 0 at the origin.
 *
 * @param dimensions n, from 1
 * @param amplitude A of the waves, at least 0
 * @example
 * rastrigin(2, 10).value(Float64Array.of(0, 0)); // 0
 * rastrigin(2, 10).value(Float64Array.of(0.5, 0)); // 20.25
 */
export function rastrigin(dimensions: number, amplitude: number): AnalyticLoss {
  return {
    spec: specOf({ x: [dimensions] }),
    value: (w) => w.reduce((sum, x) => sum + x * x + 2 * amplitude * Math.sin(Math.PI * x) ** 2, 0),
    gradient: (w) => w.map((x) => 2 * x + 2 * Math.PI * amplitude * Math.sin(2 * Math.PI * x)),
    bounds: lineBounds((w) =>
      sumRange(w.flatMap((x) => [squareRange(x), scaleRange(2 * amplitude, squaredSineRange(x))])),
    ),
  };
}

/** Many minima in a bowl. */
export const rastriginObjective = define({
  kind: 'objective',
  name: 'core/rastrigin',
  summary: "Rastrigin's function: a bowl with waves, so with a minimum near every whole number.",
  sources: ['doi:10.1016/S0167-8191(05)80052-3, function 6'],
  options: z.strictObject({
    dimensions: z.int().min(1).max(10_000).default(2).describe('How many numbers a point has.'),
    amplitude: z
      .number()
      .min(0)
      .default(10)
      .describe('Of the waves, at least 0. The higher, the higher the passes between minima.'),
    radius: z
      .number()
      .positive()
      .default(5.12)
      .describe('Descents begin at points drawn uniformly from [-radius, radius] in each number.'),
  }),
  create: ({ dimensions, amplitude, radius }): Objective => {
    const loss = rastrigin(dimensions, amplitude);
    const coordinate = (rng: Rng) => radius * (2 * rng.next() - 1);
    const drawn = (rng: Rng) => Float64Array.from({ length: dimensions }, () => coordinate(rng));
    return { ...loss, unit: 'height', init: (rng) => unflatten(loss.spec, drawn(rng)) };
  },
});
