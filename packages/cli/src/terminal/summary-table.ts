import type { SummaryRow } from '../protocol/protocol.js';
import { count, loss, lossBeside, ratio } from '../words/numbers.js';
import type { Column } from './table.js';
import { fittingTable } from './table.js';

const PAIR: Column<SummaryRow> = { title: 'pair', align: 'left', text: (row) => row.pair };

const COLUMNS: readonly Column<SummaryRow>[] = [
  { title: 'strategy', align: 'left', text: (row) => row.strategy },
  { title: 'verdict', align: 'left', text: (row) => row.verdict },
  { title: 'peak loss', align: 'right', text: (row) => lossBeside(row.peak, row.level) },
  { title: 'above ends', align: 'right', text: (row) => loss(row.aboveEnds) },
  { title: 'beads', align: 'right', text: (row) => count(row.beads) },
  {
    title: 'length',
    align: 'right',
    text: ({ normalizedLength }) => (normalizedLength === null ? '–' : ratio(normalizedLength)),
  },
  { title: 'gradients', align: 'right', text: (row) => count(row.gradientEvaluations) },
  { title: 'losses', align: 'right', text: (row) => count(row.lossEvaluations) },
];

/** The columns that stay however narrow the terminal is: strategy, verdict, peak. */
const LEAST = 3;

/**
 * The outcome of a run as a table; `length` is the normalized length. With one pair its column is
 * left out, and on a narrow terminal the last columns are: all of it stands in `result.json`. Where not
 * even strategy, verdict and peak fit beside each other they stand below each other.
 *
 * @param width characters of a line; infinite where nobody reads it on a terminal
 */
export function summaryTable(rows: readonly SummaryRow[], width = Infinity): string {
  const pairs = new Set(rows.map(({ pair }) => pair));
  const first = pairs.size > 1 ? [PAIR] : [];
  return fittingTable([...first, ...COLUMNS.slice(0, LEAST)], COLUMNS.slice(LEAST), rows, width);
}
