import type { Definition } from '@isthmus/core/contract';
import { accounting } from './accounting/accounting.js';
import { weightMatching } from './alignment/weight-matching.js';
import { curvature } from './curvature/curvature.js';
import { freeUnit } from './free-unit/free-unit.js';
import { gluing } from './gluing/gluing.js';
import { orbit } from './orbit/orbit.js';
import { tracks } from './tracks/tracks.js';

/** The plugins of this package. */
export const symmetry: readonly Definition[] = [
  weightMatching,
  accounting,
  orbit,
  tracks,
  gluing,
  curvature,
  freeUnit,
];

export type { GaugeChoice } from './alignment/candidates.js';
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
export { movedBy } from './group/permutation.js';
export { accounting } from './accounting/accounting.js';
export { quotientDistance, type QuotientDistance } from './accounting/quotient-distance.js';
export { barycentre } from './orbit/barycentre.js';
export { orbit } from './orbit/orbit.js';
export { orbitSize, type OrbitSize } from './orbit/orbit-size.js';
export { tracks } from './tracks/tracks.js';
