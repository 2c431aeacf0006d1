import { type Arc, checkInvariance, endOfArc } from './arcs.js';
import { boundsOn, type LeafBounds, type Subject } from './bounds.js';
import { ask } from './faults.js';
import type { StoredPath } from './files.js';
import { type Network } from './network.js';
import { type Point, type Segment, standing } from './segment.js';

/** The part of an arc's t that runs along its curve; the rest is the segment that closes it. */
const ARC_PART = 31 / 32;

/**
 * Numbers between which the loss lies at points of one element, t over its own [0, 1]. On the curve of an
 * arc it is the loss of its start, as a symmetry of the network draws it.
 *
 * @throws `Malformed` for an element that is not there, or an arc that is no symmetry
 */
export function boundsAt(
  subject: Subject,
  path: StoredPath,
  element: number,
  t: readonly number[],
): LeafBounds {
  ask(element < path.elements.length, () => `there is no element ${element}`);
  const [from, to] = [path.vertices[element]!, path.vertices[element + 1]!];
  const joined = path.elements[element]!;
  const points = t.map((mid) => ({ mid, half: 0 }));
  if (joined.kind === 'segment') return boundsOn(subject, { from, to, slack: null }, points);
  checkInvariance(subject.network, joined.factors);
  const start = boundsOn(subject, standing(from), [{ mid: 0, half: 0 }]);
  const closing = t.map((each) => ({
    mid: Math.max(0, each - ARC_PART) / (1 - ARC_PART),
    half: 0,
  }));
  const onSegment = boundsOn(subject, closingOf(subject.network, joined, from, to), closing);
  const chosen = (which: keyof LeafBounds) =>
    Float64Array.from(t, (each, i) => (each <= ARC_PART ? start[which][0]! : onSegment[which][i]!));
  return { upper: chosen('upper'), lower: chosen('lower') };
}

/** The segment from the exact end of an arc to the next vertex. @throws `Malformed` where it is no symmetry */
export function closingOf(network: Network, arc: Arc, from: Point, to: Point): Segment {
  checkInvariance(network, arc.factors);
  const { point, slack } = endOfArc(network, arc, from);
  return { from: point, to, slack };
}
