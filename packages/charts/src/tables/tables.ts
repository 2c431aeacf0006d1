import type { ChartOptions } from '../drawing/chart-options.js';
import { dataTable, type TableData } from './data-table.js';
import {
  formatApart,
  formatBeside,
  formatCount,
  formatFraction,
  toNumber,
} from '../format/format.js';
import type { AccuracyData } from '../data/pair-data.js';
import type { InterpolationData, TrainingData } from '../data/series.js';

/** What a table is given beside its data. */
export interface TableOptions extends Pick<ChartOptions, 'document'> {
  /** Longer tables are thinned to about this many rows, peaks kept, and say so; 500 by default. */
  readonly maxRows?: number;
}

const MAX_ROWS = 500;

/** One curve of a table: a value for some of the rows. */
interface TableCurve {
  readonly heading: string;
  readonly values: ReadonlyMap<number, number>;
  readonly bound: number | null;
  /** How a value is written; a loss by default. */
  format?(value: number): string;
}

/**
 * The table twin of the interpolation chart: one row for each t, one column for each path. A cell is
 * empty where a path was not evaluated; `▲` marks values above the level.
 *
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * const table = interpolationTable(data, { document });
 * table.querySelectorAll('tbody tr').length >= 33; // true
 */
export function interpolationTable(data: InterpolationData, options: TableOptions): HTMLElement {
  const curves = data.series.map(({ label, profile, level }) => ({
    heading: label,
    values: valuesBy(profile.t, profile.loss),
    bound: level,
  }));
  const caption = `Loss (${data.unit}) along the paths from ${data.a} to ${data.b}; ▲ marks values above the level, an empty cell a t that was not evaluated.`;
  return curveTable({ caption, first: 't', digits: 4 }, curves, options);
}

/**
 * The table twin of the accuracy chart: one row for each t, one column for each path that has accuracies.
 *
 * @example
 * const points = [{ x: 0, y: 0.98 }, { x: 1, y: 0.97 }];
 * const series = [{ label: 'core/linear', points, lowest: points[1] }];
 * const table = accuracyTable({ a: 'a', b: 'b', series }, { document });
 * table.querySelectorAll('tbody tr').length; // 2
 */
export function accuracyTable(data: AccuracyData, options: TableOptions): HTMLElement {
  const curves = data.series
    .filter(({ points }) => points.length > 0)
    .map(({ label, points }) => ({
      heading: label,
      values: new Map(points.map(({ x, y }) => [x, y ?? Number.NaN])),
      bound: null,
      format: formatFraction,
    }));
  const caption = `Accuracy on the evaluation set along the paths from ${data.a} to ${data.b}; an empty cell is a t that was not evaluated.`;
  return curveTable({ caption, first: 't', digits: 4 }, curves, options);
}

/**
 * The table twin of the training chart: one row for each recorded step, one column for each endpoint.
 *
 * @example
 * const table = trainingTable(trainingData(result), { document, maxRows: 10 });
 * table.querySelectorAll('thead th').length; // 3
 */
export function trainingTable(data: TrainingData, options: TableOptions): HTMLElement {
  const curves = data.series
    .filter(({ curve }) => curve.step.length > 0)
    .map(({ label, curve }) => ({
      heading: label,
      values: valuesBy(curve.step, curve.loss),
      bound: null,
    }));
  const caption = `Loss (${data.unit}) by optimizer steps, computed as for verdicts; an empty cell is a step that was not recorded.`;
  return curveTable({ caption, first: 'step', digits: 0 }, curves, options);
}

function curveTable(
  words: { readonly caption: string; readonly first: string; readonly digits: number },
  curves: readonly TableCurve[],
  { document, maxRows = MAX_ROWS }: TableOptions,
): HTMLElement {
  const all = [...new Set(curves.flatMap(({ values }) => [...values.keys()]))].sort(
    (a, b) => a - b,
  );
  const rows = thinned(all, maxRows, curves.flatMap(peakOf));
  const note = rows.length < all.length ? ` ${rows.length} of ${all.length} rows are shown.` : '';
  // Where a peak was refined, values of t lie closer together than a fixed number of digits tells.
  const names = words.digits === 0 ? rows.map(formatCount) : formatApart(rows, words.digits);
  const data: TableData = {
    caption: words.caption + note,
    columns: [words.first, ...curves.map(({ heading }) => heading)].map((heading) => ({
      heading,
      numeric: true,
    })),
    rows: rows.map((x, i) => [names[i] ?? '', ...curves.map((curve) => cell(curve, x))]),
    long: rows.length > 12,
  };
  return dataTable(document, data);
}

function cell({ values, bound, format }: TableCurve, x: number): string {
  const value = values.get(x);
  if (value === undefined) return '';
  if (format !== undefined) return format(value);
  // Not "value > bound", which a NaN would escape.
  const above = bound !== null && !(value <= bound);
  return `${above ? '▲ ' : ''}${formatBeside(value, bound)}`;
}

function valuesBy(x: readonly number[], y: readonly number[]): ReadonlyMap<number, number> {
  return new Map(x.map((at, i) => [toNumber(at), toNumber(y[i] ?? Number.NaN)]));
}

/** Where a curve is highest; a loss that is not a number counts as higher than all others. */
function peakOf({ values }: TableCurve): readonly number[] {
  const [first, ...others] = [...values].map(([x, y]) => ({
    x,
    y: Number.isNaN(y) ? Infinity : y,
  }));
  if (first === undefined) return [];
  return [others.reduce((best, point) => (point.y > best.y ? point : best), first).x];
}

/** About `count` of the sorted values, evenly spread, with both ends and those to be kept. */
function thinned(
  values: readonly number[],
  count: number,
  keep: readonly number[],
): readonly number[] {
  if (values.length <= count) return values;
  const step = (values.length - 1) / (count - 1);
  const even = Array.from({ length: count }, (_, i) => values[Math.round(i * step)] ?? Number.NaN);
  return [...new Set([...even, ...keep])].sort((a, b) => a - b);
}
