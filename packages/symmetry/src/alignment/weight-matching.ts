import { distance, tiedAxes, type TiedAxes } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import type {
  AlignmentProposal,
  AlignmentRule,
  GroupElement,
  NetworkView,
  Params,
  Rng,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { readyProducts } from '../matching/inner-products.js';
import { findCandidates, type FoundCandidates, type GaugeChoice } from './candidates.js';
import { choosing } from './choosing.js';
import { act } from '../group/act.js';
import { widenParams } from '../group/float64.js';
import type { MatchingOptions } from '../matching/matching.js';
import { matchTogether } from './frames.js';
import { elementOf, nearestOf } from './proposals.js';

/** How to match weights. */
export interface WeightMatchingOptions extends MatchingOptions {
  /**
   * In which scaling weights are compared: `none` permutes (and flips) only; `balanced` in the balanced
   * gauge; `nearest` seeks the scales of least distance too; `any`: all of these.
   */
  readonly gauge: GaugeChoice;
}

/** One element that might bring b near to a, and how it was found. */
export interface WeightCandidate extends AlignmentProposal {
  /** From a to b as the element moves it. */
  readonly distance: number;
  /**
   * At the start and after every step that was taken: the inner product of a with b in the gauge; for
   * the nearest scales minus the squared distance.
   */
  readonly objective: readonly number[];
}

/** Elements that bring b near to a. */
export interface WeightMatching {
  /** The nearest of the candidates; the identity where all of them would move b away. */
  readonly element: GroupElement;
  /** For every space a permutation, then signs and scales where they change anything. */
  readonly candidates: readonly WeightCandidate[];
  /** Units of a and of b without a balanced point; empty where nothing was balanced. */
  readonly leftOut: FoundCandidates['leftOut'];
  /** Layers whose symmetries are not known. */
  readonly unclaimed: TiedAxes['unclaimed'];
}

/**
 * Finds elements that bring b near to a, by weights alone: for every gauge that is asked for and every
 * start of its search one. A permuted and rescaled copy of a comes back to it where gauge is `any`,
 * `balanced` or `nearest`. Which of them is best for a loss only that loss can tell.
 *
 * @throws `network/misfit` (see `tiedAxes`); `symmetry/not-finite`
 * @example
 * const options = { maxSweeps: 100, restarts: 0, gauge: 'any' } as const;
 * const { element, candidates } = matchWeights(network.view, a, b, rng, options);
 * distance(a, act(network.view, element, b)) < distance(a, b); // true
 * candidates.length; // 7
 */
export function matchWeights(
  network: NetworkView,
  a: Params,
  b: Params,
  rng: Rng,
  options: WeightMatchingOptions,
): WeightMatching {
  const { spaces, unclaimed } = tiedAxes(network);
  const { candidates: found, leftOut } = findCandidates(
    spaces,
    widenParams(a),
    widenParams(b),
    rng,
    options,
  );
  const candidates = found.map(({ label, forms, objective }): WeightCandidate => {
    const element = elementOf(forms);
    return { label, element, objective, distance: distance(a, act(network, element, b)) };
  });
  const element = nearestOf(spaces, distance(a, b), candidates);
  return { element, candidates, leftOut, unclaimed };
}

/** Weight matching as an `align` plugin. */
export const weightMatching = define({
  kind: 'symmetry',
  name: 'symmetry/weight-matching',
  summary:
    'Permutes, rescales and flips hidden units of b so that its weights lie near those of a, without changing its function.',
  sources: ['arXiv:2209.04836, section 3.2, algorithm 1', 'doi:10.1145/321043.321048'],
  options: z.strictObject({
    maxSweeps: z
      .int()
      .positive()
      .default(100)
      .describe('At most so many rounds over all spaces from one start.'),
    restarts: z
      .int()
      .nonnegative()
      .default(0)
      .describe('Further starts from random permutations; what each finds is compared.'),
    gauge: z
      .enum(['any', 'nearest', 'balanced', 'none'])
      .default('any')
      .describe(
        'In which scaling weights are compared, wherever scaling is a symmetry. none: permute (and flip) only; balanced: in the balanced gauge, which finds every rescaled copy; nearest: with the scales of least distance; any: all of these.',
      ),
    many: z
      .enum(['pairs', 'together'])
      .default('pairs')
      .describe(
        "What is done with more than two endpoints. pairs: each pair is aligned by itself; together: all are brought into one frame, so that one pair's alignment after another's is that of the pair that they span. A frame is taken only if it makes no pair worse.",
      ),
    ...choosing,
  }),
  create: ({ choose, many, ...options }) => {
    void readyProducts();
    const together = many === 'together';
    return {
      ...(together && {
        alignAll: (network: NetworkView, models: readonly Params[], rng: Rng) =>
          matchTogether(network, models, rng, options),
      }),
      choose: choose satisfies AlignmentRule,
      align: (network, a, b, rng) => matchWeights(network, a, b, rng, options).element,
      candidates: (network, a, b, rng) =>
        matchWeights(network, a, b, rng, options).candidates.map(({ label, element }) => ({
          label,
          element,
        })),
      act,
    };
  },
});
