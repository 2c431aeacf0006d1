import type { Rng } from '@isthmus/contract/base';
import type { ExtremeEigenvalues } from '@isthmus/contract';
import type { RitzExtremes, RitzValue } from './lanczos.js';
import { extremesOf } from './lanczos.js';
import type { LossLandscape } from './landscape.js';

/** How a spectrum is sought. */
export interface SpectrumOptions {
  /** Steps of Lanczos's method at most. */
  readonly steps: number;
  readonly rng: Rng;
  /** What is added to the Hessian of the loss, such as that of regularizers. */
  readonly plus?: (direction: Float64Array) => Float64Array;
}

/**
 * The smallest and the largest eigenvalue of the Hessian at a point, with their directions.
 *
 * @example
 * const landscape = networkLandscape(network, loss, data.splits.probe);
 * const { largest } = hessianExtremes(landscape, flatten(network.spec, a), { steps: 20, rng });
 * largest.value > 0; // true
 */
export function hessianExtremes(
  landscape: LossLandscape,
  w: Float64Array,
  { steps, rng, plus }: SpectrumOptions,
): RitzExtremes {
  const product = (v: Float64Array) => {
    const image = landscape.hessianVector(w, v);
    if (plus === undefined) return image;
    const more = plus(v);
    return image.map((entry, i) => entry + more[i]!);
  };
  return extremesOf(product, w.length, rng, steps);
}

/**
 * The numbers of a spectrum, without its directions; no residual is taken to be below the rounding of
 * the products that it is made of.
 */
export function eigenvaluesOf(
  { smallest, largest }: RitzExtremes,
  { productRounding }: Pick<LossLandscape, 'productRounding'>,
): ExtremeEigenvalues {
  const size = Math.max(Math.abs(smallest.value), Math.abs(largest.value));
  const residualOf = ({ residual }: RitzValue) => Math.max(residual, productRounding * size);
  return {
    smallest: smallest.value,
    smallestResidual: residualOf(smallest),
    largest: largest.value,
    largestResidual: residualOf(largest),
  };
}

/**
 * The second derivative of the loss along a direction, per squared unit of length: `u·Hu` for the unit
 * vector u.
 *
 * @returns null for the direction 0
 * @example
 * const landscape = networkLandscape(network, loss, data.splits.probe);
 * const w = flatten(network.spec, a);
 * curvatureAlong(landscape, w, new Float64Array(w.length)); // null
 */
export function curvatureAlong(
  landscape: LossLandscape,
  w: Float64Array,
  direction: Float64Array,
): number | null {
  const squares = direction.reduce((sum, entry) => sum + entry * entry, 0);
  if (squares === 0) return null;
  const image = landscape.hessianVector(w, direction);
  return image.reduce((sum, entry, i) => sum + entry * direction[i]!, 0) / squares;
}
