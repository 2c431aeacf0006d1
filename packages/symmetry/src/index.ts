import type { Definition } from '@isthmus/core/contract';
import { weightMatching } from './alignment/weight-matching.js';

/** The plugins of this package. */
export const symmetry: readonly Definition[] = [weightMatching];

export { assign } from './matching/assignment.js';
export type { FoundCandidates, GaugeChoice } from './alignment/candidates.js';
export { type Gauge, type LeftOut, balancedGauge } from './gauge/gauge.js';
export { act, actWide, formsOf, type Forms } from './group/act.js';
export { round, widen, type WideLeaf, type WideParams } from './group/float64.js';
export {
  composeElements,
  composeForms,
  factorsOf,
  formOf,
  invertElement,
  invertForm,
  type NormalForm,
} from './group/normal-form.js';
export { movedBy } from './group/permutation.js';
export { functionChange, type FunctionChange } from './group/invariance.js';
export {
  matchWeights,
  weightMatching,
  type WeightCandidate,
  type WeightMatching,
  type WeightMatchingOptions,
} from './alignment/weight-matching.js';
