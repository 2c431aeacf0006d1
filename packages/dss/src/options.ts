import { z } from 'zod';
import { MIN_GRID_POINTS } from '@isthmus/core';

/** Options of `dss/greedy`. */
export const greedyOptions = z.strictObject({
  alpha: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe('Beads descend until their loss is at or below alpha times the level.'),
  maxDepth: z
    .int()
    .min(0)
    .max(30)
    .default(8)
    .describe('Rounds of insertion: d of them give at most 2^d - 1 beads; 0 tries the line only.'),
  insertAt: z
    .enum(['peak', 'middle'])
    .default('peak')
    .describe(
      'Where an edge above the level is split: at its largest loss, which takes fewer beads, or halfway, which is steadier where the loss is flat or noisy.',
    ),
  maxVertices: z
    .int()
    .min(2)
    .default(257)
    .describe('Largest number of vertices of the path, both endpoints included.'),
  maxStepsPerBead: z
    .int()
    .min(1)
    .default(20_000)
    .describe('Optimizer steps of one bead, its restarts included.'),
  evaluateEvery: z
    .int()
    .min(1)
    .default(10)
    .describe(
      'Optimizer steps of a bead between two evaluations of its loss on the evaluation set.',
    ),
  stall: z
    .strictObject({
      window: z.int().min(1).default(1000).describe('Optimizer steps without headway.'),
      improvement: z
        .number()
        .gt(0)
        .lt(1)
        .default(0.01)
        .describe('The part by which the loss must come down within the window.'),
    })
    .prefault({})
    .describe('When a descent counts as stalled.'),
  restarts: z
    .int()
    .min(0)
    .default(3)
    .describe('Times that a stalled bead starts again from where it was inserted, with noise.'),
  noise: z
    .number()
    .gt(0)
    .max(1)
    .default(0.03)
    .describe(
      'Size of the noise at a saddle, as a part of the length of the edge; restart k takes 4^k times as much, at most that length.',
    ),
  minSpacing: z
    .number()
    .min(0)
    .lt(1)
    .default(0.001)
    .describe(
      'Edges shorter than this part of the distance of the endpoints are not split: the search ends.',
    ),
  plateauDepths: z
    .int()
    .min(1)
    .default(4)
    .describe('The search ends when its lowest peak was not improved over this many depths.'),
  gridPoints: z
    .int()
    .min(MIN_GRID_POINTS)
    .default(MIN_GRID_POINTS)
    .describe('Samples of an edge before the refinement of its peak, both ends included.'),
});

/** Validated options of `dss/greedy`. */
export type GreedyOptions = z.output<typeof greedyOptions>;
