import type { NamedPath, Path, ProjectedCurve } from '@isthmus/contract';
import { flattenWide } from '@isthmus/contract/internal';
import type { ParamSpec } from '@isthmus/contract/parameters';
import { pointOn } from '../../../path/element.js';
import { seenOn, type WeightPlane } from '../../../path/plane.js';
import { endsOfElement } from '../../../path/polyline.js';

/** Points by which an arc is drawn, its end included: a quarter turn then strays by 0.1 % of its radius. */
const ARC_POINTS = 16;

/** The most points of one path, so that findings stay small. */
const MOST_POINTS = 1024;

/** Distances from the plane below this part of its unit are what float64 leaves of points that lie on it. */
const ROUNDING = 1e-12;

/** A point of a path, in float64. */
export interface DrawnPoint {
  /** `[P]` */
  readonly at: Float64Array;
  /** Its place among the vertices, both ends counted; null within an arc. */
  readonly vertex: number | null;
}

/**
 * The points by which a path is drawn: its vertices, and samples of its arcs. Of a segment the ends suffice:
 * it is seen as a segment, and nowhere farther from the plane than at one of them. Of paths with more than
 * 1024 such points every so many are left out, never an end.
 */
export function* drawnPoints(spec: ParamSpec, path: Path): Generator<DrawnPoint> {
  const { elements } = path;
  const count = elements.reduce((sum, { kind }) => sum + (kind === 'arc' ? ARC_POINTS : 1), 1);
  const every = Math.max(1, Math.ceil((count - 2) / (MOST_POINTS - 2)));
  let place = 0;
  for (const [i, element] of elements.entries()) {
    const ends = endsOfElement(path, i);
    const steps = element.kind === 'arc' ? ARC_POINTS : 1;
    for (let k = 0; k < steps; k++, place++) {
      if (place % every !== 0) continue;
      const at = flattenWide(spec, pointOn(element, ends, k / steps));
      yield { at, vertex: k === 0 ? i : null };
    }
  }
  const last = elements.length - 1;
  const end = pointOn(elements[last]!, endsOfElement(path, last), 1);
  yield { at: flattenWide(spec, end), vertex: elements.length };
}

/** A path as it is seen on a plane, and how much of it is seen. */
export interface SeenPath {
  readonly curve: ProjectedCurve;
  /** Vertices between its ends. */
  readonly beads: number;
  /** The largest distance from the plane, in its unit; NaN where a point is not finite. */
  readonly off: number;
  /** The length of what is seen by that of the path: 1 where all of it lies on the plane, null without a length. */
  readonly shown: number | null;
}

/** Projects a path onto a plane at a right angle. What is not finite is left out of the curve. */
export function seenPath(
  spec: ParamSpec,
  plane: WeightPlane,
  { label, path }: NamedPath,
): SeenPath {
  const [x, y, off, beads]: number[][] = [[], [], [], []];
  let [whole, seen, isFinite] = [0, 0, true];
  let before: Float64Array | null = null;
  for (const { at, vertex } of drawnPoints(spec, path)) {
    const place = seenOn(plane, at);
    if (!Number.isFinite(place.off + place.x + place.y)) {
      isFinite = false;
      continue;
    }
    if (before !== null) {
      whole += distanceOf(before, at) / plane.unit;
      seen += Math.hypot(place.x - x!.at(-1)!, place.y - y!.at(-1)!);
    }
    if (vertex !== null && vertex > 0 && vertex < path.elements.length) beads!.push(x!.length);
    x!.push(place.x);
    y!.push(place.y);
    off!.push(place.off < ROUNDING ? 0 : place.off);
    before = at;
  }
  return {
    curve: { label, x: x!, y: y!, off: off!, beads: beads! },
    beads: path.elements.length - 1,
    off: isFinite ? off!.reduce((most, value) => Math.max(most, value), 0) : Number.NaN,
    shown: whole > 0 ? seen / whole : null,
  };
}

function distanceOf(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i]! - other[i]!) ** 2;
  return Math.sqrt(sum);
}
