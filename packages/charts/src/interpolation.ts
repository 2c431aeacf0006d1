import * as Plot from '@observablehq/plot';
import type { ChartOptions, ScaleChoice } from './chart-options.js';
import { draw, emptyNote, filledStyle, hollowStyle, lineStyle } from './drawing.js';
import type { XAxis } from './drawing.js';
import { endsAbove } from './ends-above.js';
import { formatBeside, formatNumber, plural, toNumber } from './format.js';
import { chartFigure, legend } from './legend.js';
import { labelMark, type PointLabel } from './label-mark.js';
import { colour, seriesStyle, type SeriesStyle } from './palette.js';
import { lossScale, scaleName, scaleNote, type LossScale } from './scale.js';
import { curveAt, curvePoints } from './series.js';
import type { CurvePoint, InterpolationData, InterpolationSeries } from './series.js';
import { outcomeTone, outcomeWords, peakWords, seriesSentence } from './words.js';

/** How the interpolation chart is drawn. */
export interface InterpolationOptions extends ChartOptions {
  /**
   * What runs along the axis: `t`, or the share of the path's length. The latter needs `arc` for
   * every path with beads, else the chart keeps to t, and its axis says so.
   */
  readonly along?: 't' | 'arc';
  readonly scale?: ScaleChoice;
}

/** A series in the units of the chart. */
interface Curve {
  readonly series: InterpolationSeries;
  readonly style: SeriesStyle;
  readonly points: readonly CurvePoint[];
  readonly beads: readonly CurvePoint[];
  readonly peak: CurvePoint | null;
}

/** More beads than this are drawn as small dots. */
const BEADS_AS_SYMBOLS = 40;

/** With more curves than this, peaks that stay below the level are told in the legend alone. */
const CURVES_ALL_LABELLED = 2;

/** Profiles of at most this many points show each of them. */
const POINTS_SHOWN = 24;

/**
 * The interpolation curves of all paths between two endpoints: loss against t, with the level, the
 * peaks, the beads and the endpoints. Partial profiles of a run that goes on are drawn as they are.
 *
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * const chart = interpolationChart(data, { document, width: 720 });
 * chart.querySelector('figcaption')?.textContent; // 'Loss along the paths from a to b'
 */
export function interpolationChart(
  data: InterpolationData,
  options: InterpolationOptions,
): HTMLElement {
  const entries = data.series.map((series) => ({
    name: series.label,
    words: outcomeWords(series.outcome, series.level),
    tone: outcomeTone(series.outcome),
    detail: detailOf(data, series),
  }));
  return chartFigure(options.document, interpolationTitle(data), {
    svg: interpolationSvg(data, options),
    legend: legend(options.document, entries),
    note: signsNote(data),
  });
}

function detailOf(ends: InterpolationData, series: InterpolationSeries): string {
  const above = seriesEndsAbove(ends, series).map(({ name }) => `${name} lies above the level`);
  return [peakWords(series), plural(series.beads, 'bead'), ...above].join(' · ');
}

function seriesEndsAbove({ a, b }: InterpolationData, { outcome, ...path }: InterpolationSeries) {
  if (outcome.tag === 'running') return [];
  const { verdict, freeEnds } = outcome;
  return endsAbove({ a, b }, { ...path, verdict, ends: freeEnds ? 'free' : 'fixed' });
}

/** What the signs in the chart mean; only those that occur. */
function signsNote({ series }: InterpolationData): string {
  const holes = series.some(({ profile }) => !profile.loss.every((loss) => Number.isFinite(+loss)));
  const notes = [
    'Round dots at both ends: the endpoints. Large filled symbols: peaks.',
    series.some(({ beads }) => beads > 0) && 'Small hollow symbols: beads.',
    series.some(({ beads }) => beads > BEADS_AS_SYMBOLS) && 'Small dots: beads, where many.',
    holes && 'Crosses at the top: losses that are not finite.',
  ];
  return notes.filter((note) => note !== false).join(' ');
}

/**
 * The drawing of the interpolation chart alone.
 *
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * interpolationSvg(data, { document, width: 480, height: 240 }).getAttribute('width'); // '480'
 */
export function interpolationSvg(
  data: InterpolationData,
  options: InterpolationOptions,
): SVGSVGElement {
  const alongArc = options.along === 'arc' && data.series.every(hasArc);
  const curves = data.series.map((series, i) => toCurve(series, seriesStyle(i), alongArc));
  const levels = [...new Set(data.series.map((series) => series.level))].filter(Number.isFinite);
  const y = lossScale([...curves.flatMap(lossesOf), ...levels], options.scale);
  return draw({
    document: options.document,
    width: options.width ?? 720,
    height: options.height ?? 360,
    x: pathAxis(data, alongArc),
    y,
    yLabel: `loss (${data.unit})${scaleNote(y)}`,
    levels,
    levelWord: 'level',
    title: interpolationTitle(data),
    description: interpolationWords(data, y),
    marks: [
      ...curves.flatMap(lineMarks),
      ...curves.flatMap((curve) => peakMarks(curve, y)),
      endpointMark(curves),
      curves.some((curve) => curve.points.length > 0)
        ? labelMark(
            peakLabels(curves, y),
            curves.map(({ points }) => points),
          )
        : emptyNote('no losses known yet'),
    ],
  });
}

/**
 * The chart's name.
 *
 * @example
 * interpolationTitle({ a: 'a', b: 'aligned b' }); // 'Loss along the paths from a to aligned b'
 */
export function interpolationTitle({ a, b }: Pick<InterpolationData, 'a' | 'b'>): string {
  return `Loss along the paths from ${a} to ${b}`;
}

function interpolationWords(data: InterpolationData, y: LossScale): string {
  const { series } = data;
  const intro = `${interpolationTitle(data)}: ${plural(series.length, 'curve')}, ${scaleName(y)}.`;
  return [intro, ...series.map(seriesSentence)].join(' ');
}

function pathAxis({ a, b }: InterpolationData, alongArc: boolean): XAxis {
  const ends = new Map([
    [0, `0\n${shorten(a)}`],
    [1, `1\n${shorten(b)}`],
  ]);
  return {
    domain: [0, 1],
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    label: alongArc ? "share of the path's length" : 'position t along the path',
    format: (tick) => ends.get(tick) ?? formatNumber(tick),
  };
}

function toCurve(series: InterpolationSeries, style: SeriesStyle, alongArc: boolean): Curve {
  const arc = alongArc ? series.arc : undefined;
  const place = (t: number) => (arc === undefined ? t : arcAt(arc, t));
  const inT = curvePoints(series.profile.t, series.profile.loss);
  const moved = ({ x, y }: CurvePoint) => ({ x: place(x), y });
  const beads = Array.from({ length: series.beads }, (_, i) => {
    const t = (i + 1) / (series.beads + 1);
    return { x: t, y: curveAt(inT, t) };
  });
  const [peak = null] =
    series.peak === null ? [] : curvePoints([series.peak.t], [series.peak.loss]);
  return {
    series,
    style,
    points: inT.map(moved),
    beads: beads.filter((bead) => bead.y !== null).map(moved),
    peak: peak !== null && Number.isFinite(peak.x) ? moved(peak) : null,
  };
}

function hasArc({ arc, beads }: InterpolationSeries): boolean {
  return beads === 0 || arc?.length === beads + 2;
}

/** The share of the length at t; within an element, length grows evenly with t. */
function arcAt(arc: readonly number[], t: number): number {
  const elements = arc.length - 1;
  const i = Math.max(0, Math.min(elements - 1, Math.floor(t * elements)));
  const from = arc[i] ?? 0;
  return from + (t * elements - i) * ((arc[i + 1] ?? 1) - from);
}

function lossesOf({ points, peak }: Curve): readonly number[] {
  return [...points, ...(peak === null ? [] : [peak])].flatMap(({ y }) => (y === null ? [] : [y]));
}

function lossPoints({ points }: Curve): readonly CurvePoint[] {
  return points.filter((point) => point.y !== null);
}

function lineMarks({ points, beads, style }: Curve): readonly Plot.Markish[] {
  const at = { x: 'x', y: 'y' } as const;
  const few = points.length <= POINTS_SHOWN ? points : [];
  const beadStyle =
    beads.length > BEADS_AS_SYMBOLS
      ? { r: 1.75, fill: style.colour, stroke: 'none' }
      : { r: 3.5, ...hollowStyle(style) };
  return [
    Plot.line(points, { ...at, ...lineStyle(style), className: 'isthmus-curve' }),
    Plot.dot(few, { ...at, r: 1.75, fill: style.colour, className: 'isthmus-sample' }),
    Plot.dot(beads, { ...at, ...beadStyle, className: 'isthmus-bead' }),
  ];
}

/** The peak, and a cross at the top of the frame wherever a loss is not finite. */
function peakMarks({ points, peak, style }: Curve, y: LossScale): readonly Plot.Markish[] {
  const top = y.domain[1];
  const holes = points.filter((point) => point.y === null);
  const thin = Math.ceil(holes.length / 60);
  const crosses = holes.filter((_, i) => i % thin === 0);
  const peaks = peak === null ? [] : [{ x: peak.x, y: peak.y ?? top }];
  const at = { x: 'x', y: (point: CurvePoint) => point.y ?? top };
  const cross = { symbol: 'times', r: 3.5, stroke: style.colour, strokeWidth: 1.5 } as const;
  return [
    Plot.dot(crosses, { ...at, ...cross, className: 'isthmus-not-finite' }),
    Plot.dot(peaks, { ...at, r: 7, ...filledStyle(style), className: 'isthmus-peak' }),
  ];
}

function endpointMark(curves: readonly Curve[]): Plot.Markish {
  const ends = curves
    .flatMap((curve) => lossPoints(curve))
    .filter(({ x }) => x === 0 || x === 1)
    .filter((end, i, all) => all.findIndex(({ x, y }) => x === end.x && y === end.y) === i);
  const style = { fill: colour('foreground'), stroke: colour('background'), strokeWidth: 1.5 };
  return Plot.dot(ends, { x: 'x', y: 'y', r: 4, ...style, className: 'isthmus-endpoint' });
}

/** Labels for the peaks: for all where curves are few, else for those above the level. */
function peakLabels(curves: readonly Curve[], y: LossScale): readonly PointLabel[] {
  return curves.flatMap(({ series, peak }) => {
    if (series.peak === null || peak === null) return [];
    const below = peak.y !== null && peak.y <= series.level;
    if (below && curves.length > CURVES_ALL_LABELLED) return [];
    const loss = formatBeside(toNumber(series.peak.loss), series.level);
    return [{ x: peak.x, y: peak.y ?? y.domain[1], text: `${shorten(series.label, 32)}: ${loss}` }];
  });
}

function shorten(text: string, length = 14): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
