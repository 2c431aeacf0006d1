import { z } from 'zod';
import { createRng } from '@isthmus/contract/base';
import type { Objective } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import {
  addForms,
  formOf,
  multiplyForms,
  scaleForm,
  squareRange,
} from '../../certify/line-form.js';
import { lineBounds, overRange, sumRange } from '../../certify/line-bounds.js';
import { normalPoint, specOf, type AnalyticLoss } from '../../landscapes/analytic.js';
import { inner, linearRegression, type RegressionSamples } from '../../landscapes/regressions.js';

/**
 * `mean (w1 w2 x - y)²`, a linear network with one hidden layer: w1 is `[1, hidden]`, w2 is
 * `[hidden, D]`.
 *
 * Between two optima, with `D = (w1B - w1A)(w2B - w2A)` and `S = mean x xᵀ`, the loss at t is
 * `L* + t²(1-t)² D S Dᵀ`.
 *
 * @param hidden units of the hidden layer, from 1
 * @example
 * const fit = linearNetwork({ x: [[1], [2]], y: [3, 6] }, 1);
 * fit.value(Float64Array.of(1.5, 2)); // 0
 */
export function linearNetwork({ x, y }: RegressionSamples, hidden: number): AnalyticLoss {
  const inputs = x[0]!.length;
  const product = (w: Float64Array) =>
    Float64Array.from({ length: inputs }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < hidden; j++) sum += w[j]! * w[hidden + j * inputs + i]!;
      return sum;
    });
  const { value, gradient } = linearRegression({ x, y });
  return {
    spec: specOf({ w1: [1, hidden], w2: [hidden, inputs] }),
    bounds: lineBounds((w) => {
      const products = x[0]!.map((_, i) =>
        w
          .slice(0, hidden)
          .reduce(
            (sum, outer, j) => addForms(sum, multiplyForms(outer, w[hidden + j * inputs + i]!)),
            formOf(0),
          ),
      );
      const residual = (row: readonly number[], n: number) =>
        products.reduce((sum, form, i) => addForms(sum, scaleForm(row[i]!, form)), formOf(-y[n]!));
      const squares = x.map((row, n) => squareRange(residual(row, n)));
      return overRange(sumRange(squares), x.length);
    }),
    value: (w) => value(product(w)),
    gradient: (w) => {
      const slope = gradient(product(w));
      return Float64Array.from(w, (_, i) => {
        if (i < hidden) return inner(slope, w.subarray(hidden + i * inputs));
        const [j, k] = [Math.floor((i - hidden) / inputs), (i - hidden) % inputs];
        return w[j]! * slope[k]!;
      });
    },
  };
}

const drawn = z.strictObject({
  inputs: z.int().min(1).max(100).default(2).describe('Entries D of an input.'),
  samples: z.int().min(1).max(10_000).default(8).describe('How many samples are drawn.'),
  noise: z
    .number()
    .min(0)
    .default(0.1)
    .describe('Standard deviation of the normal noise on the targets; 0: they are linear exactly.'),
  seed: z
    .int()
    .min(0)
    .default(0)
    .describe('Seed of the inputs, of the true weights and of the noise.'),
});

const given = z
  .strictObject({
    x: z
      .array(z.array(z.number()).min(1))
      .min(1)
      .describe('Inputs, one list of D numbers a sample.'),
    y: z.array(z.number()).min(1).describe('Targets, one number a sample.'),
  })
  .superRefine(({ x, y }, context) => {
    const odd = x.findIndex((row) => row.length !== x[0]!.length);
    if (odd >= 0)
      context.addIssue({
        code: 'custom',
        path: ['x', odd],
        message: `expected ${x[0]!.length} numbers, as many as the first input has`,
      });
    if (y.length !== x.length)
      context.addIssue({
        code: 'custom',
        path: ['y'],
        message: `expected ${x.length} numbers, one for each input`,
      });
  });

const options = z.strictObject({
  hidden: z
    .int()
    .min(1)
    .max(1000)
    .default(2)
    .describe(
      'Hidden units. With 1 the sign of the optimum cannot be changed below mean y²; from 2 on all optima are connected.',
    ),
  data: z
    .union([drawn, given])
    .prefault({})
    .describe('What is fitted: samples drawn from a seed, or given as lists x and y.'),
});

/** A linear network with one hidden layer and one output, on few samples. */
export const quartic = define({
  kind: 'objective',
  name: 'core/quartic',
  summary:
    'The mean of (w1 w2 x - y)², a linear network with one hidden layer: quartic in the weights w1 [1, hidden] and w2 [hidden, D].',
  sources: ['arXiv:1611.01540, section 2.2 (linear networks)'],
  options,
  create: ({ hidden, data }): Objective => {
    const loss = linearNetwork('x' in data ? data : drawnSamples(data), hidden);
    return { ...loss, unit: 'squared error', init: (rng) => normalPoint(loss.spec, rng) };
  },
});

/**
 * Samples with normal inputs, and targets that are linear in them but for noise.
 *
 * @example
 * drawnSamples({ inputs: 2, samples: 8, noise: 0.1, seed: 0 }).x.length; // 8
 */
export function drawnSamples({
  inputs,
  samples,
  noise,
  seed,
}: z.output<typeof drawn>): RegressionSamples {
  const rng = createRng(seed).fork('quartic');
  const normals = (tag: string, count: number) => {
    const stream = rng.fork(tag);
    return Array.from({ length: count }, () => stream.normal());
  };
  const weights = Float64Array.from(normals('weights', inputs));
  const x = Array.from({ length: samples }, (_, n) => normals(`input ${n}`, inputs));
  const errors = normals('noise', samples);
  return { x, y: x.map((row, n) => inner(weights, row) + noise * errors[n]!) };
}
