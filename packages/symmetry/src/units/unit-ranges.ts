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
 * Visits what nodes give for rows of a split, some rows at a time; entry i of a block is of unit
 * `i % size` where the last axis of its node holds units.
 */
export function eachBlock(
  measures: NetworkMeasures,
  point: Params | WidePoint,
  nodes: readonly string[],
  { part, rows }: LookedAt,
  visit: (blocks: readonly Float64Array[]) => void,
): void {
  let most = 1;
  for (let first = 0; first < rows;) {
    const count = Math.min(most, rows - first);
    const values = measures.unitsOfEach(nodes, point, part, count, first);
    const came = values[0]?.shape[0] ?? 0;
    if (came === 0) return;
    visit(values.map(({ data }) => data));
    first += came;
    // The first row tells how long the others are.
    const row = values.reduce((sum, { shape }) => sum + sizeOf(shape.slice(1)), 0);
    most = Math.max(1, Math.floor(AT_ONCE / row));
  }
}

/** A node whose units are asked for. */
export interface RangeQuestion {
  readonly node: string;
  /** The number of units along its last axis. */
  readonly size: number;
  /** What is to be looked at of every value; the value itself where left out. */
  readonly f?: (value: number) => number;
}

/** Ranges of the units at nodes, by one pass over the rows; in the order of the questions. */
export function rangesOf(
  measures: NetworkMeasures,
  point: Params | WidePoint,
  questions: readonly RangeQuestion[],
  at: LookedAt,
): readonly UnitRanges[] {
  const nodes = [...new Set(questions.map(({ node }) => node))];
  const all = questions.map(({ size }) => noRanges(size));
  eachBlock(measures, point, nodes, at, (blocks) => {
    questions.forEach(({ node, f }, i) => {
      const block = blocks[nodes.indexOf(node)]!;
      widen(all[i]!, f === undefined ? block : block.map(f));
    });
  });
  return all;
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
