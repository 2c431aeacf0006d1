import type { PairRecord, SplitLosses } from '@isthmus/contract';
import type { ChartOptions } from '../drawing/chart-options.js';
import { dataTable, type TableColumn } from './data-table.js';
import {
  formatCount,
  formatFraction,
  formatNumber,
  toNumber,
  type RecordedNumber,
} from '../format/format.js';
import { pathLabels } from '../data/path-labels.js';

/** A split that no level is about. */
type OtherSplit = 'train' | 'test';

const SPLITS: readonly OtherSplit[] = ['train', 'test'];

/**
 * The largest loss and the lowest accuracy that each path has on the train and the test rows, of which its
 * verdict says nothing: whether what holds on the evaluation set holds elsewhere. Null where no path was
 * looked at there.
 *
 * @example
 * const [pair] = result.pairs;
 * splitsTable(pair, { document })?.querySelectorAll('tbody tr').length === pair.paths.length; // true
 */
export function splitsTable(
  { paths }: Pick<PairRecord, 'paths'>,
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement | null {
  const splits = SPLITS.filter((split) => paths.some(({ along }) => along?.[split]));
  if (splits.length === 0) return null;
  const classes = splits.filter((split) => paths.some(({ along }) => along?.[split]?.accuracy));
  const labels = pathLabels(paths);
  return dataTable(document, {
    caption:
      'The paths on the other splits, at even steps of t. They were not searched for there, and no verdict is about these losses.',
    columns: [{ heading: 'strategy' }, ...splits.flatMap((split) => columnsOf(split, classes))],
    rows: paths.map(({ along, strategy }, i) => [
      labels[i] ?? strategy,
      ...splits.flatMap((split) => cellsOf(along?.[split] ?? null, classes.includes(split))),
    ]),
    long: paths.length > 12,
  });
}

function columnsOf(split: OtherSplit, classes: readonly OtherSplit[]): readonly TableColumn[] {
  const column = (heading: string): TableColumn => ({
    heading,
    group: `${split} rows`,
    numeric: true,
  });
  const accuracy = classes.includes(split) ? [column('lowest accuracy')] : [];
  return [column('largest loss'), column('at t'), ...accuracy, column('samples')];
}

function cellsOf(losses: SplitLosses | null, hasClasses: boolean): readonly string[] {
  if (losses === null) return Array.from({ length: hasClasses ? 4 : 3 }, () => formatNumber(null));
  const { t, loss, accuracy } = losses;
  const at = largest(loss);
  const lowest = accuracy === null ? null : Math.min(...accuracy);
  return [
    formatNumber(loss[at] ?? null),
    formatNumber(t[at] ?? null, 3),
    ...(hasClasses ? [formatFraction(lowest)] : []),
    formatCount(t.length),
  ];
}

/** Where the largest is; a loss that is no number is larger than any. */
function largest(losses: readonly RecordedNumber[]): number {
  const rank = (loss: RecordedNumber) => (Number.isNaN(toNumber(loss)) ? Infinity : toNumber(loss));
  return losses.reduce<number>((best, loss, i) => (rank(loss) > rank(losses[best]!) ? i : best), 0);
}
