import { z } from 'zod';
import { define } from '@isthmus/contract';
import { dot, mapLeaves } from '@isthmus/contract/parameters';

/**
 * `strength ||theta||²` over all parameters, biases too; its Hessian is `2 strength` times the
 * identity. Note that optimizers' "weight decay" often means half of it.
 */
export const l2 = define({
  kind: 'loss',
  name: 'core/l2',
  summary: 'Regularizer: strength times the sum of squares of all parameters.',
  sources: [],
  options: z.strictObject({
    strength: z.number().nonnegative().describe('The factor of the sum of squares.'),
  }),
  create: ({ strength }) => ({
    on: 'parameters',
    value: (params) => strength * dot(params, params),
    gradient: (params) =>
      mapLeaves(params, ({ data }) => data.map((value) => 2 * strength * value)),
    hessianVector: (_, direction) =>
      Object.fromEntries(
        Object.entries(direction).map(([name, { data }]) => [
          name,
          data.map((value) => 2 * strength * value),
        ]),
      ),
  }),
});
