/**
 * A plane of weight space, with two points in it that make its unit and its first axis. Weight space is all
 * parameters as one vector in the order of the spec, statistics of normalizing layers among them, as lengths
 * and distances of paths have it.
 */
export interface WeightPlane {
  /** The point a, `[P]`. */
  readonly origin: Float64Array;
  /** Two orthonormal directions, `[P]` each: that from a to b, and one at a right angle to it. */
  readonly axes: readonly [along: Float64Array, across: Float64Array];
  /** `‖b − a‖`, the unit of all coordinates. */
  readonly unit: number;
}

/** Where a point is seen on a plane, in units of `‖b − a‖`: a at (0, 0), b at (1, 0). */
export interface PlanePlace {
  readonly x: number;
  readonly y: number;
  /** The distance of the point from the plane. */
  readonly off: number;
}

/**
 * The plane through three points, in float64. The third lies where y is above 0.
 *
 * @param third off the line through a and b; each `[P]`
 * @example
 * const plane = planeThrough(...[[1, 0, 0], [3, 0, 0], [2, 0, 5]].map((p) => Float64Array.from(p)));
 * plane.axes[1]; // Float64Array.of(0, 0, 1)
 */
export function planeThrough(a: Float64Array, b: Float64Array, third: Float64Array): WeightPlane {
  const [along, unit] = normalized(minus(b, a));
  // What is left of a long vector near the line is short and full of rounding: the second pass takes that out.
  const once = normalized(without(minus(third, a), along))[0];
  const across = normalized(without(once, along))[0];
  return { origin: a, axes: [along, across], unit };
}

/**
 * Where a point is seen on a plane when it is projected at a right angle.
 *
 * @param point `[P]`
 * @example
 * const plane = planeThrough(...[[1, 0, 0], [3, 0, 0], [2, 0, 5]].map((p) => Float64Array.from(p)));
 * seenOn(plane, Float64Array.of(2, 6, 4)); // { x: 0.5, y: 2, off: 3 }
 */
export function seenOn({ origin, axes, unit }: WeightPlane, point: Float64Array): PlanePlace {
  const from = minus(point, origin);
  const [x, y] = axes.map((axis) => inner(from, axis)) as [number, number];
  return { x: x / unit, y: y / unit, off: norm(without(without(from, axes[0]), axes[1])) / unit };
}

/**
 * The point of a plane at its coordinates, `[P]`.
 *
 * @example
 * const plane = planeThrough(...[[1, 0, 0], [3, 0, 0], [2, 0, 5]].map((p) => Float64Array.from(p)));
 * planePoint(plane, 0.5, 2); // Float64Array.of(2, 0, 4)
 */
export function planePoint({ origin, axes, unit }: WeightPlane, x: number, y: number) {
  const [along, across] = axes;
  return origin.map((entry, i) => entry + unit * (x * along[i]! + y * across[i]!));
}

/**
 * The distance of a point from the line through a and b.
 *
 * @example
 * const [a, b] = [Float64Array.of(0, 0), Float64Array.of(1, 0)];
 * distanceFromLine(a, b, Float64Array.of(7, 2)); // 2
 */
export function distanceFromLine(a: Float64Array, b: Float64Array, point: Float64Array): number {
  return norm(without(minus(point, a), normalized(minus(b, a))[0]));
}

/** The Euclidean norm of a vector. */
export function norm(vector: Float64Array): number {
  return Math.sqrt(inner(vector, vector));
}

function normalized(vector: Float64Array): readonly [direction: Float64Array, length: number] {
  const length = norm(vector);
  return [vector.map((entry) => entry / length), length];
}

/** What is left of a vector beside a direction. */
function without(vector: Float64Array, direction: Float64Array): Float64Array {
  const part = inner(vector, direction);
  return vector.map((entry, i) => entry - part * direction[i]!);
}

function minus(point: Float64Array, origin: Float64Array): Float64Array {
  return point.map((entry, i) => entry - origin[i]!);
}

function inner(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}
