import { z } from 'zod';
import type { ChainForm, Objective } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import {
  addForms,
  formOf,
  multiplyForms,
  positiveForm,
  scaleForm,
  squareRange,
} from '../../certify/line-form.js';
import { lineBounds, scaleRange, sumRange } from '../../certify/line-bounds.js';
import { normalPoint, specOf, type AnalyticLoss } from '../../landscapes/analytic.js';

/**
 * The smallest ReLU network without biases: x in {-1, 1}, y = 1, loss `((p-1)² + (q-1)²)/2` with
 * `p = sum of w1_j w2_j over w2_j > 0` and `q = sum of w1_j |w2_j| over w2_j < 0`.
 *
 * With two units, (1, 1; 1, -1) and its copy with the units swapped are connected at no level
 * below 1/2: below it both p and q are positive, so no w2_j can change its sign. A third unit
 * lets them pass at any level above 0.
 *
 * @param units of the hidden layer, from 1
 * @example
 * reluToy(2).value(Float64Array.of(1, 1, 1, -1)); // 0
 * reluToy(2).value(Float64Array.of(1, 1, 1, 0)); // 0.5
 */
export function reluToy(units: number): AnalyticLoss {
  return {
    spec: specOf({ w1: [units], w2: [units] }),
    value: (w) => {
      const [p, q] = responses(w, units);
      return ((p - 1) ** 2 + (q - 1) ** 2) / 2;
    },
    bounds: lineBounds((w) => {
      // w1 max(0, w2), and w1 max(0, -w2), unit by unit.
      const response = (sign: number) =>
        w
          .slice(0, units)
          .reduce(
            (sum, outer, j) =>
              addForms(sum, multiplyForms(outer, positiveForm(scaleForm(sign, w[units + j]!)))),
            formOf(-1),
          );
      return scaleRange(0.5, sumRange([squareRange(response(1)), squareRange(response(-1))]));
    }),
    gradient: (w) => {
      const [p, q] = responses(w, units);
      return Float64Array.from(w, (_, i) => {
        const j = i % units;
        const inner = w[units + j]!;
        const residual = inner > 0 ? p - 1 : inner < 0 ? 1 - q : 0;
        return residual * (i < units ? inner : w[j]!);
      });
    },
  };
}

function responses(w: Float64Array, units: number): readonly [p: number, q: number] {
  let p = 0;
  let q = 0;
  for (let j = 0; j < units; j++) {
    const product = w[j]! * w[units + j]!;
    if (w[units + j]! > 0) p += product;
    else q -= product;
  }
  return [p, q];
}

/** The network that the formula is of. */
function networkOf(units: number): ChainForm {
  return {
    kind: 'chain',
    layers: [
      { kernel: 'w2', bias: null, inputs: 1, units, activation: 'relu' },
      { kernel: 'w1', bias: null, inputs: units, units: 1, activation: 'none' },
    ],
    inputs: [[1], [-1]],
    targets: [[1], [1]],
  };
}

/** The smallest ReLU network as a formula. */
export const reluToyObjective = define({
  kind: 'objective',
  name: 'core/relu-toy',
  summary:
    'The squared error of a ReLU network without biases on x = -1 and x = 1, both with target 1; w1 [units] reads out, w2 [units] reads in.',
  sources: [],
  options: z.strictObject({
    units: z
      .int()
      .min(1)
      .max(1000)
      .default(2)
      .describe('Hidden units. With 2, exchanging them costs a level of 1/2; with 3 it is free.'),
  }),
  create: ({ units }): Objective => {
    const loss = reluToy(units);
    return {
      ...loss,
      unit: 'squared error',
      init: (rng) => normalPoint(loss.spec, rng),
      form: networkOf(units),
    };
  },
});
