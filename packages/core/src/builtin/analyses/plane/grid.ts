import type { ContourGrid, ProjectedCurve } from '@isthmus/contract';

/** The part of a plane that is looked at, in units of `‖b − a‖`. */
export interface PlaneFrame {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
}

/** The shorter side of a frame is at least this part of the longer. */
const LEAST_SIDE = 0.6;

/**
 * The frame in which all curves and both endpoints lie, with room around.
 *
 * @param margin of each side, as a part of the longer one
 * @example
 * frameAround([], 0.25); // { x: [-0.25, 1.25], y: [-0.45, 0.45] }
 */
export function frameAround(
  curves: readonly Pick<ProjectedCurve, 'x' | 'y'>[],
  margin: number,
): PlaneFrame {
  const x = rangeOf([0, 1, ...curves.flatMap((curve) => curve.x)]);
  const y = rangeOf([0, ...curves.flatMap((curve) => curve.y)]);
  const longer = Math.max(x[1] - x[0], y[1] - y[0]);
  const whole = (1 + 2 * margin) * longer;
  return { x: widened(x, margin * longer, whole), y: widened(y, margin * longer, whole) };
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

function widened(
  [low, high]: readonly [number, number],
  room: number,
  whole: number,
): readonly [number, number] {
  const more = Math.max(room, (LEAST_SIDE * whole - (high - low)) / 2);
  return [low - more, high + more];
}

/** The grids that follow each other: the points of each are points of the next. */
export const RESOLUTIONS = [9, 17, 33, 65, 129] as const;

/** Points of a grid to a side. */
export type GridResolution = (typeof RESOLUTIONS)[number];

/** Losses at places of a row, each in [0, 1] along it. */
export type RowLosses = (y: number, t: readonly number[]) => Float64Array;

/**
 * The losses over a frame, from the coarsest grid to the finest: each has the losses of the one before it, and
 * asks for the others alone, a row at a time.
 *
 * @example
 * const frame = { x: [0, 1], y: [0, 1] } as const;
 * const grids = [...refinedGrids(frame, 17, (y, t) => Float64Array.from(t, (x) => x + y))];
 * grids.map(({ x }) => x.length); // [9, 17]
 */
export function* refinedGrids(
  frame: PlaneFrame,
  resolution: GridResolution,
  lossesAt: RowLosses,
): Generator<ContourGrid> {
  const last = resolution - 1;
  const known = Array.from({ length: resolution }, () => new Map<number, number>());
  for (const size of RESOLUTIONS.filter((each) => each <= resolution)) {
    const indices = Array.from({ length: size }, (_, k) => (k * last) / (size - 1));
    for (const row of indices) {
      const missing = indices.filter((column) => !known[row]!.has(column));
      const t = missing.map((column) => column / last);
      const losses = missing.length === 0 ? [] : lossesAt(between(frame.y, row / last), t);
      for (const [i, column] of missing.entries()) known[row]!.set(column, losses[i]!);
    }
    yield {
      x: indices.map((column) => between(frame.x, column / last)),
      y: indices.map((row) => between(frame.y, row / last)),
      values: indices.map((row) => indices.map((column) => known[row]!.get(column)!)),
    };
  }
}

function between([from, to]: readonly [number, number], share: number): number {
  return (1 - share) * from + share * to;
}
