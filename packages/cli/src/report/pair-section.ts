import {
  bestPath,
  dataTable,
  element,
  endName,
  formatBeside,
  formatCount,
  formatLevels,
  formatNumber,
  gradeWords,
  interpolationChart,
  interpolationTable,
  isSought,
  lowestTable,
  pairData,
  pairStatement,
  pathLabels,
  splitsTable,
  summaryTable,
  type Child,
} from '@isthmus/charts';
import type {
  AlignmentRecord,
  ExperimentResult,
  PairRecord,
  PathRecord,
} from '@isthmus/core/contract';
import { convexityPart } from './convexity-section.js';
import { code, facts, folded, section } from './page.js';
import { refWords } from './words.js';

/** One line for each pair, where there are several. */
export function pairsSection(document: Document, { pairs }: ExperimentResult): Child {
  if (pairs.length < 2) return null;
  const columns = ['pair', 'verdict', 'grade', 'strategy', 'peak', 'beads', 'distance'];
  const peaks = peakTexts(pairs.map(bestPath));
  const table = dataTable(document, {
    caption: 'The best path of each pair.',
    columns: columns.map((heading, i) => ({ heading, numeric: i > 3 })),
    rows: pairs.map((pair, i) => pairRow(pair, peaks[i] ?? '')),
    long: pairs.length > 12,
  });
  return section(document, 'All pairs', [table]);
}

/** The curves of a pair, what its paths have shown, and its alignment. */
export function pairSection(
  document: Document,
  pair: PairRecord,
  result: ExperimentResult,
): HTMLElement {
  const data = pairData(pair, result.loss.unit);
  const several = result.pairs.length > 1;
  const splits = splitsTable(pair, { document });
  const points = pair.paths.reduce((sum, path) => sum + path.profile.t.length, 0);
  return section(document, several ? `From ${pair.a} to ${endName(pair)}` : 'Paths', [
    several ? element(document, 'p', { class: 'note' }, [pairStatement(pair).title]) : null,
    interpolationChart(data, { document, width: 'page', height: 440 }),
    summaryTable(pair, { document }),
    ...lowestParts(document, pair),
    folded(document, `Table of the curves (${formatCount(points)} losses)`, [
      interpolationTable(data, { document }),
    ]),
    splits === null ? null : folded(document, 'Losses on the train and test rows', [splits]),
    pair.alignment === null ? null : alignmentPart(document, pair, pair.alignment),
    convexityPart(document, pair),
  ]);
}

/** How each lowest level was sought, where one was. */
function lowestParts(document: Document, pair: PairRecord): readonly Child[] {
  const labels = pathLabels(pair.paths);
  return pair.paths.flatMap((path, i) =>
    isSought(path) ? [lowestTable(path, labels[i] ?? path.strategy, { document })] : [],
  );
}

/** The peak of a path whose lowest level was sought is that level; two that differ look different. */
function peakTexts(paths: readonly (PathRecord | undefined)[]): readonly string[] {
  const sought = paths.map((path) =>
    path === undefined || path.lowest === null ? null : path.level,
  );
  const levels = formatLevels(sought);
  return paths.map((path, i) => {
    if (path === undefined) return '';
    return path.peak.loss === sought[i]
      ? (levels[i] ?? '')
      : formatBeside(path.peak.loss, path.level);
  });
}

function pairRow(pair: PairRecord, peak: string): readonly Child[] {
  const best = bestPath(pair);
  const name = `${pair.a} to ${pair.b}`;
  if (best === undefined) return [name, 'no path', '', '', '', '', formatNumber(pair.distance)];
  return [
    name,
    best.verdict === 'not-found' ? `not found (${best.reason ?? ''})` : best.verdict,
    gradeWords(best),
    best.strategy,
    peak,
    formatCount(best.beads),
    formatNumber(pair.distance),
  ];
}

function alignmentPart(
  document: Document,
  pair: PairRecord,
  alignment: AlignmentRecord,
): HTMLElement {
  const { distanceBefore, distanceAfter, functionError, lossAfter, spaces } = alignment;
  // Records of earlier versions say nothing of these.
  const { peakBefore, peakAfter, chosen, candidates } = alignment as Partial<AlignmentRecord>;
  const table = dataTable(document, {
    caption: 'Units of each group of tied axes that moved to another place.',
    columns: [
      { heading: 'space' },
      { heading: 'units', numeric: true },
      { heading: 'moved', numeric: true },
    ],
    rows: spaces.map(({ space, size, moved }) => [space, formatCount(size), formatCount(moved)]),
    long: spaces.length > 12,
  });
  return element(document, 'div', {}, [
    element(document, 'h3', {}, [`Alignment of ${pair.b} to ${pair.a}`]),
    facts(document, [
      ['by', alignment.strategies.map(refWords).join(', then ')],
      ['taken', chosen?.map(({ label, by }) => `${label} (lowest ${by})`).join(', then ') ?? ''],
      ['distance before', formatNumber(distanceBefore, 6)],
      ['distance after', formatNumber(distanceAfter, 6)],
      ['peak of the straight line before', formatNumber(peakBefore ?? null, 6)],
      ['peak of the straight line after', formatNumber(peakAfter ?? null, 6)],
      [`loss of ${pair.b} after`, formatNumber(lossAfter, 6)],
      ['largest change of an output', formatNumber(functionError, 3)],
      ['file', code(document, alignment.file)],
    ]),
    candidates === undefined
      ? null
      : folded(document, 'What was compared', [candidatesTable(document, candidates)]),
    spaces.length > 0 ? folded(document, 'Units that moved', [table]) : null,
  ]);
}

/** Every candidate of an alignment, with what became of it. */
function candidatesTable(
  document: Document,
  candidates: AlignmentRecord['candidates'],
): HTMLElement {
  return dataTable(document, {
    caption:
      'Candidates for the alignment. None is taken that is farther, or has a higher line, than the identity.',
    columns: ['candidate', 'distance', 'peak of the line', 'change of an output', 'outcome'].map(
      (heading, i) => ({ heading, numeric: i > 0 && i < 4 }),
    ),
    rows: candidates.map(({ label, distance, peak, functionError, outcome }) => [
      label,
      formatNumber(distance),
      formatNumber(peak),
      formatNumber(functionError, 3),
      outcome,
    ]),
    long: candidates.length > 12,
  });
}
