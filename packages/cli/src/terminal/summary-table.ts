import type { SummaryRow } from '../protocol/protocol.js';
import { count, loss, lossBeside, ratio } from '../words/numbers.js';
import type { Column } from './table.js';
import { fittingTable } from './table.js';
import { hanging } from './width.js';

const PAIR: Column<SummaryRow> = { title: 'pair', align: 'left', text: (row) => row.pair };

const COLUMNS: readonly Column<SummaryRow>[] = [
  { title: 'strategy', align: 'left', text: (row) => row.strategy },
  { title: 'verdict', align: 'left', text: (row) => row.verdict },
  {
    title: 'peak loss',
    align: 'right',
    text: ({ peak, level }) =>
      peak === null || level === null ? NO_VALUE : lossBeside(peak, level),
  },
  { title: 'above ends', align: 'right', text: (row) => known(row.aboveEnds, loss) },
  { title: 'beads', align: 'right', text: (row) => known(row.beads, count) },
  { title: 'length', align: 'right', text: (row) => known(row.normalizedLength, ratio) },
  { title: 'gradients', align: 'right', text: (row) => known(row.gradientEvaluations, count) },
  { title: 'losses', align: 'right', text: (row) => known(row.lossEvaluations, count) },
];

/** Stands where a proof was asked for, or one that no path joins two of them. */
const PROVED: Column<SummaryRow> = {
  title: 'proved',
  align: 'left',
  text: ({ proved }) => proved ?? NO_VALUE,
};

const NO_VALUE = '–';

function known<T>(value: T | null, words: (value: T) => string): string {
  return value === null ? NO_VALUE : words(value);
}

/** The columns that stay however narrow the terminal is: strategy, verdict, peak. */
const LEAST = 3;

/**
 * The outcome of a run as a table; `length` is the normalized length. With one pair its column is
 * left out, and on a narrow terminal the last columns are, which a line below it says. Where not even
 * strategy, verdict and peak fit beside each other all of it stands below each other.
 *
 * @param width characters of a line; infinite where nobody reads it on a terminal
 * @param all what shows every column
 */
export function summaryTable(
  rows: readonly SummaryRow[],
  width = Infinity,
  all = 'result.json',
): string {
  const pairs = new Set(rows.map(({ pair }) => pair));
  const first = pairs.size > 1 ? [PAIR] : [];
  return fittingTable(
    [...first, ...COLUMNS.slice(0, LEAST)],
    [...(rows.some(hasProof) ? [PROVED] : []), ...COLUMNS.slice(LEAST)],
    rows,
    width,
    all,
  );
}

function hasProof({ proved }: SummaryRow): boolean {
  return typeof proved === 'string';
}

const MEANINGS = {
  certified: ['certified', 'it is proved that no point of the path is above the level'],
  'certified-apart': [
    'certified',
    'it is proved that every path between the two rises above the level',
  ],
  sampled: [
    'sampled',
    'the loss was evaluated at points of the path; between them nothing is proved',
  ],
} as const;

/** What the grades of the table mean, those that occur in it; empty where it claims nothing. */
export function gradesInWords(rows: readonly SummaryRow[], width = Infinity): string {
  return (['certified', 'certified-apart', 'sampled'] as const)
    .filter((grade) => rows.some((row) => row.grade === grade))
    .map((grade) => hanging(MEANINGS[grade].join(': '), width))
    .join('\n');
}
