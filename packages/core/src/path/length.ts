import type { Path } from '@isthmus/contract';
import { distance } from '@isthmus/contract/parameters';
import { elementLength } from './element.js';
import { endsOfElement } from './polyline.js';

/**
 * The Euclidean length of a path: the sum over its elements, arcs integrated to 1e-9 of their length.
 *
 * @example
 * lengthOf(polyline([a, b, a])) === 2 * distance(a, b); // true
 */
export function lengthOf(path: Path): number {
  return path.elements.reduce(
    (sum, element, i) => sum + elementLength(element, endsOfElement(path, i)),
    0,
  );
}

/**
 * The length of a path divided by the distance of its ends: 1 for the straight line, larger for any
 * detour (Freeman & Bruna, arXiv:1611.01540); null when the ends coincide.
 *
 * @example
 * normalizedLengthOf(polyline([a, b])); // 1
 * normalizedLengthOf(polyline([a, b, a])); // null
 */
export function normalizedLengthOf(path: Path): number | null {
  const direct = distance(path.vertices[0]!, path.vertices.at(-1)!);
  return direct === 0 ? null : lengthOf(path) / direct;
}
