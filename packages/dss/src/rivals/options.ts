import { z } from 'zod';
import { shortenOption } from '../refine/shorten-option.js';

/** Options that all strategies have whose curve moves as a whole. */
export const searchOptions = {
  judgeEvery: z
    .union([z.literal('auto'), z.int().min(1)])
    .default('auto')
    .describe(
      'Optimizer steps between two looks at the losses along the whole curve. "auto": as soon as all looks together take at most a fifth of the work of the descent, in rows of data (a loss goes through the evaluation set, a gradient through a batch).',
    ),
  // The default is measured: see the guide, "Learning rates of curves".
  schedule: z
    .enum(['constant', 'cosine', 'late'])
    .default('constant')
    .describe(
      'How the learning rate goes over the steps that maxSteps and the budget allow (of each cycle of AutoNEB): constant; down along a cosine; or full for three quarters of them, then down to a tenth. But for "constant", the rate comes down at once where the curve makes no headway, before the search gives up.',
    ),
  stall: z
    .strictObject({
      window: z.int().min(1).default(2000).describe('Optimizer steps without headway.'),
      improvement: z
        .number()
        .gt(0)
        .lt(1)
        .default(0.01)
        .describe('The part by which the peak must come down within the window.'),
    })
    .prefault({})
    .describe('When a curve counts as stalled.'),
  noise: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe(
      'Size of the noise on each new bend or bead at the start, as a part of the distance of the endpoints: without any, a curve never leaves a line along which the gradient points along the line.',
    ),
  ...shortenOption,
};

/** Options of a curve that is fitted by stochastic gradients. */
export const fitOptions = {
  bends: z
    .int()
    .min(1)
    .max(62)
    .default(1)
    .describe('Control points between the endpoints, all of which move.'),
  samplesPerStep: z
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .describe('Points drawn along the curve, by whose mean gradient one optimizer step is made.'),
  maxSteps: z.int().min(1).default(20_000).describe('Optimizer steps after which the search ends.'),
  ...searchOptions,
};

/** Options of an elastic band. */
export const bandOptions = {
  spring: z
    .union([z.literal('infinite'), z.number().positive()])
    .default('infinite')
    .describe(
      'Stiffness of the springs between neighbours, in units of loss per squared distance; "infinite": the beads are put at their distances after every step.',
    ),
};
