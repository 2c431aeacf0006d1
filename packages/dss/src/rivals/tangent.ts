import { addScaled, norm, zerosLike, type Params } from '@isthmus/core';
import { combine } from './combine.js';

/** A point and its two neighbours along a path, from a towards b. */
export type Triple<T> = readonly [before: T, here: T, after: T];

/**
 * The improved tangent of a path at a vertex, of length 1: towards the neighbour of the higher loss;
 * where both are higher, or both lower, a mean of both directions weighted by the differences of the
 * losses, so that it turns smoothly as the vertex passes an extremum.
 *
 * @returns the zero vector where the neighbours give no direction
 * @source Henkelman & Jónsson, J. Chem. Phys. 113 (2000) 9978, doi:10.1063/1.1323224, equations 8-11
 */
export function tangentAt(points: Triple<Params>, losses: Triple<number>): Params {
  const [before, here, after] = points;
  const [minus, plus] = weightsOf(losses);
  const direction = combine(
    [addScaled(here, before, -1), addScaled(after, here, -1)],
    [minus, plus],
  );
  const length = norm(direction);
  return length === 0 ? zerosLike(here) : combine([direction], [1 / length]);
}

/** How much the directions from the one before and to the one after count. */
function weightsOf([before, here, after]: Triple<number>): readonly [number, number] {
  if (after > here && here > before) return [0, 1];
  if (after < here && here < before) return [1, 0];
  const rises = [Math.abs(after - here), Math.abs(before - here)];
  const [small, large] = [Math.min(...rises), Math.max(...rises)];
  if (large === 0) return [1, 1];
  // Divided by the larger one, as products of tiny losses would be lost in float32.
  return after > before ? [small / large, 1] : [1, small / large];
}
