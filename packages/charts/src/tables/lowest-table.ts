import type { LowestRecord, PathRecord } from '@isthmus/contract';
import type { ChartOptions } from '../drawing/chart-options.js';
import { dataTable, type TableColumn } from './data-table.js';
import {
  formatCount,
  formatLevel,
  formatLevels,
  formatNumber,
  formatSeconds,
  plural,
} from '../format/format.js';
import { verdictMark } from '../drawing/legend.js';

const COLUMNS: readonly TableColumn[] = [
  { heading: 'try', numeric: true },
  { heading: 'level', numeric: true },
  { heading: 'verdict' },
  { heading: 'peak', numeric: true },
  { heading: 'gradients', group: 'evaluations', numeric: true },
  { heading: 'losses', group: 'evaluations', numeric: true },
  { heading: 'time', numeric: true },
];

/** A path whose level was sought. */
export type SoughtPath = Pick<PathRecord, 'strategy' | 'cost'> & { readonly lowest: LowestRecord };

/**
 * Whether the lowest level was sought for a path.
 *
 * @example
 * const [line] = result.pairs[0].paths;
 * isSought(line); // false
 */
export function isSought(path: PathRecord): path is PathRecord & SoughtPath {
  return path.lowest !== null;
}

/**
 * How a strategy sought its lowest level: what it found between which bounds, and every try with its
 * cost; the last row is the sum, the judging of the straight line included.
 *
 * @param label what the path is called
 * @example
 * const lowest = { level: 0.02, floor: 0.01, straight: 0.5, tried: [] };
 * const cost = { gradientEvaluations: 0, lossEvaluations: 66, seconds: 0.1 };
 * const path = { strategy: 'dss/greedy', cost, lowest } as const;
 * lowestTable(path, 'dss/greedy', { document }).querySelectorAll('tbody tr').length; // 1
 */
export function lowestTable(
  { lowest, cost }: SoughtPath,
  label: string,
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement {
  // A peak is a level too, at which the path of its try connects.
  const texts = formatLevels(lowest.tried.flatMap(({ level, peak }) => [level, peak]));
  const tries = lowest.tried.map(({ verdict, reason, cost: spent }, i) => [
    formatCount(i + 1),
    texts[2 * i] ?? '',
    verdictMark(document, verdict, reason === null ? verdict : `not found (${reason})`),
    texts[2 * i + 1] ?? '',
    formatCount(spent.gradientEvaluations),
    formatCount(spent.lossEvaluations),
    formatSeconds(spent.seconds),
  ]);
  const sum = ['all', '', '', '', formatCount(cost.gradientEvaluations)];
  return dataTable(document, {
    caption: lowestWords(label, lowest),
    columns: COLUMNS,
    rows: [...tries, [...sum, formatCount(cost.lossEvaluations), formatSeconds(cost.seconds)]],
    long: tries.length > 12,
  });
}

/**
 * What a search for the lowest level has found, in a sentence.
 *
 * @example
 * const lowest = { level: 0.02, floor: 0.01, straight: 0.5, tried: [] };
 * lowestWords('dss/greedy', lowest).slice(0, 46); // 'dss/greedy: lowest level found 0.02 in 0 tries'
 */
export function lowestWords(
  label: string,
  { level, floor, straight, tried }: LowestRecord,
): string {
  if (level === null)
    return `${label}: no level was found, since losses on the straight line are not finite.`;
  return `${label}: lowest level found ${formatLevel(level)} in ${plural(tried.length, 'try', 'tries')}, between ${formatNumber(floor)} (the larger loss of the endpoints, which no path can go below) and ${formatNumber(straight)} (the peak of the straight line). The path of a try connects at its own peak, also where the level asked for was lower.`;
}
