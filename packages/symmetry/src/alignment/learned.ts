import { define } from '@isthmus/core/contract';
import type { AlignmentRule } from '@isthmus/core/contract';
import { z } from 'zod';
import { act } from '../group/act.js';
import { factorsLatent } from '../learning/latents.js';
import { choosing } from './choosing.js';
import { learn, type Learned, type LearningQuestion } from './learned-search.js';
import { refusalOfCode } from './refusals.js';

/** How to learn permutations, signs and scales together. */
export interface LearnedOptions {
  readonly steps: number;
  readonly points: number;
  readonly spread: number;
  readonly learningRate: number;
  readonly scaleRate: number;
  readonly hold: number;
  readonly weighEvery: number;
}

/**
 * Learns permutations, signs and scales of b for a low mean loss on the line to a.
 *
 * Elements for both ends would add nothing: an element acts linearly on weights, so that the line from g a
 * to h b is g applied to the line from a to g⁻¹ h b, and has its losses.
 *
 * @throws `measures/unavailable`; `symmetry/not-finite`
 */
export function learnFactors(
  question: LearningQuestion,
  { steps, points, spread, weighEvery, ...latent }: LearnedOptions,
): Learned {
  return learn(question, { steps, points, spread, weighEvery }, (problem) =>
    factorsLatent({ ...problem, learningRate: latent.learningRate }, latent),
  );
}

/** Learned alignment as an `align` plugin. */
export const learnedMatching = define({
  kind: 'symmetry',
  name: 'symmetry/learned',
  summary:
    'Learns permutations, signs and scales of b together, for a low mean loss on the line to a.',
  sources: ['arXiv:2506.22712', 'arXiv:2209.04836, section 3.3', 'arXiv:1308.3432'],
  options: z.strictObject({
    steps: z.int().positive().default(100).describe('Steps of the descent.'),
    points: z
      .int()
      .positive()
      .default(1)
      .describe('Gradients a step, each at a point of the line drawn anew.'),
    spread: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.25)
      .describe('How far from halfway points are drawn; 0: halfway alone.'),
    learningRate: z
      .number()
      .positive()
      .default(0.05)
      .describe('Of Adam on the matrices that permutations are read off.'),
    scaleRate: z.number().positive().default(0.02).describe('Of Adam on the logarithms of scales.'),
    hold: z
      .number()
      .positive()
      .default(1)
      .describe('How much more than all others the pairs of the start count at first.'),
    weighEvery: z
      .int()
      .positive()
      .default(10)
      .describe('After so many steps each the loss halfway is measured; the lowest are proposed.'),
    ...choosing,
  }),
  create: ({ choose, ...options }) => ({
    choose: choose satisfies AlignmentRule,
    refusal: refusalOfCode,
    align: (network, a, b, rng, measures) =>
      learnFactors({ network, a, b, rng, measures }, options).element,
    candidates: (network, a, b, rng, measures) =>
      learnFactors({ network, a, b, rng, measures }, options).candidates,
    act,
  }),
});
