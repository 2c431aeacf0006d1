/** A number that the loss is nowhere below in the closed box from `low` to `high`; rounding is taken off. */
export type BoxBound = (low: readonly number[], high: readonly number[]) => number;

/** A closed box in the space of all parameters, all sides of one length. */
export interface CellBox {
  readonly low: readonly number[];
  /** A power of two, so that halves are exact. */
  readonly width: number;
}

/** Halvings at most: positions in the box stay exact in float64. */
export const MOST_DEPTH = 30;

/**
 * Whether cells of the box are exact down to the last depth: its corner is a multiple of a part of its
 * width, which is a power of two, and neither is so large that digits are lost.
 */
export function isExactBox({ low, width }: CellBox): boolean {
  const finest = width * 2 ** -MOST_DEPTH;
  const isPower = Number.isFinite(width) && width > 0 && Number.isInteger(Math.log2(width));
  return (
    isPower &&
    2 ** Math.log2(width) === width &&
    finest > 0 &&
    low.every((entry) => Number.isInteger(entry / finest) && Math.abs(entry) + width <= finest * 2 ** 52) // prettier-ignore
  );
}

/** A cell by its depth and its place, in its own widths from the corner of the box. */
export interface Cell {
  readonly depth: number;
  readonly at: readonly number[];
}

/** The corners of a cell; exact. */
export function cornersOf({ low, width }: CellBox, { depth, at }: Cell) {
  const side = width * 2 ** -depth;
  const from = low.map((entry, i) => entry + at[i]! * side);
  return { low: from, high: from.map((entry) => entry + side) };
}

/** The halves of a cell in every direction, in the order in which a tree tells them. */
export function childrenOf({ depth, at }: Cell): readonly Cell[] {
  return Array.from({ length: 2 ** at.length }, (_, n) => ({
    depth: depth + 1,
    at: at.map((entry, i) => 2 * entry + ((n >> i) & 1)),
  }));
}

/** Whether two closed cells of one box have a point in common. */
export function touch(a: Cell, b: Cell): boolean {
  const [coarse, fine] = a.depth <= b.depth ? [a, b] : [b, a];
  const factor = 2 ** (fine.depth - coarse.depth);
  return fine.at.every(
    (entry, i) => entry <= (coarse.at[i]! + 1) * factor && entry + 1 >= coarse.at[i]! * factor,
  );
}

/** Whether a closed cell lies at the surface of its box. */
export function isAtSurface({ depth, at }: Cell): boolean {
  return at.some((entry) => entry === 0 || entry + 1 === 2 ** depth);
}

/** Whether a closed cell holds a point. */
export function holds(box: CellBox, cell: Cell, point: ArrayLike<number>): boolean {
  const { low, high } = cornersOf(box, cell);
  return low.every((entry, i) => entry <= point[i]! && point[i]! <= high[i]!);
}
