import { define } from '@isthmus/core/contract';
import { z } from 'zod';
import { sinkhornLatent } from '../learning/latents.js';
import { alignsByMeasures, type MeasuredQuestion } from './by-measures.js';
import { choosing } from './choosing.js';
import { learn, type Learned } from './learned-search.js';

/** How to learn doubly stochastic matrices. */
export interface SinkhornSearchOptions {
  readonly steps: number;
  readonly learningRate: number;
  readonly weighEvery: number;
  readonly temperature: number;
  readonly rounds: number;
  readonly firmness: number;
  readonly loss: 'midpoint' | 'random-point';
}

/**
 * Learns permutations of b for a low loss on the line: doubly stochastic matrices descend by gradients, and
 * the permutations nearest to them are weighed.
 *
 * @throws `measures/unavailable`; `symmetry/not-finite`
 */
export function learnSinkhorn(
  question: MeasuredQuestion,
  { steps, learningRate, weighEvery, loss, ...operator }: SinkhornSearchOptions,
): Learned {
  const spread = loss === 'midpoint' ? 0 : 0.5;
  return learn(question, [
    {
      ...{ does: 'permuted', steps, weighEvery, points: 1, spread },
      latentOf: (problem) => sinkhornLatent({ ...problem, learningRate }, operator),
    },
  ]);
}

/** Sinkhorn re-basin as an `align` plugin. */
export const sinkhornMatching = define({
  kind: 'symmetry',
  name: 'symmetry/sinkhorn',
  summary:
    'Learns permutations of b for a low loss on the line to a, by gradients in doubly stochastic matrices.',
  sources: ['arXiv:2212.12042', 'arXiv:1802.08665', 'arXiv:2205.06688'],
  options: z.strictObject({
    steps: z.int().positive().default(100).describe('Gradients, one a step.'),
    learningRate: z.number().positive().default(0.3).describe('Of Adam on the logits.'),
    loss: z
      .enum(['midpoint', 'random-point'])
      .default('midpoint')
      .describe('Where on the line a step looks: halfway, or at a point drawn anew each time.'),
    temperature: z
      .number()
      .positive()
      .default(1)
      .describe('Divides the logits: the smaller, the nearer the matrices are to permutations.'),
    rounds: z
      .int()
      .positive()
      .default(20)
      .describe('How often rows and columns are normalised in turn.'),
    firmness: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.5)
      .describe('How much of each unit is at first the one that the start pairs with it.'),
    weighEvery: z
      .int()
      .positive()
      .default(5)
      .describe(
        'After so many steps each the loss is measured at three points of the line; the lowest are proposed.',
      ),
    ...choosing,
  }),
  create: ({ choose, ...options }) =>
    alignsByMeasures(choose, (question) => learnSinkhorn(question, options)),
});
