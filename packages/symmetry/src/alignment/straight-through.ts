import { define } from '@isthmus/core/contract';
import { z } from 'zod';
import { weightsLatent } from '../learning/latents.js';
import { alignsByMeasures, type MeasuredQuestion } from './by-measures.js';
import { choosing } from './choosing.js';
import { learn, type Learned } from './learned-search.js';

/** How to learn by the straight-through estimator. */
export interface StraightThroughOptions {
  readonly steps: number;
  readonly learningRate: number;
  readonly weighEvery: number;
}

/**
 * Learns permutations and signs of b for a low loss halfway: weights of their own descend by the gradient
 * at the midpoint, and b is brought as near to them as it can at every step.
 *
 * @throws `measures/unavailable`; `symmetry/not-finite`
 */
export function learnStraightThrough(
  question: MeasuredQuestion,
  { steps, learningRate, weighEvery }: StraightThroughOptions,
): Learned {
  return learn(question, [
    {
      ...{ does: 'permuted', steps, weighEvery, points: 1, spread: 0 },
      latentOf: (problem, rng) => weightsLatent({ ...problem, learningRate }, rng),
    },
  ]);
}

/** The straight-through midpoint as an `align` plugin. */
export const straightThrough = define({
  kind: 'symmetry',
  name: 'symmetry/straight-through',
  summary:
    'Learns permutations (and signs) of b for a low loss halfway to a, by gradients that go straight through an assignment.',
  sources: ['arXiv:2209.04836, section 3.3, algorithm 3', 'arXiv:1308.3432'],
  options: z.strictObject({
    steps: z.int().positive().default(100).describe('Gradients, one a step.'),
    learningRate: z
      .number()
      .positive()
      .default(0.01)
      .describe('Of Adam on the weights in between.'),
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
    alignsByMeasures(choose, (question) => learnStraightThrough(question, options)),
});
