import type { FailedPath, PairRecord, PathRecord } from '@isthmus/contract';
import type { ChartOptions } from '../drawing/chart-options.js';
import { dataTable, type TableColumn } from './data-table.js';
import { element, type DomChild } from '../drawing/dom.js';
import {
  formatBeside,
  formatCount,
  formatFraction,
  formatLevel,
  formatLevels,
  formatNumber,
  formatSeconds,
  NO_VALUE,
  toNumber,
} from '../format/format.js';
import { endsAbove } from '../words/ends-above.js';
import { bestPath, LEAD_RULE } from '../words/best-path.js';
import { verdictMark } from '../drawing/legend.js';
import { pathLabels } from '../data/path-labels.js';
import { endName, wasMoved } from '../data/series.js';
import { gradeLines, gradeMeaning, gradeWords } from '../format/grade-words.js';
import { proofLine, proofSentence } from '../format/proof-words.js';
import { failureWords } from '../words/notes.js';
import { REASON_WORDS } from '../words/words.js';

const COLUMNS: readonly TableColumn[] = [
  { heading: 'strategy' },
  { heading: 'verdict' },
  { heading: 'level', numeric: true },
  { heading: 'loss', group: 'peak', numeric: true },
  { heading: 'at t', group: 'peak', numeric: true },
  { heading: 'ends', group: 'barrier above', numeric: true },
  { heading: 'mean', group: 'barrier above', numeric: true },
  { heading: 'chord', group: 'barrier above', numeric: true },
  { heading: 'beads', group: 'path', numeric: true },
  { heading: 'length', group: 'path', numeric: true },
  { heading: 'normalized', group: 'path', numeric: true },
  { heading: 'gradients', group: 'evaluations', numeric: true },
  { heading: 'losses', group: 'evaluations', numeric: true },
  { heading: 'time', numeric: true },
];

/** A pair as the table needs it; while a run goes on the distance is not known yet. */
export type SummarizedPair = Omit<PairRecord, 'distance' | 'convexity'> & {
  readonly distance: number | null;
};

/**
 * What every strategy found between two endpoints: verdict with grade or reason, peak, the three
 * barriers, length, beads and cost.
 *
 * @example
 * const [pair] = result.pairs;
 * summaryTable(pair, { document }).querySelectorAll('tbody tr').length; // 2
 */
export function summaryTable(
  pair: SummarizedPair,
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement {
  const failed = pair.failed ?? [];
  const labels = pathLabels([...pair.paths, ...failed]);
  const levels = levelTexts(pair.paths);
  const measures = MEASURES.filter(({ used }) => pair.paths.some(used));
  const columns = [...COLUMNS.slice(0, MEASURES_AT), ...measures, ...COLUMNS.slice(MEASURES_AT)];
  const rows = pair.paths.map((path, i) => {
    const names = { label: labels[i] ?? path.strategy, level: levels[i] ?? '' };
    const cells = row(document, pair, path, names);
    const more = measures.map((measure) => measure.cell(path));
    return [...cells.slice(0, MEASURES_AT), ...more, ...cells.slice(MEASURES_AT)];
  });
  failed.forEach((failure, i) => {
    const label = labels[pair.paths.length + i] ?? failure.strategy;
    const cells = failedRow(document, failure, label);
    rows.splice(failure.index, 0, [...cells, ...columns.slice(2).map(() => NO_VALUE)]);
  });
  return dataTable(document, { caption: caption(pair), columns, rows, cards: true });
}

/** Nothing was judged, so that nothing but the reason stands there. */
function failedRow(
  document: Document,
  { error, strategy }: FailedPath,
  label: string,
): readonly DomChild[] {
  return [
    label,
    element(document, 'div', {}, [
      verdictMark(document, 'failed', 'failed'),
      detail(document, failureWords(strategy, error.message)),
    ]),
  ];
}

/** A column that is left out where no path has anything to say in it. */
interface Measure extends TableColumn {
  cell(path: PathRecord): string;
  used(path: PathRecord): boolean;
}

/** They stand before the evaluations. */
const MEASURES_AT = 11;

const MEASURES: readonly Measure[] = [
  {
    ...{ heading: 'largest turn', group: 'path', numeric: true },
    cell: ({ angles }) => (angles === null ? NO_VALUE : `${formatNumber(angles.largest, 3)}°`),
    used: ({ angles }) => angles !== null,
  },
  {
    ...{ heading: 'lowest accuracy', numeric: true },
    cell: ({ accuracy }) => formatFraction(lowestAccuracy(accuracy)),
    used: ({ accuracy }) => accuracy !== null,
  },
];

function lowestAccuracy(accuracy: PathRecord['accuracy']): number | null {
  return accuracy === null ? null : Math.min(...accuracy.accuracy.map(toNumber));
}

/** Levels that differ look different, and none is rounded up to a peak above it. */
function levelTexts(paths: readonly PathRecord[]): readonly string[] {
  const texts = formatLevels(paths.map(({ level }) => level));
  return paths.map(({ level, peak }, i) =>
    toNumber(peak.loss) > level ? formatLevel(level, peak.loss) : (texts[i] ?? ''),
  );
}

function row(
  document: Document,
  pair: SummarizedPair,
  path: PathRecord,
  names: { readonly label: string; readonly level: string },
): readonly DomChild[] {
  const { barrier, cost, level, peak } = path;
  return [
    names.label,
    verdict(document, pair, path),
    names.level,
    formatBeside(peak.loss, level),
    formatNumber(peak.t, 3),
    formatNumber(barrier.aboveEnds, 3),
    formatNumber(barrier.aboveMean, 3),
    formatNumber(barrier.aboveChord, 3),
    formatCount(path.beads),
    formatNumber(path.length),
    formatNumber(path.normalizedLength),
    formatCount(cost.gradientEvaluations),
    formatCount(cost.lossEvaluations),
    formatSeconds(cost.seconds),
  ];
}

function caption(pair: SummarizedPair): string {
  const { a, b, distance, alignment } = pair;
  const after =
    alignment === null || !wasMoved({ alignment })
      ? ''
      : `, ${formatNumber(alignment.distanceAfter)} after alignment`;
  const apart =
    distance === null ? '' : ` Distance of ${a} and ${b}: ${formatNumber(distance)}${after}.`;
  return `Paths from ${a} to ${endName(pair)}.${apart}`;
}

/**
 * The verdict, and in short lines below it the grade, or the reason with its meaning as a tool tip; free ends,
 * and ends above the level.
 */
function verdict(document: Document, pair: SummarizedPair, path: PathRecord): DomChild {
  const lost = path.verdict === 'not-found';
  // Records of earlier versions have none.
  const proof = (path.certification as PathRecord['certification'] | undefined) ?? null;
  const hint = !lost
    ? `${gradeWords(path)}. ${gradeMeaning(path)}`
    : path.reason === null
      ? null
      : REASON_WORDS[path.reason];
  const lines = [
    ...(lost
      ? [path.reason === null ? 'no reason given' : `reason: ${path.reason}`]
      : gradeLines(path)),
    ...(path.ends === 'free' ? ['free ends'] : []),
    ...(path.lowest === null ? [] : ['lowest found']),
  ];
  return element(document, 'div', {}, [
    verdictMark(document, path.verdict, lost ? 'not found' : path.verdict),
    ...lines.map((line) => detail(document, line, hint)),
    proof === null ? null : detail(document, proofLine(proof), proofSentence(proof)),
    leads(pair, path) ? detail(document, 'leads', LEAD_RULE) : null,
    ...endsAbove(pair, path).map(({ name, loss }) =>
      detail(document, `${name} lies above the level (${formatBeside(loss, path.level)})`),
    ),
  ]);
}

/** Among several, and not where nothing was found: there the lowest has shown no more than the others. */
function leads(pair: SummarizedPair, path: PathRecord): boolean {
  return pair.paths.length > 1 && path.verdict !== 'not-found' && path === bestPath(pair);
}

function detail(document: Document, text: string, title: string | null = null): HTMLElement {
  return element(document, 'span', { class: 'isthmus-cell-detail', title }, [text]);
}
