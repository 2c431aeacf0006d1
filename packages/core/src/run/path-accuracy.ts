import type { Path, PathAccuracy } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { pointAt } from '../path/polyline.js';

/** Places that are measured at most; a path of more than 32 elements is measured at as many, evenly. */
const MAX_ACCURACY_POINTS = 65;

/**
 * The accuracy at the ends, the vertices and the middles of the elements of a path, each rounded to
 * float32. It is off the budget of the search, and no verdict rests on it.
 *
 * @param accuracy the fraction of samples that a network classifies rightly
 * @example
 * accuracyAlong(polyline([a, b]), () => 0.9); // { t: [0, 0.5, 1], accuracy: [0.9, 0.9, 0.9] }
 */
export function accuracyAlong(path: Path, accuracy: (params: Params) => number): PathAccuracy {
  const t = placesAlong(path.elements.length);
  return { t, accuracy: t.map((at) => accuracy(pointAt(path, at))) };
}

function placesAlong(elements: number): readonly number[] {
  const steps = Math.min(2 * elements, MAX_ACCURACY_POINTS - 1);
  return Array.from({ length: steps + 1 }, (_, i) => i / steps);
}
