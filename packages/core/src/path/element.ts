import type { ArcElement, PathElement, Problem } from '@isthmus/contract';
import {
  distance,
  leafOf,
  type Params,
  widened,
  type WidePoint,
} from '@isthmus/contract/parameters';
import { entriesBetween, entriesFrom } from '@isthmus/contract/internal';
import { arcDirection, arcPoint } from './arc.js';

/** The part of an arc's t that runs along its curve; the rest closes the rounding of its end. */
export const ARC_PART = 31 / 32;

/** The relative error to which the length of an arc is integrated. */
const ARC_LENGTH_TOLERANCE = 1e-9;

/** The two vertices that an element joins. */
export type ElementEnds = readonly [from: Params, to: Params];

/**
 * The point of an element at t, in float64. Both vertices are met exactly.
 *
 * @param t in [0, 1]
 * @throws `path/bad-arc` where an arc does not fit the arrays
 * @example
 * const [p, q] = [1, 3].map((x) => ({ w: { shape: [1], data: Float32Array.of(x) } }));
 * pointOn({ kind: 'segment' }, [p, q], 0.25).w.data[0]; // 1.5
 */
export function pointOn(element: PathElement, [from, to]: ElementEnds, t: number): WidePoint {
  if (t === 0) return widened(from);
  if (t === 1) return widened(to);
  if (element.kind === 'segment') return mixed(widened(from), to, t);
  if (t <= ARC_PART) return arcPoint(element, from, t / ARC_PART);
  return mixed(arcPoint(element, from, 1), to, (t - ARC_PART) / (1 - ARC_PART));
}

/**
 * The losses on an element by t in [0, 1], by the function that decides; what does not depend on t is
 * computed once. Neither end may be written to while it is used.
 *
 * @example
 * const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
 * lossesOn({ kind: 'segment' }, [problem.a, problem.b], problem)(0.5); // 1
 */
export function lossesOn(
  element: PathElement,
  ends: ElementEnds,
  problem: Pick<Problem, 'along' | 'valueAt'>,
): (t: number) => number {
  const straight = problem.along(...ends);
  if (element.kind === 'segment') return straight;
  return (t) => (t === 0 || t === 1 ? straight(t) : problem.valueAt(pointOn(element, ends, t)));
}

/**
 * The Euclidean length of an element from its start to t: for an arc the integral of its speed, to
 * 1e-9 of it, and what is run of the segment that closes it.
 *
 * @param t in [0, 1]; the whole element when left out
 * @example
 * const [p, q] = [1, 3].map((x) => ({ w: { shape: [1], data: Float32Array.of(x) } }));
 * elementLength({ kind: 'segment' }, [p, q], 0.25); // 0.5
 */
export function elementLength(element: PathElement, [from, to]: ElementEnds, t = 1): number {
  if (element.kind === 'segment') return t * distance(from, to);
  const curve = arcLength(element, from, Math.min(1, t / ARC_PART));
  if (t <= ARC_PART) return curve;
  const gap = wideDistance(arcPoint(element, from, 1), to);
  return curve + ((t - ARC_PART) / (1 - ARC_PART)) * gap;
}

/**
 * The direction of an element at t, of any length; on the segment that closes an arc, as short as
 * rounding, that of the end of the curve.
 *
 * @param t in [0, 1]
 */
export function directionOn(element: PathElement, [from, to]: ElementEnds, t: number): WidePoint {
  if (element.kind === 'segment') return joined(widened(from), to, entriesFrom);
  return arcDirection(element, arcPoint(element, from, Math.min(1, t / ARC_PART)));
}

/**
 * The directions in which an element leaves its first vertex and arrives at its last, each of length
 * 1, `[P]`.
 *
 * @returns null for an element of length zero
 * @example
 * const [p, q] = [1, 3].map((x) => ({ w: { shape: [1], data: Float32Array.of(x) } }));
 * directionsOf({ kind: 'segment' }, [p, q])?.first; // Float64Array.of(1)
 */
export function directionsOf(
  element: PathElement,
  ends: ElementEnds,
): { readonly first: Float64Array; readonly last: Float64Array } | null {
  const at = (t: number) => unit(flat(directionOn(element, ends, t)));
  const [first, last] = [at(0), at(1)];
  return first === null || last === null ? null : { first, last };
}

/** `(1-t)p + t q`, with the care of `lerpEntry`. */
function mixed(point: WidePoint, to: Params, t: number): WidePoint {
  return joined(point, to, (p, q) => entriesBetween(p, q, t, 0, new Float64Array(p.length)));
}

function joined(
  point: WidePoint,
  to: Params,
  f: (p: Float64Array, q: Float32Array) => Float64Array,
): WidePoint {
  return Object.fromEntries(
    Object.entries(point).map(([name, { shape, data }]) => [
      name,
      { shape, data: f(data, leafOf(to, name).data) },
    ]),
  );
}

/** Simpson's rule with twice the panels until that changes nothing; the speed is analytic. */
function arcLength(arc: ArcElement, from: Params, end: number): number {
  if (end === 0) return 0;
  const speedAt = (s: number) => size(flat(arcDirection(arc, arcPoint(arc, from, s))));
  const outer = speedAt(0) + speedAt(end);
  let [odd, even] = [speedAt(end / 2), 0];
  let last = NaN;
  for (let panels = 2; panels <= MOST_PANELS; panels *= 2) {
    const sum = ((outer + 4 * odd + 2 * even) * end) / (3 * panels);
    // The error of the finer sum is a fifteenth of the change.
    if (Math.abs(sum - last) <= ARC_LENGTH_TOLERANCE * sum) return sum;
    last = sum;
    even += odd;
    odd = 0;
    for (let i = 0; i < panels; i++) odd += speedAt(((i + 0.5) * end) / panels);
  }
  return last;
}

const MOST_PANELS = 4096;

function wideDistance(point: WidePoint, to: Params): number {
  return size(flat(joined(point, to, entriesFrom)));
}

function flat(point: WidePoint): Float64Array {
  const leaves = Object.values(point);
  const joined = new Float64Array(leaves.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of leaves) {
    joined.set(data, at);
    at += data.length;
  }
  return joined;
}

function size(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}

/** The vector divided by its length, in place; null where that is 0. */
function unit(x: Float64Array): Float64Array | null {
  const length = size(x);
  if (length === 0) return null;
  for (let i = 0; i < x.length; i++) x[i]! /= length;
  return x;
}
