import {
  elementLength,
  endsOfElement,
  evenly,
  lerp,
  locate,
  narrowed,
  pointOn,
  polyline,
  type Params,
} from '@isthmus/core';
import type { Path } from '@isthmus/core/contract';

/**
 * How far along a path its vertices stand, as parts of its length: 0 first, 1 last. A path of length
 * zero has them evenly spaced.
 */
export function arcPositions(path: Path): readonly number[] {
  const lengths = path.elements.map((element, i) => elementLength(element, endsOfElement(path, i)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total === 0) return evenly(path.vertices.length);
  let gone = 0;
  return [0, ...lengths.slice(0, -1).map((length) => (gone += length) / total), 1];
}

/**
 * A path through points at given parts of the length of another, its ends among them bit for bit.
 * Corners between those points are cut and arcs become chords, so the new path is not longer, and its
 * losses are others.
 *
 * @param positions of the interior vertices, increasing, each in [0, 1]
 * @throws `path/outside` for another position
 */
export function placedAlong(path: Path, positions: readonly number[]): Path {
  const marks = arcPositions(path);
  const inner = positions.map((s) => pointBetween(path, marks, s));
  return polyline([path.vertices[0]!, ...inner, path.vertices.at(-1)!]);
}

/**
 * A path re-parametrized by arc length: vertices at even parts of the length, so that t runs along it
 * at an even speed, as far as the corners that are cut allow.
 *
 * @param vertices of the new path, both ends included; as many as the old one has where left out
 * @throws `path/too-few-vertices`
 * @example
 * const [p, q, r] = [0, 3, 4].map((x) => ({ w: { shape: [1], data: Float32Array.of(x) } }));
 * reparametrized(polyline([p, q, r])).vertices[1].w.data; // Float32Array.of(2)
 */
export function reparametrized(path: Path, vertices = path.vertices.length): Path {
  if (vertices < 2) return polyline(path.vertices.slice(0, vertices));
  return placedAlong(path, evenly(vertices).slice(1, -1));
}

/**
 * The same path with more vertices: every element is divided into parts of one length, none longer
 * than given. All old vertices stay; the new ones lie on the old elements but for their rounding to
 * float32. Of arcs it makes polygons, whose losses are others.
 *
 * @param maxSpacing the largest distance of neighbours, above 0
 * @example
 * const [p, q] = [0, 4].map((x) => ({ w: { shape: [1], data: Float32Array.of(x) } }));
 * subdivided(polyline([p, q]), 1.5).vertices.map(({ w }) => w.data[0]); // [0, 4 / 3, 8 / 3, 4].map(Math.fround)
 */
export function subdivided(path: Path, maxSpacing: number): Path {
  const pieces = path.elements.map((element, i) => {
    const parts = Math.max(
      1,
      Math.ceil(elementLength(element, endsOfElement(path, i)) / maxSpacing),
    );
    const inner = evenly(parts + 1).slice(1, -1);
    return [...inner.map((share) => pointAtShare(path, i, share)), path.vertices[i + 1]!];
  });
  return polyline([path.vertices[0]!, ...pieces.flat()]);
}

function pointBetween(path: Path, marks: readonly number[], s: number): Params {
  // For its range check and for both ends.
  locate(path, s);
  const after = marks.findIndex((mark) => mark >= s);
  if (after <= 0) return path.vertices[0]!;
  const [from, to] = [marks[after - 1]!, marks[after]!];
  return pointAtShare(path, after - 1, (s - from) / (to - from));
}

/** Halvings of t in the search for a length: beyond float32. */
const HALVINGS = 30;

/** The point of an element at a part of its own length, rounded once to float32. */
function pointAtShare(path: Path, index: number, share: number): Params {
  const [element, ends] = [path.elements[index]!, endsOfElement(path, index)];
  if (element.kind === 'segment') return lerp(...ends, share);
  const length = share * elementLength(element, ends);
  let [lo, hi] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (lo + hi) / 2;
    if (elementLength(element, ends, middle) < length) lo = middle;
    else hi = middle;
  }
  return narrowed(pointOn(element, ends, (lo + hi) / 2));
}
