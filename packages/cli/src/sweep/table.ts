import type { SweepGroup } from '@isthmus/core/contract';
import type { SweepRow, SweepTable } from '../protocol/sweep-events.js';
import { SEED } from './groups.js';
import { axisNames, valueText } from '../words/values.js';

/** Rows that an event may carry. */
export const MAX_ROWS = 64;

/**
 * The groups as a table for a person, cut to the rows around one.
 *
 * @param pointers of all swept settings
 * @param active the place of the row that is to be among those kept
 */
export function sweepTable(
  pointers: readonly string[],
  groups: readonly SweepGroup[],
  active: number,
  most = MAX_ROWS,
): SweepTable {
  const shown = pointers.filter((pointer) => pointer !== SEED);
  const names = axisNames(pointers).filter((_, i) => pointers[i] !== SEED);
  const start = Math.max(0, Math.min(active - Math.floor(most / 2), groups.length - most));
  const rows = groups.slice(start, start + most).map((group) => rowOf(group, shown));
  const after = groups.length - start - rows.length;
  return { names, rows, before: start, after, active: active - start };
}

function rowOf(group: SweepGroup, pointers: readonly string[]): SweepRow {
  const { label, trials, pairs, reached, connected, fraction, all } = group;
  return {
    values: pointers.map((pointer) => valueText(group.values[pointer])),
    strategy: label,
    trials,
    pairs,
    reached,
    connected,
    low: fraction.low,
    high: fraction.high,
    normalizedLength: all.normalizedLength.mean,
    beads: all.beads.mean,
  };
}
