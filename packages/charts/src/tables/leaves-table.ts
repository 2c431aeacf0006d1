import { dataTable } from './data-table.js';
import type { TableOptions } from './tables.js';
import { joinedParts, largestOn, type ProvedPart } from '../data/proof-data.js';
import type { InterpolationSeries } from '../data/series.js';
import { formatApart, formatBeside, formatCount, NO_VALUE, plural } from '../format/format.js';
import { atMost, proofSentence } from '../format/proof-words.js';

const MAX_ROWS = 200;

/**
 * The table twin of what is proved of a path: one row for each part, with its bound and the largest loss that
 * was sampled there. Of very many, neighbours are joined by the larger of their bounds.
 *
 * @returns null where nothing was bounded
 * @example
 * const [line] = pairData(result.pairs[0], result.loss.unit).series;
 * leavesTable(line, { document }); // null
 */
export function leavesTable(
  series: InterpolationSeries,
  { document, maxRows = MAX_ROWS }: TableOptions,
): HTMLElement | null {
  const { proof, label, profile, level } = series;
  if (proof === undefined || proof.parts.length === 0) return null;
  const parts = joinedParts(proof.parts, maxRows);
  const places = formatApart([...parts.map(({ from }) => from), 1], 4);
  const joined =
    parts.length < proof.leaves
      ? ` In ${plural(parts.length, 'row')}, each of neighbours with the largest of their bounds.`
      : '';
  const isWhole = proof.rows === null;
  const columns = ['from t', 'to t', 'loss at most', ...(isWhole ? ['largest sample'] : [])];
  const bound = ({ upper }: ProvedPart) =>
    upper === null ? NO_VALUE : `${upper > proof.level ? '▲ ' : ''}${atMost(upper, proof.level)}`;
  return dataTable(document, {
    caption: `${label}, ${formatCount(proof.leaves)} ${proof.leaves === 1 ? 'leaf' : 'leaves'}. ${proofSentence(proof)}${joined} ▲ marks bounds above the level.`,
    columns: columns.map((heading) => ({ heading, numeric: true })),
    rows: parts.map((part, i) => {
      const sample = largestOn(part, profile);
      const cells = [places[i] ?? '', places[i + 1] ?? '', bound(part)];
      return isWhole ? [...cells, sample === null ? NO_VALUE : formatBeside(sample, level)] : cells;
    }),
    long: parts.length > 12,
  });
}
