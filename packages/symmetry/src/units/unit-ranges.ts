import { sizeOf } from '@isthmus/core';
import type { DataPart, NetworkMeasures, Params, WidePoint } from '@isthmus/core/contract';

/** The smallest and the largest value of every unit, over rows and places. */
export interface UnitRanges {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Rows of a split that are looked at. */
export interface LookedAt {
  readonly part: DataPart;
  /** The first so many. */
  readonly rows: number;
}

/** Numbers that one call may bring: 32 MB of them. */
const AT_ONCE = 2 ** 22;

/**
 * Visits what a node gives for rows of a split, some rows at a time; entry i of a block is of unit
 * `i % size` where its last axis holds units.
 */
export function eachBlock(
  measures: NetworkMeasures,
  point: Params | WidePoint,
  node: string,
  { part, rows }: LookedAt,
  visit: (block: Float64Array) => void,
): void {
  let most = 1;
  for (let first = 0; first < rows;) {
    const { shape, data } = measures.unitsOf(
      node,
      point,
      part,
      Math.min(most, rows - first),
      first,
    );
    if (shape[0] === 0) return;
    visit(data);
    first += shape[0]!;
    // The first row tells how long the others are.
    most = Math.max(1, Math.floor(AT_ONCE / sizeOf(shape.slice(1))));
  }
}

/**
 * Ranges of the units at a node, and of what a function makes of them.
 *
 * @param size the number of units
 * @param f the identity where left out
 */
export function rangesAt(
  measures: NetworkMeasures,
  point: Params | WidePoint,
  node: string,
  size: number,
  at: LookedAt,
  ...functions: readonly ((value: number) => number)[]
): readonly [UnitRanges, ...UnitRanges[]] {
  const ranges = noRanges(size);
  const made = functions.map(() => noRanges(size));
  eachBlock(measures, point, node, at, (block) => {
    widen(ranges, block);
    functions.forEach((f, i) => {
      widen(made[i]!, block.map(f));
    });
  });
  return [ranges, ...made];
}

function noRanges(size: number): UnitRanges {
  return {
    least: new Float64Array(size).fill(Infinity),
    most: new Float64Array(size).fill(-Infinity),
  };
}

/** NaN stays: a unit that has one is neither dead nor active. */
function widen({ least, most }: UnitRanges, block: Float64Array): void {
  const size = least.length;
  for (let i = 0; i < block.length; i++) {
    const unit = i % size;
    least[unit] = Math.min(least[unit]!, block[i]!);
    most[unit] = Math.max(most[unit]!, block[i]!);
  }
}
