import type { SweepGroup, SweepMetric, SweepRecord } from '@isthmus/contract';
import type { ChartOptions } from '../drawing/chart-options.js';
import { dataTable, type TableColumn } from './data-table.js';
import { formatCount } from '../format/format.js';
import { fractionWords, meanWords, QUANTITY_WORDS, valueText } from '../data/sweep-data.js';

/** What a table of a sweep is given beside its record. */
export interface SweepTableOptions extends Pick<ChartOptions, 'document'> {
  /** The quantities that it has, in order; normalized length and beads by default. */
  readonly metrics?: readonly SweepMetric[];
}

const SEED = '/seed';

/** A column with what stands in it. */
interface GroupColumn extends TableColumn {
  cell(group: SweepGroup): string;
}

/**
 * What the groups of a sweep have shown: the fraction connected, and beside it the means over all
 * pairs and over the connected ones alone, each with its 95 % interval.
 *
 * @example
 * const table = sweepTable(sweep, { document, metrics: ['peak'] });
 * table.querySelectorAll('tbody tr').length; // 4
 */
export function sweepTable(
  record: SweepRecord,
  { document, metrics = ['normalizedLength', 'beads'] }: SweepTableOptions,
): HTMLElement {
  const columns: readonly GroupColumn[] = [
    ...record.axes.filter(({ pointer }) => pointer !== SEED).map(axisColumn),
    { heading: 'strategy', cell: ({ label }) => label },
    ...COUNTS,
    ...metrics.flatMap(metricColumns),
  ];
  return dataTable(document, {
    caption:
      'Means with their 95 % intervals; those over connected pairs alone stand beside the number of these pairs. Pairs whose endpoints missed the threshold are counted too.',
    columns,
    rows: record.groups.map((group) => columns.map(({ cell }) => cell(group))),
    long: record.groups.length > 12,
  });
}

function axisColumn({ pointer, name }: SweepRecord['axes'][number]): GroupColumn {
  return { heading: name, numeric: true, cell: ({ values }) => valueText(values[pointer]) };
}

const COUNTS: readonly GroupColumn[] = [
  { heading: 'trials', numeric: true, cell: trialsWords },
  { heading: 'reached', numeric: true, cell: ({ reached }) => formatCount(reached) },
  { heading: 'connected', numeric: true, cell: fractionWords },
];

function trialsWords({ trials: { total, finished, failed } }: SweepGroup): string {
  const faulty = failed > 0 ? `, ${formatCount(failed)} failed` : '';
  return `${formatCount(finished)} of ${formatCount(total)}${faulty}`;
}

function metricColumns(metric: SweepMetric): readonly GroupColumn[] {
  const group = QUANTITY_WORDS[metric];
  return [
    { heading: 'all pairs', group, numeric: true, cell: ({ all }) => meanWords(all[metric]) },
    {
      ...{ heading: 'connected only', group, numeric: true },
      cell: ({ connectedOnly }) => {
        const mean = connectedOnly[metric];
        return mean.n === 0 ? meanWords(mean) : `${meanWords(mean)}, n ${formatCount(mean.n)}`;
      },
    },
  ];
}
