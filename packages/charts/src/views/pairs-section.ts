import type { ExperimentResult, PairRecord, PathRecord } from '@isthmus/contract';
import type { DomChild } from '../drawing/dom.js';
import { formatBeside, formatCount, formatLevels, formatNumber } from '../format/format.js';
import { gradeWords } from '../format/grade-words.js';
import { dataTable } from '../tables/data-table.js';
import { bestPath } from '../words/best-path.js';
import { section } from './parts.js';

/** One line for each pair, where there are several. */
export function pairsSection(document: Document, { pairs }: ExperimentResult): DomChild {
  if (pairs.length < 2) return null;
  const columns = ['pair', 'verdict', 'grade', 'strategy', 'peak', 'beads', 'distance'];
  const peaks = peakTexts(pairs.map(bestPath));
  const table = dataTable(document, {
    caption: 'The best path of each pair.',
    columns: columns.map((heading, i) => ({ heading, numeric: i > 3 })),
    rows: pairs.map((pair, i) => pairRow(pair, peaks[i] ?? '')),
    long: pairs.length > 12,
    cards: true,
  });
  return section(document, 'All pairs', [table]);
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

function pairRow(pair: PairRecord, peak: string): readonly DomChild[] {
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
