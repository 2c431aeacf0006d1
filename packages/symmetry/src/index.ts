import type { Definition } from '@isthmus/core/contract';
import { accounting } from './accounting/accounting.js';
import { activationMatching } from './alignment/activation-matching.js';
import { exact } from './alignment/exact.js';
import { learnedMatching } from './alignment/learned.js';
import { sinkhornMatching } from './alignment/sinkhorn.js';
import { straightThrough } from './alignment/straight-through.js';
import { weightMatching } from './alignment/weight-matching.js';
import { curvature } from './curvature/curvature.js';
import { freeUnit } from './free-unit/free-unit.js';
import { gluing } from './gluing/gluing.js';
import { merge } from './interpolation/merge.js';
import { repair } from './interpolation/repair.js';
import { orbit } from './orbit/orbit.js';
import { units } from './units/units.js';
import { tracks } from './tracks/tracks.js';

/** The plugins of this package. */
export const symmetry: readonly Definition[] = [
  weightMatching,
  accounting,
  orbit,
  units,
  tracks,
  gluing,
  curvature,
  freeUnit,
  activationMatching,
  straightThrough,
  sinkhornMatching,
  learnedMatching,
  exact,
  repair,
  merge,
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
export { curvature } from './curvature/curvature.js';
export { gluing } from './gluing/gluing.js';
export { freeUnit } from './free-unit/free-unit.js';
export { type Gauge, type LeftOut, balancedGauge } from './gauge/gauge.js';
export { act, actInFloat64 } from './group/act.js';
export {
  checkedElement,
  elementChecker,
  type CheckedElement,
  type CheckedPoint,
} from './group/checked-element.js';
export { elementOfText, elementText } from './group/element-text.js';
export { checkElement, composeElements, invertElement, sameElement } from './group/elements.js';
export { widenParams, type WideLeaf, type WideParams } from './group/float64.js';
export { functionChange, type FunctionChange } from './group/invariance.js';
export { layerScaling } from './group/layer-scaling.js';
export { linearFactor, type InvertiblePair } from './group/matrix.js';
export {
  composeForms,
  factorsOf,
  formOf,
  invertForm,
  type NormalForm,
  type UnitFactor,
} from './group/normal-form.js';
export { randomElement, randomShift } from './group/random.js';
export { merge } from './interpolation/merge.js';
export { repair } from './interpolation/repair.js';
export { movedBy } from './group/permutation.js';
export { accounting } from './accounting/accounting.js';
export { quotientDistance, type QuotientDistance } from './accounting/quotient-distance.js';
export { barycentre } from './orbit/barycentre.js';
export { orbit } from './orbit/orbit.js';
export { orbitSize, type OrbitSize } from './orbit/orbit-size.js';
export { biasShifts, shiftBias, type BiasShift } from './units/bias-shifts.js';
export { duplicateUnits, type Duplicates } from './units/duplicates.js';
export { freeWeights, type FreeWeights } from './units/free-dimensions.js';
export { orbitDimension, type OrbitDimension } from './units/orbit-dimension.js';
export {
  unitActivations,
  type Slopes,
  type UnitActivation,
  type UnitMaker,
} from './units/unit-activations.js';
export { type LookedAt, type UnitRanges } from './units/unit-ranges.js';
export { unitStates, type UnitState, type UnitStates } from './units/unit-states.js';
export { findUnits, type UnitsFound } from './units/units-found.js';
export { units } from './units/units.js';
export { tracks } from './tracks/tracks.js';
