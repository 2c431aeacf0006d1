import type { AnalysisRecord, ContoursChart, FactTable, LinesChart } from '@isthmus/contract';
import type { ChartOptions } from '../drawing/chart-options.js';
import { formatNumber, NO_VALUE } from '../format/format.js';
import { dataTable } from './data-table.js';

type Page = Pick<ChartOptions, 'document'>;

/** The facts that an analysis found about some endpoints. */
export type FoundFacts = Pick<AnalysisRecord, 'points'> & Pick<AnalysisRecord['findings'], 'facts'>;

/**
 * Facts, a row each; of several endpoints side by side, a column each.
 *
 * @param found of one analysis
 * @example
 * const facts = [{ label: 'dead units', value: 2, meaning: 'of 64' }];
 * const table = factsTable([{ points: ['a'], facts }], 'Units', { document });
 * table.querySelectorAll('tbody tr').length; // 1
 */
export function factsTable(
  found: readonly FoundFacts[],
  caption: string,
  { document }: Page,
): HTMLElement {
  const labels = [...new Set(found.flatMap(({ facts }) => facts.map(({ label }) => label)))];
  const factOf = (label: string, { facts }: FoundFacts) =>
    facts.find((fact) => fact.label === label);
  const meaningOf = (label: string) =>
    [...new Set(found.flatMap((one) => factOf(label, one)?.meaning ?? []))].join(' / ');
  const columns = found.map(({ points }) => ({ heading: points.join(' – '), numeric: true }));
  return dataTable(document, {
    caption,
    columns: [{ heading: 'found' }, ...columns, { heading: 'meaning' }],
    rows: labels.map((label) => [
      label,
      ...found.map((one) => cellOf(factOf(label, one)?.value ?? null)),
      meaningOf(label),
    ]),
  });
}

/**
 * A table of an analysis.
 *
 * @example
 * const table = findingTable(
 *   { title: 'Units', caption: 'On 32 rows.', columns: [{ label: 'layer', meaning: '' }], rows: [['dense1']] },
 *   { document },
 * );
 * table.querySelector('caption')?.textContent; // 'Units. On 32 rows.'
 */
export function findingTable(
  { title, caption, columns, rows }: FactTable,
  { document }: Page,
): HTMLElement {
  const isNumeric = (i: number) => i > 0 && rows.every((row) => typeof row[i] !== 'string');
  const meanings = columns.flatMap(({ label, meaning }) =>
    meaning === '' ? [] : [`${label}: ${meaning}`],
  );
  const words = [title, caption.replace(/\.$/, ''), ...meanings].filter((part) => part !== '');
  return dataTable(document, {
    caption: `${words.join('. ')}.`,
    columns: columns.map(({ label }, i) => ({ heading: label, numeric: isNumeric(i) })),
    rows: rows.map((row) => row.map(cellOf)),
    long: rows.length > 24,
  });
}

/**
 * The table twin of a chart of curves: a row for each x, a column for each curve.
 *
 * @example
 * const chart = {
 *   ...{ kind: 'lines' as const, title: 'Loss', caption: '', x: { label: 't' }, y: { label: 'loss' } },
 *   series: [{ label: 'a', x: [0, 1], y: [0.1, 0.4] }],
 *   marks: [],
 * };
 * linesTable(chart, { document }).querySelectorAll('tbody tr').length; // 2
 */
export function linesTable({ title, x, y, series }: LinesChart, { document }: Page): HTMLElement {
  const places = [...new Set(series.flatMap((one) => one.x))].sort((p, q) => p - q);
  const valueAt = series.map((one) => new Map(one.x.map((at, i) => [at, one.y[i]!] as const)));
  return dataTable(document, {
    caption: `${title}: ${y.label} by ${x.label}; an empty cell was not measured.`,
    columns: [x.label, ...series.map(({ label }) => label)].map((heading) => ({
      ...{ heading, numeric: true },
    })),
    rows: places.map((at) => [
      formatNumber(at, 5),
      ...valueAt.map((values) => (values.has(at) ? formatNumber(values.get(at)!) : '')),
    ]),
    long: places.length > 12,
  });
}

/**
 * The table twin of what is drawn over contours: a row for each point of each curve.
 *
 * @example
 * const chart = {
 *   ...{ kind: 'contours' as const, title: 'A plane', caption: '', unit: 'm', level: null, points: [] },
 *   ...{ x: { label: 'x' }, y: { label: 'y' }, z: { label: 'loss' } },
 *   grid: { x: [0, 1], y: [0, 1], values: [[0, 1], [1, 2]] },
 *   curves: [{ label: 'line', x: [0, 1], y: [0, 0], off: [0, 0.5], beads: [] }],
 * };
 * contoursTable(chart, { document }).querySelectorAll('tbody tr').length; // 2
 */
export function contoursTable(
  { title, x, y, unit, curves }: ContoursChart,
  { document }: Page,
): HTMLElement {
  const rows = curves.flatMap(({ label, beads, ...curve }) => {
    const isBead = new Set(beads);
    return curve.x.map((at, i) => [
      ...[label, isBead.has(i) ? 'bead' : 'point'],
      ...[at, curve.y[i]!, curve.off[i]!].map((value) => formatNumber(value)),
    ]);
  });
  const headings = ['curve', 'point', x.label, y.label, 'off the plane'];
  return dataTable(document, {
    caption: `${title}: where the curves are seen, and how far they are from the plane, in ${unit}.`,
    columns: headings.map((heading, i) => ({ heading, numeric: i > 1 })),
    rows,
    long: rows.length > 12,
  });
}

function cellOf(value: number | string | null): string {
  if (value === null) return NO_VALUE;
  // In a record NaN and the infinities are texts.
  const isNumber = typeof value === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(value);
  return isNumber ? numberCell(Number(value)) : String(value);
}

/** Counts are written in full. */
function numberCell(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e9
    ? value.toLocaleString('en-GB').replaceAll(',', '\u202f')
    : formatNumber(value);
}
