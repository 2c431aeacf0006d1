/** A hyperplane across the line of two points: the x with `normal · (x - through) = 0`. */
export interface Plane {
  /** Of length 1, `[P]`. */
  readonly normal: Float64Array;
  /** A point of it, `[P]`. */
  readonly through: Float64Array;
  /** The distance of the two points. */
  readonly span: number;
}

/**
 * The plane across the line from a to b at `(1-t)a + t b`. At t = 1/2 it holds all points that are as
 * far from a as from b.
 *
 * @param a a point, `[P]`
 * @param b another, `[P]`
 * @returns null when they coincide: every point is as far from both
 * @example
 * planeAcross(Float64Array.of(-1, 0), Float64Array.of(1, 0), 0.5)?.normal; // Float64Array.of(1, 0)
 */
export function planeAcross(a: Float64Array, b: Float64Array, t: number): Plane | null {
  const along = b.map((entry, i) => entry - a[i]!);
  const span = Math.sqrt(along.reduce((sum, entry) => sum + entry * entry, 0));
  if (!(span > 0)) return null;
  return {
    normal: along.map((entry) => entry / span),
    through: a.map((entry, i) => (1 - t) * entry + t * b[i]!),
    span,
  };
}

/** How far a point lies off the plane; positive on the side of b. */
export function offPlane({ normal, through }: Plane, point: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < normal.length; i++) sum += normal[i]! * (point[i]! - through[i]!);
  return sum;
}

/** The nearest point of the plane. It is one point for all points of the line from a to b. */
export function ontoPlane(plane: Plane, point: Float64Array): Float64Array {
  return minusNormal(plane, point, offPlane(plane, point));
}

/** The part of a direction that stays in the plane. */
export function withinPlane(plane: Plane, direction: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < direction.length; i++) sum += plane.normal[i]! * direction[i]!;
  return minusNormal(plane, direction, sum);
}

/** Where on the line from a to b a point has its foot: 0 at a, 1 at b; 1/2 when they coincide. */
export function footOf(a: Float64Array, b: Float64Array, point: Float64Array): number {
  const plane = planeAcross(a, b, 0);
  return plane === null ? 0.5 : offPlane(plane, point) / plane.span;
}

function minusNormal({ normal }: Plane, x: Float64Array, by: number): Float64Array {
  return x.map((entry, i) => entry - by * normal[i]!);
}
