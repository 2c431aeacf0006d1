import { countOf, mapLeaves, type Params, type Rng } from '@isthmus/core';

/**
 * A point near another: normal noise on every entry, of expected Euclidean size `size`.
 *
 * Each leaf draws from a fork of its own, so that the noise of one does not depend on the others.
 */
export function perturbed(point: Params, size: number, rng: Rng): Params {
  const spread = size / Math.sqrt(countOf(point));
  return mapLeaves(point, (leaf, name) => {
    const stream = rng.fork(name);
    return leaf.data.map((value) => value + spread * stream.normal());
  });
}
