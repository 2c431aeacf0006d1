import {
  distance,
  elementLength,
  endsOf,
  lengthOf,
  lerp,
  nextSample,
  NO_SAMPLES,
  PEAK_SEARCH,
  withSample,
  type Params,
} from '@isthmus/core';
import type { Path, PathElement, Problem } from '@isthmus/core/contract';

/** When the shortening of a path ends. */
export interface ShorteningRules {
  /** Passes over all vertices. */
  readonly maxRounds: number;
  /** A pass that deletes nothing and takes away less than this part of the length is the last. */
  readonly minGain: number;
}

/** The rules of `shortened` where none are given. */
export const SHORTENING: ShorteningRules = { maxRounds: 50, minGain: 1e-3 };

/** How far a vertex is pulled towards its neighbours' midpoint; the first that the level allows. */
const PULLS = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16];

/**
 * Shortens a path without leaving the level. Pass after pass, each interior vertex is deleted where
 * the segment that bypasses it is at or below the level, or else pulled towards the midpoint of its
 * neighbours, as far as the two segments at it stay at or below the level.
 *
 * An arc becomes its chord where that is at or below the level.
 *
 * Every new segment is searched by the reference as the driver searches a finished path, so a path
 * that is connected stays so, at the same grade `sampled`. Deleting makes a path no longer, and a
 * vertex is pulled only where that makes it shorter. Elements that are not replaced stay as they are,
 * with their losses, also where those are above the level.
 *
 * @returns a path of the same ends; the given one's vertices where nothing can be gained
 * @example
 * const setting = { a: [-1, 0], b: [1, 0], level: 0.25 };
 * const problem = analyticProblem(ring(), setting);
 * const far = { w: { shape: [2], data: Float32Array.of(0, 1.2) } };
 * const near = shortened(polyline([problem.a, far, problem.b]), problem);
 * lengthOf(near) < lengthOf(polyline([problem.a, far, problem.b])); // true
 */
export function shortened(
  path: Path,
  problem: Pick<Problem, 'level' | 'along'>,
  rules: ShorteningRules = SHORTENING,
): Path {
  let current = straightened(path, problem);
  for (let round = 0; round < rules.maxRounds; round++) {
    const next = passOver(current, problem);
    const gained = lengthOf(current) - lengthOf(next);
    const deleted = next.vertices.length < current.vertices.length;
    current = next;
    if (!deleted && gained < rules.minGain * lengthOf(current)) break;
  }
  return current;
}

type Level = Pick<Problem, 'level' | 'along'>;

const SEGMENT: PathElement = { kind: 'segment' };

/** The path with the chords of those arcs whose chord may take their place. */
function straightened(path: Path, problem: Level): Path {
  const elements = path.elements.map((element, i) =>
    element.kind === 'arc' && holds(problem, ...endsOf(path, i)) ? SEGMENT : element,
  );
  return { vertices: path.vertices, elements };
}

/** One pass, in which every vertex sees its left neighbour as the pass left it. */
function passOver(path: Path, problem: Level): Path {
  const { vertices, elements } = path;
  const kept = [vertices[0]!];
  const joins: PathElement[] = [];
  // What leads from the last vertex that is kept to the one that is looked at.
  let leading = elements[0]!;
  for (let i = 1; i < vertices.length - 1; i++) {
    const [before, here, after] = [kept.at(-1)!, vertices[i]!, vertices[i + 1]!];
    if (holds(problem, before, after)) {
      leading = SEGMENT;
      continue;
    }
    const length = elementLength(leading, [before, here]) + elementLength(elements[i]!, [here, after]); // prettier-ignore
    const point = pulled(problem, before, here, after, length);
    kept.push(point);
    joins.push(point === here ? leading : SEGMENT);
    leading = point === here ? elements[i]! : SEGMENT;
  }
  return { vertices: [...kept, vertices.at(-1)!], elements: [...joins, leading] };
}

/** @param length of the path from the vertex before over this one to the next */
function pulled(
  problem: Level,
  before: Params,
  here: Params,
  after: Params,
  length: number,
): Params {
  const middle = lerp(before, after, 0.5);
  const lengthBy = (point: Params) => distance(before, point) + distance(point, after);
  for (const pull of PULLS) {
    const point = lerp(here, middle, pull);
    if (lengthBy(point) < length && holds(problem, before, point) && holds(problem, point, after))
      return point;
  }
  return here;
}

/** Whether a segment stays at or below the level wherever the driver would look, up to the first failure. */
function holds({ level, along }: Level, from: Params, to: Params): boolean {
  const lossAt = along(from, to);
  let samples = NO_SAMPLES;
  for (let t = nextSample(samples, PEAK_SEARCH); t !== null; t = nextSample(samples, PEAK_SEARCH)) {
    const loss = lossAt(t);
    if (!(loss <= level)) return false;
    samples = withSample(samples, t, loss);
  }
  return true;
}
