import type { Path } from '@isthmus/contract';
import { directionsOf } from './element.js';
import { endsOfElement } from './polyline.js';

/** By how much a path turns at its vertices, in degrees: 0 straight on, 180 back. */
export interface PathAngles {
  readonly mean: number;
  readonly largest: number;
}

/**
 * The angles between consecutive elements of a path, arcs by their tangents. An element of length
 * zero has no direction and is left out.
 *
 * @returns null for a path of fewer than two elements that have a direction
 * @example
 * const [p, q, r] = [[0, 0], [1, 0], [1, 1]].map((w) => ({
 *   w: { shape: [2], data: Float32Array.from(w) },
 * }));
 * anglesOf(polyline([p, q, r])); // { mean: 90, largest: 90 }
 * anglesOf(polyline([p, r])); // null
 */
export function anglesOf(path: Path): PathAngles | null {
  const directions = path.elements
    .map((element, i) => directionsOf(element, endsOfElement(path, i)))
    .filter((direction) => direction !== null);
  const angles = directions
    .slice(1)
    .map(({ first }, i) => angleBetween(directions[i]!.last, first));
  if (angles.length === 0) return null;
  return {
    mean: angles.reduce((sum, angle) => sum + angle, 0) / angles.length,
    largest: Math.max(...angles),
  };
}

/**
 * In degrees, from the sum and the difference of the two unit vectors: the cosine alone would lose
 * angles below 1e-6 degrees to rounding.
 */
function angleBetween(u: Float64Array, v: Float64Array): number {
  let sum = 0;
  let difference = 0;
  for (let i = 0; i < u.length; i++) {
    sum += (u[i]! + v[i]!) ** 2;
    difference += (u[i]! - v[i]!) ** 2;
  }
  return (2 * Math.atan2(Math.sqrt(difference), Math.sqrt(sum)) * 180) / Math.PI;
}
