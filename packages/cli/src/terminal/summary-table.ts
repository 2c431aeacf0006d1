import type { SummaryRow } from '../runner/protocol.js';
import { count, loss } from './numbers.js';
import type { Column } from './table.js';
import { textTable } from './table.js';

const COLUMNS: readonly Column<SummaryRow>[] = [
  { title: 'pair', align: 'left', text: (row) => row.pair },
  { title: 'strategy', align: 'left', text: (row) => row.strategy },
  { title: 'verdict', align: 'left', text: (row) => row.verdict },
  { title: 'peak loss', align: 'right', text: (row) => loss(row.peak) },
  { title: 'above ends', align: 'right', text: (row) => loss(row.aboveEnds) },
  {
    title: 'length',
    align: 'right',
    text: (row) => (row.normalizedLength === null ? '–' : Number(row.normalizedLength).toFixed(3)),
  },
  { title: 'beads', align: 'right', text: (row) => count(row.beads) },
  { title: 'gradients', align: 'right', text: (row) => count(row.gradientEvaluations) },
];

/** The outcome of a run as a table; `length` is the normalized length. */
export function summaryTable(rows: readonly SummaryRow[]): string {
  return textTable(COLUMNS, rows);
}
