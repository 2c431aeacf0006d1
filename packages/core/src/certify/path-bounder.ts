import type { ArcElement, ElementPlace, Path, PathClaim, ProofSubject } from '@isthmus/contract';
import type { Params, WidePoint } from '@isthmus/contract/parameters';
import { ARC_PART } from '../path/element.js';
import { polyline } from '../path/polyline.js';
import { endOfArc } from './arc-end.js';
import { arcRefusal } from './arc-symmetry.js';
import { objectiveBounder } from './objective-bounder.js';
import { predictionSlack, type LooseSegment } from './end-slack.js';
import { pointPart, type Part } from './form.js';
import { loosened } from './loose-loss.js';
import { movementOf } from './movement.js';
import { networkBounder } from './network-bounder.js';
import type { Bounder, PartBounds } from './part-bounds.js';
import { planBounds } from './plan.js';

/** By what argument an element is bounded. */
export type Argument = 'leaves' | 'constant' | 'convex' | 'arc';

/** Bounds the loss along a path; every `yield` is a place to pause. */
export interface PathBounder {
  /** By element: read off the network and its two vertices, whatever is said to be known of it. */
  readonly arguments: readonly Argument[];
  /** How many samples errors are counted of; 0 without. */
  readonly samples: number;
  /** At a place of the path. On the curve of an arc the loss is that of the vertex before it. */
  at(place: ElementPlace): Generator<void, PartBounds>;
  /** On part of a segment; of an arc, of the segment that closes it. */
  on(element: number, part: Part): Generator<void, PartBounds>;
}

/**
 * What bounds the loss along a path.
 *
 * @returns why nothing can be said of one of its elements, as a text
 */
export function* pathBounder({
  subject,
  path,
}: Pick<PathClaim, 'subject' | 'path'>): Generator<void, PathBounder | string> {
  if (subject.kind === 'network') return yield* networkPath(subject, path);
  const arc = path.elements.findIndex(({ kind }) => kind === 'arc');
  if (arc >= 0) return `element ${arc} is an arc, and no symmetry of an objective is known`;
  const bounder = objectiveBounder(subject, path);
  return {
    arguments: path.elements.map(() => 'leaves' as const),
    samples: bounder.samples,
    at: ({ element, t }: ElementPlace) => bounder.bound(element, pointPart(t)),
    on: (element: number, part: Part) => bounder.bound(element, part),
  };
}

type NetworkSubject = Extract<ProofSubject, { readonly kind: 'network' }>;

function* networkPath(subject: NetworkSubject, path: Path): Generator<void, PathBounder | string> {
  const ends = yield* arcEnds(subject, path);
  if (typeof ends === 'string') return ends;
  const { points, lines } = lineUp(path, ends);
  const straight = networkBounder(subject, polyline(points));
  const closing = closingBounder(subject, points, ends);
  if (typeof closing === 'string') return closing;
  const isArc = (element: number) => path.elements[element]!.kind === 'arc';
  return {
    arguments: path.elements.map((_, i) => (isArc(i) ? 'arc' : argumentOf(subject, path, i))),
    samples: straight.samples,
    at({ element, t }: ElementPlace) {
      const line = lines[element]!;
      if (!isArc(element) || t === 1) return straight.bound(line, pointPart(t));
      if (t <= ARC_PART) return straight.bound(line - 1, pointPart(0));
      return closing.bound(line, pointPart((t - ARC_PART) / (1 - ARC_PART)));
    },
    on: (element: number, part: Part) =>
      (isArc(element) ? closing : straight).bound(lines[element]!, part),
  };
}

function argumentOf({ network, loss }: NetworkSubject, { vertices }: Path, i: number): Argument {
  const movement = movementOf(network, vertices[i]!, vertices[i + 1]!);
  if (movement === 'constant') return 'constant';
  return movement === 'linear' && loss.convex ? 'convex' : 'leaves';
}

/** By element: the exact end of an arc, as the segment that closes it begins there. */
function* arcEnds(
  { network }: NetworkSubject,
  { vertices, elements }: Path,
): Generator<void, readonly (LooseSegment | null)[] | string> {
  const ends: (LooseSegment | null)[] = [];
  for (const [i, element] of elements.entries()) {
    if (element.kind === 'segment') {
      ends.push(null);
      continue;
    }
    const why = arcRefusal(network, element.factors);
    const end: LooseSegment | string = why ?? (yield* closingOf(element, vertices[i]!, vertices[i + 1]!)); // prettier-ignore
    if (typeof end === 'string') return `element ${i} is an arc of which nothing is proved: ${end}`;
    ends.push(end);
  }
  return ends;
}

function* closingOf(
  arc: ArcElement,
  from: Params,
  to: Params,
): Generator<void, LooseSegment | string> {
  const end = yield* endOfArc(arc, from);
  return typeof end === 'string' ? end : { from: end.point, slack: end.slack, to };
}

/** The vertices with the ends of arcs between them, and by element the place of its segment among their lines. */
function lineUp(
  { vertices }: Path,
  ends: readonly (LooseSegment | null)[],
): { readonly points: readonly Params[]; readonly lines: readonly number[] } {
  const points = [vertices[0]!];
  const lines = ends.map((end, i) => {
    if (end !== null) points.push(asParams(end.from));
    return points.push(vertices[i + 1]!) - 2;
  });
  return { points, lines };
}

/** Bounds read the numbers of a point into float64, whatever holds them; float32 would not hold those of an arc's end. */
function asParams(point: WidePoint): Params {
  return point as unknown as Params;
}

/** Of segments whose first ends are off by what those of all arcs of the path are at most. */
function closingBounder(
  subject: NetworkSubject,
  points: readonly Params[],
  ends: readonly (LooseSegment | null)[],
): Bounder | string {
  const { network, loss, data, classes } = subject;
  const plan = planBounds(network);
  if (typeof plan === 'string' || loss.bounds === undefined)
    throw new Error('a subject without bounds is refused before');
  const slacks = ends.map((end) => (end === null ? 0 : predictionSlack(plan, data, end)));
  const widest = slacks.reduce((most, each) => Math.max(most, each), 0);
  if (!Number.isFinite(widest)) return 'the end of an arc is not finite';
  const { bounds } = loss;
  const loose = loosened({ ...loss, bounds }, widest, classes);
  return networkBounder({ ...subject, loss: loose }, polyline(points));
}
