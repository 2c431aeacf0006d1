import type { Definition } from '@isthmus/core/contract';
import { accounting } from './accounting/accounting.js';
import { activationMatching } from './alignment/activation-matching.js';
import { exact } from './alignment/exact.js';
import { learnedMatching } from './alignment/learned.js';
import { sinkhornMatching } from './alignment/sinkhorn.js';
import { straightThrough } from './alignment/straight-through.js';
import { weightMatching } from './alignment/weight-matching.js';
import { merge } from './interpolation/merge.js';
import { repair } from './interpolation/repair.js';
import { orbit } from './orbit/orbit.js';

/** The plugins of this package. */
export const symmetry: readonly Definition[] = [
  weightMatching,
  activationMatching,
  straightThrough,
  sinkhornMatching,
  learnedMatching,
  exact,
  repair,
  merge,
  accounting,
  orbit,
];

export {
  type ActivationMatching,
  type ActivationMatchingOptions,
  activationMatching,
  matchActivations,
} from './alignment/activation-matching.js';
export { exact, matchExactly } from './alignment/exact.js';
export type { GaugeChoice } from './alignment/candidates.js';
export { learnedMatching } from './alignment/learned.js';
export { sinkhornMatching } from './alignment/sinkhorn.js';
export { straightThrough } from './alignment/straight-through.js';
export {
  matchWeights,
  weightMatching,
  type WeightCandidate,
  type WeightMatching,
  type WeightMatchingOptions,
} from './alignment/weight-matching.js';
export { type Gauge, type LeftOut, balancedGauge } from './gauge/gauge.js';
export { act } from './group/act.js';
export { widenParams, type WideLeaf, type WideParams } from './group/float64.js';
export { functionChange, type FunctionChange } from './group/invariance.js';
export {
  composeElements,
  composeForms,
  factorsOf,
  formOf,
  invertElement,
  invertForm,
  type NormalForm,
} from './group/normal-form.js';
export { merge } from './interpolation/merge.js';
export { repair } from './interpolation/repair.js';
export { movedBy } from './group/permutation.js';
export { accounting } from './accounting/accounting.js';
export { quotientDistance, type QuotientDistance } from './accounting/quotient-distance.js';
export { barycentre } from './orbit/barycentre.js';
export { orbit } from './orbit/orbit.js';
export { orbitSize, type OrbitSize } from './orbit/orbit-size.js';
