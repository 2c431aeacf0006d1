/** Named float32 arrays: their arithmetic, and their order as one vector. */
export { lerpEntry } from './entries.js';
export {
  addScaled,
  countOf,
  distance,
  dot,
  isFiniteParams,
  leafOf,
  lerp,
  mapLeaves,
  norm,
  sameBits,
  zerosLike,
} from './parameters.js';
export type { Leaf, Params } from './parameters.js';
export { conform, flatten, parameterCount, sizeOf, statisticsOf, unflatten } from './spec.js';
export type { LeafSpec, ParamSpec } from './spec.js';
export { narrowed, widened } from './wide-point.js';
export type { WidePoint } from './wide-point.js';
