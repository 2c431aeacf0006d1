import type {
  AlignmentProposal,
  AlignmentRule,
  GroupElement,
  NetworkMeasures,
  NetworkView,
  Params,
  Rng,
  Symmetry,
} from '@isthmus/core/contract';
import { act } from '../group/act.js';
import { readyProducts } from '../matching/inner-products.js';
import { refusalOfCode } from './refusals.js';

/** What a search that looks at losses, gradients or values of units begins with. */
export interface MeasuredQuestion {
  readonly network: NetworkView;
  readonly a: Params;
  readonly b: Params;
  readonly rng: Rng;
  readonly measures: NetworkMeasures;
}

/** What such a search found. */
export interface MeasuredAnswer {
  /** The element that it would take itself. */
  readonly element: GroupElement;
  readonly candidates: readonly AlignmentProposal[];
}

/** A search by what may be measured of a layer graph, as an `align` plugin. */
export function alignsByMeasures(
  choose: AlignmentRule,
  search: (question: MeasuredQuestion) => MeasuredAnswer,
): Symmetry {
  void readyProducts();
  return {
    choose,
    refusal: refusalOfCode,
    align: (network, a, b, rng, measures) => search({ network, a, b, rng, measures }).element,
    candidates: (network, a, b, rng, measures) =>
      search({ network, a, b, rng, measures }).candidates,
    act,
  };
}
