import { distance, IsthmusError, tiedAxes } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import type { GroupElement, NetworkView, Params } from '@isthmus/core/contract';
import { z } from 'zod';
import { readyProducts } from '../matching/inner-products.js';
import { act } from '../group/act.js';
import { widenParams } from '../group/float64.js';
import { identityForms } from '../matching/matching.js';
import { bestFormTo } from './nearest.js';
import { elementOf, measured, nearestOf } from './proposals.js';
import { refusalOfDepth } from './refusals.js';

/**
 * The element of permutations, signs and scales that brings b nearest to a, for a network with one hidden
 * layer. There the squared distance is a sum over pairs of units, each pair can be brought to its best
 * scale and sign by itself, and one linear assignment of these costs has the least sum: no element brings
 * b nearer, but for rounding to float32. (A unit with a side that is all zeros keeps its scale, as moving
 * it may have an infimum that no scale attains.) It is exact in the distance; the lowest line is another question.
 *
 * @throws `symmetry/not-exact` for a network of another depth; `network/misfit`; `symmetry/not-finite`
 * @example
 * matchExactly(network.view, a, b); // throws symmetry/not-exact
 */
export function matchExactly(network: NetworkView, a: Params, b: Params): GroupElement {
  const refusal = refusalOfDepth(network);
  if (refusal !== null)
    throw new IsthmusError(
      'symmetry/not-exact',
      `An exact assignment cannot be had here: ${refusal}. Take symmetry/weight-matching, which searches in any network.`,
    );
  const { spaces } = tiedAxes(network);
  const [space] = spaces;
  const start = widenParams(b);
  const best = bestFormTo(spaces, widenParams(a), start);
  const form = best(space!, { b: start, forms: identityForms(spaces) });
  const element = elementOf({ [space!.name]: form });
  return nearestOf(spaces, distance(a, b), measured(network, a, b, [element]));
}

/** Exact assignment as an `align` plugin. */
export const exact = define({
  kind: 'symmetry',
  name: 'symmetry/exact',
  summary:
    'Brings b nearest to a over all permutations, signs and scales of one hidden layer, by one assignment that is optimal; refused for deeper networks.',
  sources: ['doi:10.1145/321043.321048', 'arXiv:2209.04836, section 3.2'],
  options: z.strictObject({}),
  create: () => {
    void readyProducts();
    return {
      refusal: refusalOfDepth,
      align: (network, a, b) => matchExactly(network, a, b),
      act,
    };
  },
});
