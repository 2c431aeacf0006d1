import { IsthmusError } from '@isthmus/contract/base';
import type { Path } from '@isthmus/contract';
import { lerp, narrowed, type Params } from '@isthmus/contract/parameters';
import { pointOn } from './element.js';

/**
 * The path of straight segments through the vertices, in their order.
 *
 * @param vertices the endpoint a, the beads, the endpoint b; at least two
 * @throws `path/too-few-vertices`
 * @example
 * polyline([a, b]).elements; // [{ kind: 'segment' }]
 * polyline([a]); // throws path/too-few-vertices
 */
export function polyline(vertices: readonly Params[]): Path {
  if (vertices.length < 2)
    throw new IsthmusError(
      'path/too-few-vertices',
      `A path needs its two ends; got ${vertices.length} vertices.`,
      { vertices: vertices.length },
    );
  return { vertices, elements: vertices.slice(1).map(() => ({ kind: 'segment' })) };
}

/** A place on a path: an element and the t within it, in [0, 1]. */
export interface PathPlace {
  readonly element: number;
  readonly t: number;
}

/**
 * Finds the element that covers t. Element i of n covers [i/n, (i+1)/n]; at a vertex between two
 * elements the answer is the start of the later one, and at t=1 the end of the last.
 *
 * @param t in [0, 1]
 * @throws `path/outside` for any other t
 * @example
 * locate(polyline([a, b, a]), 0.75); // { element: 1, t: 0.5 }
 * locate(polyline([a, b]), 2); // throws path/outside
 */
export function locate(path: Path, t: number): PathPlace {
  if (!(t >= 0 && t <= 1))
    throw new IsthmusError('path/outside', `A path is defined for t in [0, 1]; got ${t}.`, { t });
  const n = path.elements.length;
  const vertex = vertexAt(n, t);
  if (vertex === n) return { element: n - 1, t: 1 };
  if (vertex !== null) return { element: vertex, t: 0 };
  const element = Math.min(Math.floor(t * n), n - 1);
  return { element, t: Math.min(Math.max(t * n - element, 0), 1) };
}

/** The t of the whole path for a place on it; a vertex k is at k/n from both of its sides. */
export function positionOf(elements: number, place: PathPlace): number {
  return place.t === 1 ? (place.element + 1) / elements : (place.element + place.t) / elements;
}

/**
 * The parameters at t, rounded once to float32. Both ends and every vertex (at t = k/n for n
 * elements) are met bit for bit.
 *
 * @param t in [0, 1]
 * @throws `path/outside` for any other t
 * @example
 * sameBits(pointAt(polyline([a, b]), 1), b); // true
 */
export function pointAt(path: Path, t: number): Params {
  const place = locate(path, t);
  const ends = endsOfElement(path, place.element);
  const element = path.elements[place.element]!;
  return element.kind === 'segment'
    ? lerp(...ends, place.t)
    : narrowed(pointOn(element, ends, place.t));
}

/**
 * The two vertices that an element joins.
 *
 * @throws `path/no-element`
 * @example
 * endsOfElement(polyline([a, b]), 0)[1] === b; // true
 * endsOfElement(polyline([a, b]), 1); // throws path/no-element
 */
export function endsOfElement(path: Path, element: number): readonly [from: Params, to: Params] {
  const from = path.vertices[element];
  const to = path.vertices[element + 1];
  if (from === undefined || to === undefined)
    throw new IsthmusError(
      'path/no-element',
      `The path has ${path.elements.length} elements between ${path.vertices.length} vertices; element ${element} (counted from 0) is not among them.`,
      { element, elements: path.elements.length, vertices: path.vertices.length },
    );
  return [from, to];
}

/** `t * n` misses whole numbers by rounding (1/49 * 49 < 1), so vertices are recognised by k/n. */
function vertexAt(elements: number, t: number): number | null {
  const nearest = Math.round(t * elements);
  return nearest / elements === t ? nearest : null;
}
