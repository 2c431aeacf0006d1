import type { Path } from '../contract/path-strategy.js';
import { countOf, distance, leafOf, type Params } from '../parameters/parameters.js';
import { endsOf } from './polyline.js';

/** By how much a path turns at its vertices, in degrees: 0 straight on, 180 back. */
export interface Angles {
  readonly mean: number;
  readonly largest: number;
}

/**
 * The angles between consecutive segments of a path. A segment of length zero has no direction and is
 * left out.
 *
 * @returns null for a path of fewer than two segments that have a direction
 * @example
 * const [p, q, r] = [[0, 0], [1, 0], [1, 1]].map((w) => ({
 *   w: { shape: [2], data: Float32Array.from(w) },
 * }));
 * anglesOf(polyline([p, q, r])); // { mean: 90, largest: 90 }
 * anglesOf(polyline([p, r])); // null
 */
export function anglesOf(path: Path): Angles | null {
  const directions = path.elements
    .map((_, element) => directionOf(...endsOf(path, element)))
    .filter((direction) => direction !== null);
  const angles = directions.slice(1).map((next, i) => angleBetween(directions[i]!, next));
  if (angles.length === 0) return null;
  return {
    mean: angles.reduce((sum, angle) => sum + angle, 0) / angles.length,
    largest: Math.max(...angles),
  };
}

/** A vector of length 1 from one point to another; null where they coincide. */
function directionOf(from: Params, to: Params): Float64Array | null {
  const length = distance(from, to);
  if (length === 0) return null;
  const direction = new Float64Array(countOf(from));
  let at = 0;
  for (const [name, { data }] of Object.entries(from)) {
    const end = leafOf(to, name).data;
    for (let i = 0; i < data.length; i++) direction[at++] = (end[i]! - data[i]!) / length;
  }
  return direction;
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
