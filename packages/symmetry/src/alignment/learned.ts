import { tiedAxes } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import { z } from 'zod';
import { scalesLatent, sinkhornLatent } from '../learning/latents.js';
import { alignsByMeasures, type MeasuredQuestion } from './by-measures.js';
import { choosing } from './choosing.js';
import { learn, type Learned, type Phase } from './learned-search.js';

/** How to learn permutations, signs and scales together. */
export interface LearnedOptions {
  readonly permuteSteps: number;
  readonly scaleSteps: number;
  readonly points: number;
  readonly spread: number;
  readonly permuteRate: number;
  readonly scaleRate: number;
  readonly weighEvery: number;
}

/** Of the matrices that permutations are learned by: what `symmetry/sinkhorn` takes by default. */
const OPERATOR = { temperature: 1, rounds: 20, firmness: 0.5 };

/**
 * Learns permutations, signs and scales of b for a low mean loss on the line to a: first where units stand,
 * by doubly stochastic matrices, then how they are scaled, from the lowest line that is known. Learned at
 * once, scales would make up for what a matrix that is no permutation yet averages away.
 *
 * Elements for both ends would add nothing: an element acts linearly on weights, so that the line from g a
 * to h b is g applied to the line from a to g⁻¹ h b, and has its losses.
 *
 * @throws `measures/unavailable`; `symmetry/not-finite`
 */
export function learnFactors(question: MeasuredQuestion, options: LearnedOptions): Learned {
  const { permuteSteps, scaleSteps, permuteRate, scaleRate, ...line } = options;
  const permuted: Phase = {
    ...{ ...line, does: 'permuted', steps: permuteSteps },
    latentOf: (problem) => sinkhornLatent({ ...problem, learningRate: permuteRate }, OPERATOR),
  };
  const scaled: Phase = {
    ...{ ...line, does: 'scaled', steps: scaleSteps },
    latentOf: (problem) => scalesLatent({ ...problem, learningRate: scaleRate }),
  };
  const scales = tiedAxes(question.network).spaces.some(({ scaling }) => scaling);
  return learn(question, scales ? [permuted, scaled] : [permuted]);
}

/** Learned alignment as an `align` plugin. */
export const learnedMatching = define({
  kind: 'symmetry',
  name: 'symmetry/learned',
  summary:
    'Learns permutations and signs of b, and then scales, for a low mean loss on the line to a.',
  sources: ['arXiv:2506.22712', 'arXiv:2212.12042', 'arXiv:1802.08665'],
  options: z.strictObject({
    permuteSteps: z
      .int()
      .nonnegative()
      .default(100)
      .describe('Steps of the descent in where units stand; 0: they stay as the start has them.'),
    scaleSteps: z
      .int()
      .nonnegative()
      .default(100)
      .describe('Steps of the descent in scales, wherever scaling is a symmetry.'),
    points: z
      .int()
      .positive()
      .default(4)
      .describe('Gradients a step, each at a point of the line drawn anew.'),
    spread: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.25)
      .describe('How far from halfway points are drawn; 0: halfway alone.'),
    permuteRate: z.number().positive().default(0.3).describe('Of Adam on the logits of matrices.'),
    scaleRate: z.number().positive().default(0.02).describe('Of Adam on the logarithms of scales.'),
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
    alignsByMeasures(choose, (question) => learnFactors(question, options)),
});
