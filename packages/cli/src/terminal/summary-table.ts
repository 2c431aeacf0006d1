import type { SummaryRow } from '../runner/protocol.js';
import { count, loss } from './numbers.js';
import type { Column } from './table.js';
import { textTable, widthOf } from './table.js';

const PAIR: Column<SummaryRow> = { title: 'pair', align: 'left', text: (row) => row.pair };

const COLUMNS: readonly Column<SummaryRow>[] = [
  { title: 'strategy', align: 'left', text: (row) => row.strategy },
  { title: 'verdict', align: 'left', text: (row) => row.verdict },
  { title: 'peak loss', align: 'right', text: (row) => loss(row.peak) },
  { title: 'above ends', align: 'right', text: (row) => loss(row.aboveEnds) },
  { title: 'beads', align: 'right', text: (row) => count(row.beads) },
  {
    title: 'length',
    align: 'right',
    text: (row) => (row.normalizedLength === null ? '–' : Number(row.normalizedLength).toFixed(3)),
  },
  { title: 'gradients', align: 'right', text: (row) => count(row.gradientEvaluations) },
  { title: 'losses', align: 'right', text: (row) => count(row.lossEvaluations) },
];

/** The columns that stay however narrow the terminal is: strategy, verdict, peak. */
const LEAST = 3;

/**
 * The outcome of a run as a table; `length` is the normalized length. With one pair its column is
 * left out, and on a narrow terminal the last columns are: all of it stands in `result.json`.
 *
 * @param width characters of a line; infinite where nobody reads it on a terminal
 */
export function summaryTable(rows: readonly SummaryRow[], width = Infinity): string {
  const pairs = new Set(rows.map(({ pair }) => pair));
  const first = pairs.size > 1 ? [PAIR] : [];
  for (let kept = COLUMNS.length; ; kept--) {
    const table = textTable([...first, ...COLUMNS.slice(0, kept)], rows);
    if (widthOf(table) <= width || kept === LEAST) return table;
  }
}
