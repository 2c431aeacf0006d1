import type { SweepRecord } from '@isthmus/contract';
import { meanWords, valueText } from '../data/sweep-data.js';
import type { FactGroups } from '../data/sweep-fact-data.js';
import type { ChartOptions } from '../drawing/chart-options.js';
import { formatCount } from '../format/format.js';
import { dataTable } from './data-table.js';

const SEED = '/seed';

/** Rows that a page has room for; `findings.csv` has every number. */
const MAX_ROWS = 500;

/**
 * What analyses of a sweep found, a row for each fact and group, so that the groups of a fact stand below
 * each other.
 */
export function sweepFactTable(
  { axes }: Pick<SweepRecord, 'axes'>,
  found: readonly FactGroups[],
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement {
  const shown = axes.filter(({ pointer }) => pointer !== SEED);
  const rows = found.flatMap(({ fact, groups }) =>
    groups.map(({ values, mean }) => [
      fact,
      ...shown.map(({ pointer }) => valueText(values[pointer])),
      formatCount(mean.n),
      meanWords(mean),
    ]),
  );
  const more = rows.length > MAX_ROWS ? ` The first ${formatCount(MAX_ROWS)} rows.` : '';
  return dataTable(document, {
    caption: `Means with Student's 95 % interval, over trials and the endpoints or pairs of each.${more}`,
    columns: [
      { heading: 'found' },
      ...shown.map(({ name }) => ({ heading: name })),
      { heading: 'n', numeric: true },
      { heading: 'mean', numeric: true },
    ],
    rows: rows.slice(0, MAX_ROWS),
    long: rows.length > 12,
  });
}
