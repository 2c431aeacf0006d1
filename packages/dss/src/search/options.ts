import { z } from 'zod';
import { MIN_GRID_POINTS } from '@isthmus/core';
import { shortenOption } from '../refine/shorten-option.js';

/** How beads descend; the same for every strategy of this kind. */
const descent = {
  maxStepsPerBead: z
    .int()
    .min(1)
    .default(20_000)
    .describe('Optimizer steps of one bead, its restarts included.'),
  evaluateEvery: z
    .int()
    .min(1)
    .default(5)
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
};

/** Where edges are split, and how often. */
const splitting = {
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
  minSpacing: z
    .number()
    .min(0)
    .lt(1)
    .default(0.001)
    .describe(
      'Edges shorter than this part of the distance of the endpoints are not split: the search ends.',
    ),
};

/** What searches that go round by round have in common. */
const rounds = {
  alpha: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('The target of beads as a part of the level, as published; overrides room.'),
  room: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe(
      'Beads descend to the larger loss of the endpoints plus this part of the room from there to the level.',
    ),
  settle: z
    .enum(['edges', 'target'])
    .default('edges')
    .describe(
      'When a bead rests: as soon as both of its edges stay at or below the level, at the latest at its target; or only at its target, as published.',
    ),
  maxDepth: z
    .int()
    .min(0)
    .max(30)
    .default(8)
    .describe('Rounds of insertion: d of them give at most 2^d - 1 beads; 0 tries the line only.'),
  ...splitting,
  ...descent,
  plateauDepths: z
    .int()
    .min(1)
    .default(4)
    .describe('The search ends when its lowest peak was not improved over this many depths.'),
  gridPoints: z
    .int()
    .min(MIN_GRID_POINTS)
    .max(100_000)
    .default(MIN_GRID_POINTS)
    .describe('Samples of an edge before the refinement of its peak, both ends included.'),
};

/** Options of `dss/greedy`. */
export const greedyOptions = z.strictObject({
  ...rounds,
  atLeastOneBead: z
    .boolean()
    .default(false)
    .describe(
      'Whether the straight line is split even where it stays at or below the level, so that the path has at least one bead, which descends as any other. The published experiments did so, and their numbers of beads and lengths compare with such runs only. With maxDepth 0 there is none.',
    ),
  ...shortenOption,
});

/** Validated options of `dss/greedy`. */
export type GreedyOptions = Omit<z.output<typeof greedyOptions>, 'shorten'>;

/** Options of `dss/constrained`. */
export const constrainedOptions = z.strictObject({
  mode: z
    .enum(['free', 'equidistant', 'transversal'])
    .default('equidistant')
    .describe(
      'Where beads may go: anywhere; on the plane of points as far from one neighbour as from the other, beginning in its middle whatever insertAt says; or on the plane across the line of the neighbours through the point at which the bead was inserted.',
    ),
  spring: z
    .enum(['none', 'length', 'squared'])
    .default('none')
    .describe(
      'What pulls a bead to its neighbours: nothing, the sum of its two distances (the tension of a string), or of their squares (a pull to the middle).',
    ),
  stiffness: z
    .number()
    .min(0)
    .default(1e-3)
    .describe(
      'Strength of the springs: loss per unit of distance, or per unit of squared distance. Springs of length come to rest where the gradient of the loss is at most twice this.',
    ),
  planeTolerance: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.01)
    .describe(
      'How far off its plane a bead may rest, as a part of the distance of its neighbours.',
    ),
  ...rounds,
  ...shortenOption,
});

/** Validated options of `dss/constrained`. */
export type ConstrainedOptions = Omit<z.output<typeof constrainedOptions>, 'shorten'>;

/** Options of `dss/breadth-first`. */
export const breadthFirstOptions = z.strictObject({
  start: z
    .enum(['random', 'endpoints'])
    .default('random')
    .describe(
      'Which two models it begins with: fresh ones, or copies of the endpoints. They move, so the path has other ends than the endpoints.',
    ),
  rho: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('Once all models have met the common target, it is lowered to this part of itself.'),
  tolerance: z
    .number()
    .gt(0)
    .default(0.1)
    .describe(
      'Two neighbours get a bead between them where the loss rises above 1 + tolerance times the largest loss of a model; the last target is the level divided by that.',
    ),
  maxDepth: z.int().min(0).max(30).default(8).describe('Rounds of insertion at one target.'),
  ...splitting,
  ...descent,
  gridPoints: z
    .int()
    .min(MIN_GRID_POINTS)
    .max(100_000)
    .default(MIN_GRID_POINTS)
    .describe('Samples of an edge before the refinement of its peak, both ends included.'),
  ...shortenOption,
});

/** Validated options of `dss/breadth-first`. */
export type BreadthFirstOptions = Omit<z.output<typeof breadthFirstOptions>, 'shorten'>;
