import type { CostData, CostPoint } from '../data/pair-data.js';
import type { ChartOptions } from '../drawing/chart-options.js';
import {
  formatBeside,
  formatCount,
  formatLevel,
  formatNumber,
  NO_VALUE,
} from '../format/format.js';
import { outcomeWords } from '../words/words.js';
import { dataTable } from './data-table.js';

/**
 * The table twin of the chart of cost against quality: one row a strategy, the cheapest first.
 *
 * @example
 * const [pair] = Object.values(recordedRun(result).pairs);
 * costTable(costData(pair, 'nats'), { document }).querySelectorAll('tbody tr').length; // 2
 */
export function costTable(
  { a, b, unit, points }: CostData,
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement {
  const byCost = [...points].sort((p, q) => p.gradientEvaluations - q.gradientEvaluations);
  return dataTable(document, {
    caption: `Gradient evaluations, and the peak (${unit}) beside the level, from ${a} to ${b}; the cheapest first.`,
    columns: ['strategy', 'gradients', 'peak', 'level', 'peak minus level', 'outcome'].map(
      (heading, i) => ({ heading, numeric: i > 0 && i < 5 }),
    ),
    rows: byCost.map(cellsOf),
    long: points.length > 12,
  });
}

function cellsOf({ label, gradientEvaluations, peak, level, outcome }: CostPoint) {
  return [
    label,
    formatCount(gradientEvaluations),
    peak === null ? NO_VALUE : formatBeside(peak, level),
    formatLevel(level, peak ?? undefined),
    peak === null ? NO_VALUE : formatNumber(peak - level, 3),
    outcomeWords(outcome, level),
  ];
}
