import * as Plot from '@observablehq/plot';
import type { ChartOptions, FigureOptions } from '../drawing/chart-options.js';
import { draw, emptyNote, filledStyle, lineStyle } from '../drawing/drawing.js';
import type { XAxis } from '../drawing/drawing.js';
import { formatCount, formatNumber, plural } from '../format/format.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { colour, seriesStyle, type SeriesStyle } from '../drawing/palette.js';
import { linearTicks, lossScale, type LossScale } from '../drawing/scale.js';
import type { SweepCounts, SweepData, SweepPoint, SweepSeries } from '../data/sweep-data.js';

/** With more lines than this the bands would hide each other; the table has all intervals. */
const BANDS_UP_TO = 8;

/** A logarithm is chosen where the largest value is at least this many times the smallest. */
const LOG_FROM_RATIO = 10;

/** A reference line further beyond the values than this part of the axis is left out. */
const REFERENCE_REACH = 0.5;

/** How swept values become places along the axis. */
interface Places {
  readonly axis: XAxis;
  of(x: number): number;
}

/** A point in the units of the drawing. */
interface Placed {
  readonly x: number;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * A quantity of a sweep against a swept setting, a line for each strategy, with bands of 95 %
 * confidence: Student's for means over all pairs, Wilson's for the fraction connected.
 *
 * @example
 * const data = sweepData(sweep, 'normalizedLength')!;
 * const chart = sweepChart(data, { document });
 * chart.querySelector('figcaption')?.textContent; // 'Normalized length against threshold'
 */
export function sweepChart(data: SweepData, options: FigureOptions): HTMLElement {
  const entries = data.series.map(({ label, points }) => ({
    name: label,
    words: countsWords(points),
    tone: null,
    detail: '',
  }));
  return chartFigure(options.document, sweepTitle(data), {
    drawings: drawings({ height: 320, ...options }, (drawing) => sweepSvg(data, drawing)),
    legend: legend(options.document, entries),
    note: noteOf(data),
  });
}

/**
 * The drawing of a chart of a sweep alone.
 *
 * @example
 * sweepSvg(sweepData(sweep, 'fraction')!, { document }).getAttribute('height'); // '320'
 */
export function sweepSvg(data: SweepData, options: ChartOptions): SVGSVGElement {
  const y = scaleOf(data);
  const places = placesOf(data);
  const marks = data.series.flatMap((series, i) => seriesMarks(data, series, i, y, places));
  const known = data.series.some(({ points }) => points.some((point) => point.y !== null));
  return draw({
    document: options.document,
    width: options.width ?? 720,
    height: options.height ?? 320,
    x: places.axis,
    y,
    yLabel: yLabel(data),
    levels: [],
    levelWord: '',
    title: sweepTitle(data),
    description: sweepWords(data),
    marks: [
      ...referenceMarks(data, places),
      ...marks,
      known ? null : emptyNote('no pairs known yet'),
    ],
  });
}

/**
 * The chart's name.
 *
 * @example
 * sweepTitle({ words: 'beads', name: 'threshold' }); // 'Beads against threshold'
 */
export function sweepTitle({ words, name }: Pick<SweepData, 'words' | 'name'>): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)} against ${name}`;
}

function yLabel({ quantity, words }: SweepData): string {
  if (quantity === 'fraction') return words;
  return `mean ${words}${quantity === 'fact' ? '' : ', all pairs'}`;
}

/** What means are over, where it is not the pairs. */
const OVER: Partial<Record<SweepData['quantity'], string>> = {
  fraction: '',
  fact: 'Means are over all trials, and the endpoints or pairs of each. ',
};

function noteOf(data: SweepData): string {
  const { quantity, categories, references } = data;
  const kind = quantity === 'fraction' ? "Wilson's" : "Student's";
  const shape = categories === null ? 'Bands' : 'Bars';
  const bands = hasIntervals(data)
    ? `${shape}: ${kind} 95 % intervals, cut at the frame; where there are too few values for one, none.`
    : 'There are too many lines for bands; the table has the intervals.';
  const over = OVER[quantity] ?? 'Means are over all pairs, connected or not. ';
  const marks =
    references.length > 0 ? ' Upright lines: losses of predictors without a network.' : '';
  return `${over}${bands}${marks}`;
}

function hasIntervals({ series, categories }: SweepData): boolean {
  return categories !== null || series.length <= BANDS_UP_TO;
}

/** What the points of a series are of, all together. */
function countsWords(points: readonly SweepPoint[]): string {
  const of = (count: (counts: SweepCounts) => number) =>
    points.reduce((sum, { counts }) => sum + count(counts), 0);
  const found = of((counts) => ('found' in counts ? counts.found : 0));
  if (found > 0) return plural(found, 'number');
  const pairs = of((counts) => ('pairs' in counts ? counts.pairs : 0));
  const connected = of((counts) => ('pairs' in counts ? counts.connected : 0));
  return `${formatCount(connected)} of ${plural(pairs, 'pair')} connected`;
}

function sweepWords(data: SweepData): string {
  const lines = data.series.map(({ label, points }) => {
    const known = points.filter(({ y }) => y !== null);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return `${label}: nothing known yet.`;
    const at = ({ x, y }: SweepPoint) => `${formatNumber(y)} at ${valueWords(data, x)}`;
    return `${label}: from ${at(first)} to ${at(last)}, ${countsWords(points)}.`;
  });
  return [`${sweepTitle(data)}: ${plural(data.series.length, 'line')}.`, ...lines].join(' ');
}

function valueWords({ categories }: SweepData, x: number): string {
  return categories?.[x] ?? formatNumber(x);
}

/** From zero, and no further than about twice the means: the interval of two pairs is very wide. */
function scaleOf(data: SweepData): LossScale {
  if (data.quantity === 'fraction')
    return { type: 'linear', domain: [0, 1.04], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };
  const points = data.series.flatMap((one) => one.points);
  const means = points.flatMap(({ y }) => y ?? []);
  const top = means.reduce((a, b) => Math.max(a, b), 0);
  const bottom = means.reduce((a, b) => Math.min(a, b), 0);
  const banded = hasIntervals(data) ? points : [];
  const ends = banded.flatMap(({ low, high }) =>
    low === null || high === null ? [] : [Math.max(low, 2 * bottom), Math.min(high, 2 * top)],
  );
  return lossScale([0, ...means, ...ends], 'linear');
}

function placesOf(data: SweepData): Places {
  if (data.categories !== null) return categoryPlaces(data.name, data.categories);
  const values = data.series.flatMap(({ points }) => points.map(({ x }) => x));
  const [low, high] = [values.reduce(min, Infinity), values.reduce(max, -Infinity)];
  const isLog = low > 0 && high >= LOG_FROM_RATIO * low;
  const of = isLog ? Math.log10 : (x: number) => x;
  const [from, to] = withReferences(data, of, [of(low), of(high)]);
  const pad = 0.04 * (to - from || Math.abs(to) || 1);
  const domain = [from - pad, to + pad] as const;
  const ticks = isLog
    ? lossScale([10 ** from, 10 ** to], 'log').ticks.map(of)
    : linearTicks(...domain);
  const axis = {
    domain,
    ticks: ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]),
    label: isLog ? `${data.name}, log scale` : data.name,
    format: (tick: number) => formatNumber(isLog ? 10 ** tick : tick),
  };
  return { axis, of };
}

const min = (a: number, b: number) => Math.min(a, b);
const max = (a: number, b: number) => Math.max(a, b);

/** The ends of the axis in its own units, moved to hold the reference lines that are near. */
function withReferences(
  { references }: SweepData,
  of: (x: number) => number,
  [from, to]: readonly [number, number],
): readonly [number, number] {
  const reach = REFERENCE_REACH * (to - from);
  const near = references.map(({ x }) => of(x)).filter((x) => x >= from - reach && x <= to + reach);
  return [Math.min(from, ...near), Math.max(to, ...near)];
}

function categoryPlaces(name: string, categories: readonly string[]): Places {
  const axis = {
    domain: [-0.5, categories.length - 0.5] as const,
    ticks: categories.map((_, i) => i),
    label: name,
    format: (tick: number) => categories[tick] ?? '',
  };
  return { axis, of: (x) => x };
}

function seriesMarks(
  data: SweepData,
  { points }: SweepSeries,
  index: number,
  y: LossScale,
  places: Places,
): readonly Plot.Markish[] {
  const style = seriesStyle(index);
  const [bottom, top] = y.domain;
  const inside = (value: number | null) =>
    value === null ? null : Math.max(bottom, Math.min(top, value));
  const shift = data.categories === null ? 0 : besideOthers(index, data.series.length);
  const placed = points.map((point): Placed => ({
    x: places.of(point.x) + shift,
    y: point.y,
    low: inside(point.low),
    high: inside(point.high),
  }));
  return data.categories === null
    ? [...(hasIntervals(data) ? [band(placed, style)] : []), ...line(placed, style)]
    : [bars(placed, style), dots(placed, style)];
}

/** Series stand side by side where values are no numbers. */
function besideOthers(index: number, count: number): number {
  return (0.7 * (index - (count - 1) / 2)) / Math.max(count, 4);
}

function band(points: readonly Placed[], style: SeriesStyle): Plot.Markish {
  const area = { x: 'x', y1: 'low', y2: 'high', fill: style.colour, fillOpacity: 0.14 } as const;
  return Plot.areaY(points, { ...area, className: 'isthmus-band' });
}

function line(points: readonly Placed[], style: SeriesStyle): readonly Plot.Markish[] {
  return [
    Plot.line(points, { x: 'x', y: 'y', ...lineStyle(style), className: 'isthmus-curve' }),
    dots(points, style),
  ];
}

function bars(points: readonly Placed[], style: SeriesStyle): Plot.Markish {
  const known = points.filter(({ low, high }) => low !== null && high !== null);
  const rule = { x: 'x', y1: 'low', y2: 'high', stroke: style.colour, strokeWidth: 2 } as const;
  return Plot.ruleX(known, { ...rule, className: 'isthmus-bar' });
}

function dots(points: readonly Placed[], style: SeriesStyle): Plot.Markish {
  const known = points.filter(({ y }) => y !== null);
  return Plot.dot(known, {
    ...{ x: 'x', y: 'y', r: 4.5, className: 'isthmus-mean' },
    ...filledStyle(style),
  });
}

/** Upright lines, named along their outer sides, so that two that are close have room. */
function referenceMarks({ references }: SweepData, { axis, of }: Places): readonly Plot.Markish[] {
  const [from, to] = axis.domain;
  const shown = references
    .map(({ x, label }) => ({ x: of(x), text: `${label} ${formatNumber(x)}` }))
    .filter(({ x }) => x >= from && x <= to)
    .sort((p, q) => p.x - q.x);
  return [
    Plot.ruleX(shown, { x: 'x', stroke: colour('muted'), strokeDasharray: '5 4' }),
    ...shown.map((mark, i) => referenceName(mark, i > 0)),
  ];
}

function referenceName(mark: { readonly x: number; readonly text: string }, isRight: boolean) {
  return Plot.text([mark], {
    ...{ x: 'x', text: 'text', frameAnchor: 'top', rotate: -90, textAnchor: 'end' },
    ...{ dx: isRight ? 6 : -13, dy: 4, fill: colour('muted') },
    ...{ stroke: colour('background'), strokeWidth: 3 },
  });
}
