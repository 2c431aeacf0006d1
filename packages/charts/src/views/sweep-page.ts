import type { SweepRecord, TrialRecord } from '@isthmus/contract';
import { sweepChart } from '../charts/sweep.js';
import { QUANTITY_WORDS, type SweepQuantity, sweepData, valueText } from '../data/sweep-data.js';
import { type DomChild, element } from '../drawing/dom.js';
import { formatCount, plural } from '../format/format.js';
import { dataTable } from '../tables/data-table.js';
import { sweepTable } from '../tables/sweep-table.js';
import { code, facts, folded, section } from './parts.js';
import { sweepFactsSection } from './sweep-facts-section.js';

/** Trials that the table names; `sweep.json` has all. */
const MAX_TRIALS = 500;

/** The quantities that are drawn. */
export const SWEEP_CHARTS: readonly SweepQuantity[] = ['fraction', 'normalizedLength', 'beads'];

/**
 * The page of a sweep, its parts in order.
 *
 * @example
 * const [header] = sweepPage(sweep, document);
 */
export function sweepPage(record: SweepRecord, document: Document): readonly DomChild[] {
  return [
    header(document, record),
    chartsSection(document, record),
    tablesSection(document, record),
    sweepFactsSection(document, record),
    trialsSection(document, record),
    configSection(document, record),
    environmentSection(document, record),
    wordsSection(document),
    element(document, 'footer', {}, [
      `Written by Isthmus ${record.environment.isthmus}. The full record is sweep.json beside this file, and sweep.csv has a line for every path.`,
    ]),
  ];
}

function header(document: Document, record: SweepRecord): HTMLElement {
  const tone = record.status === 'finished' ? 'connected' : 'failed';
  return element(document, 'header', {}, [
    element(document, 'p', { class: 'overline' }, ['Isthmus sweep']),
    element(document, 'h1', {}, [record.name]),
    element(document, 'div', { class: `headline headline-${tone}` }, [
      element(document, 'p', { class: 'headline-title' }, [headlineOf(record)]),
      element(document, 'p', { class: 'headline-detail' }, [pairsWords(record)]),
    ]),
    facts(document, overview(record), 'overview'),
    ...record.axes.map((axis) => variantsPart(document, axis)),
  ]);
}

/** What stands behind the names of variants. */
function variantsPart(
  document: Document,
  { name, variants }: SweepRecord['axes'][number],
): DomChild {
  if (variants === undefined) return null;
  const rows = Object.entries(variants).map(([variant, settings]) => {
    const set = Object.entries(settings).map(
      ([pointer, value]) => `${pointer} = ${valueText(value)}`,
    );
    return [variant, set.length === 0 ? 'the experiment as it is written' : set.join('; ')];
  });
  return dataTable(document, {
    caption: 'What each sets besides the experiment of the file.',
    columns: [{ heading: name }, { heading: 'sets' }],
    rows,
    long: rows.length > 12,
  });
}

function headlineOf({ status, count, trials }: SweepRecord): string {
  const of = (wanted: TrialRecord['status']) =>
    trials.filter((trial) => trial.status === wanted).length;
  const failed = of('failed');
  const begun = `${formatCount(of('finished'))} of ${plural(count, 'trial')} finished`;
  const faulty = failed > 0 ? `, ${formatCount(failed)} failed` : '';
  return `${begun}${faulty}${status === 'cancelled' ? '; the sweep was cancelled' : ''}.`;
}

/** For each strategy how many pairs it connected, in all groups together. */
function pairsWords({ groups }: SweepRecord): string {
  const strategies = [...new Set(groups.map(({ strategy }) => strategy))];
  return strategies
    .map((strategy) => {
      const own = groups.filter((group) => group.strategy === strategy);
      const pairs = own.reduce((sum, group) => sum + group.pairs, 0);
      const connected = own.reduce((sum, group) => sum + group.connected, 0);
      return `${strategy}: ${formatCount(connected)} of ${plural(pairs, 'pair')} connected.`;
    })
    .join('\n');
}

function overview({ axes, unit }: SweepRecord): readonly (readonly [string, DomChild])[] {
  return [
    ...axes.map(({ pointer, values }) => [pointer, axisWords(values)] as const),
    ['Loss in', unit ?? 'several units'],
  ];
}

/** Values that are spelt out; of more the first and the last. */
const SPELT_OUT = 12;

function axisWords(values: readonly unknown[]): string {
  const texts = values.map(valueText);
  if (texts.length <= SPELT_OUT) return texts.join(', ');
  return `${texts[0] ?? ''}, ${texts[1] ?? ''} … ${texts.at(-1) ?? ''} (${formatCount(texts.length)})`;
}

function chartsSection(document: Document, record: SweepRecord): DomChild {
  const charts = SWEEP_CHARTS.flatMap((quantity) => {
    const data = sweepData(record, quantity);
    return data === null || data.series.length === 0
      ? []
      : [sweepChart(data, { document, width: 'page', height: 340 })];
  });
  return charts.length === 0 ? null : section(document, 'Curves', charts);
}

function tablesSection(document: Document, record: SweepRecord): DomChild {
  if (record.groups.length === 0) return null;
  return section(document, 'Groups', [
    element(document, 'p', { class: 'note' }, [
      'A group is the trials that differ in their seed alone, by one strategy. The mean of a pair that is not connected is that of the path that the search left.',
    ]),
    sweepTable(record, { document }),
    folded(document, 'groups-costs', 'Peaks and costs', [
      sweepTable(record, {
        document,
        metrics: ['peak', 'aboveEnds', 'gradientEvaluations', 'lossEvaluations'],
      }),
    ]),
  ]);
}

function trialsSection(document: Document, { trials, axes }: SweepRecord): HTMLElement {
  const failed = trials.filter(({ status }) => status === 'failed');
  const named = trials.slice(0, MAX_TRIALS);
  const more = trials.length > named.length ? `, the first ${formatCount(named.length)}` : '';
  return section(document, 'Trials', [
    failed.length === 0
      ? null
      : trialsTable(document, axes, failed.slice(0, MAX_TRIALS), 'Trials that failed.'),
    folded(document, 'trials-all', `All ${formatCount(trials.length)} trials${more}`, [
      trialsTable(document, axes, named, 'Each trial is a run folder of its own.'),
    ]),
  ]);
}

function trialsTable(
  document: Document,
  axes: SweepRecord['axes'],
  trials: readonly TrialRecord[],
  caption: string,
): HTMLElement {
  const isAnyError = trials.some(({ error }) => error !== null);
  return dataTable(document, {
    caption,
    columns: [
      { heading: 'folder' },
      ...axes.map(({ name }) => ({ heading: name, numeric: true })),
      { heading: 'status' },
      ...(isAnyError ? [{ heading: 'error' }] : []),
    ],
    rows: trials.map(({ folder, values, status, error }) => [
      folder,
      ...axes.map(({ pointer }) => valueText(values[pointer])),
      status,
      ...(isAnyError ? [error?.message ?? ''] : []),
    ]),
    long: trials.length > 12,
  });
}

function configSection(document: Document, { config }: SweepRecord): HTMLElement {
  return section(document, 'Configuration', [
    element(document, 'p', { class: 'note' }, [
      'The experiment of the first trial; the others differ in the swept settings alone. Every default is filled in.',
    ]),
    folded(document, 'config-json', 'Resolved experiment as JSON', [
      element(document, 'pre', {}, [code(document, JSON.stringify(config, null, 2))]),
    ]),
  ]);
}

function environmentSection(document: Document, { environment }: SweepRecord): HTMLElement {
  const { isthmus, node, workers, startedAt, finishedAt } = environment;
  return section(document, 'Environment', [
    facts(document, [
      ['Isthmus', isthmus],
      ['Node.js', node],
      ['trials at once', formatCount(workers)],
      ['started', startedAt],
      ['ended', finishedAt ?? 'not yet'],
    ]),
  ]);
}

const WORDS: readonly (readonly [string, string])[] = [
  ['trial', 'One combination of the swept values: an experiment of its own.'],
  ['reached', 'Pairs of which both endpoints are at or below the threshold.'],
  [
    QUANTITY_WORDS.fraction,
    "Pairs with verdict “connected” among all pairs, with Wilson's 95 % score interval. Sampled ones (between samples nothing is proved) count like certified ones (proved for every t): sweep.csv has the grade of each, and what is proved of it.",
  ],
  [
    'mean',
    "With Student's 95 % interval, which takes pairs as independent and roughly normal. Pairs of one trial share endpoints where there are more than two; then the intervals are too narrow.",
  ],
  [
    'connected only',
    'The mean over the connected pairs, as publications often give it. Hard pairs are missing from it: read it beside the fraction connected.',
  ],
];

function wordsSection(document: Document): HTMLElement {
  return section(document, 'Words', [facts(document, WORDS)]);
}
