import * as Plot from '@observablehq/plot';
import { filledStyle, hollowStyle, lineStyle } from '../drawing/drawing.js';
import { formatBeside, toNumber } from '../format/format.js';
import type { PointLabel } from '../drawing/label-mark.js';
import { colour, type SeriesStyle } from '../drawing/palette.js';
import { shareBelow, type LossScale } from '../drawing/scale.js';
import type { ProvedPart } from '../data/proof-data.js';
import { curveAt, curvePoints, type CurvePoint, type InterpolationSeries } from '../data/series.js';

/** A series in the units of the chart. */
export interface DrawnSeries {
  readonly series: InterpolationSeries;
  readonly style: SeriesStyle;
  readonly points: readonly CurvePoint[];
  readonly beads: readonly CurvePoint[];
  readonly peak: CurvePoint | null;
  /** Null where no certifier was asked. */
  readonly proof: DrawnProof | null;
}

/** What is proved of a curve, in the units of the chart. */
export interface DrawnProof {
  readonly parts: readonly ProvedPart[];
  /** A place that is above the level for certain, and a loss that is reached there. */
  readonly witness: CurvePoint | null;
}

/** More beads than this are drawn as small dots. */
export const BEADS_AS_SYMBOLS = 40;

/** With more curves than this, peaks that stay below the level are told in the legend alone. */
const CURVES_ALL_LABELLED = 2;

/** Profiles of at most this many points show each of them. */
const POINTS_SHOWN = 24;

/** A series as the chart draws it, along t or along the path's length. */
export function toCurve(
  series: InterpolationSeries,
  style: SeriesStyle,
  alongArc: boolean,
): DrawnSeries {
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
    proof: drawnProof(series, place),
  };
}

/** Where a curve's proof lies in the units of the chart: its parts, and the place that refutes it. */
function drawnProof(
  { proof }: InterpolationSeries,
  place: (t: number) => number,
): DrawnProof | null {
  if (proof === undefined) return null;
  const { parts, witness } = proof;
  const isKnown = witness !== null && Number.isFinite(witness.loss);
  return {
    parts: parts.map(({ from, to, upper }) => ({ from: place(from), to: place(to), upper })),
    witness: isKnown ? { x: place(witness.t), y: witness.loss } : null,
  };
}

/** Whether a series can be drawn against length. */
export function hasArc({ arc, beads }: InterpolationSeries): boolean {
  return beads === 0 || arc?.length === beads + 2;
}

/** The share of the length at t; within an element, length grows evenly with t. */
function arcAt(arc: readonly number[], t: number): number {
  const elements = arc.length - 1;
  const i = Math.max(0, Math.min(elements - 1, Math.floor(t * elements)));
  const from = arc[i] ?? 0;
  return from + (t * elements - i) * ((arc[i + 1] ?? 1) - from);
}

/** All finite losses of a curve, with that of a point that refutes it: samples had missed it, but it is one of them. */
export function lossesOf({ series, points, peak, proof }: DrawnSeries): readonly number[] {
  const witness = series.proof?.rows === null ? (proof?.witness ?? null) : null;
  return [...points, peak, witness].flatMap((point) =>
    point === null || point.y === null ? [] : [point.y],
  );
}

/** What of a curve lies within a scale: its line ends where it passes the top or the bottom. */
export function cutAt(curve: DrawnSeries, y: LossScale): DrawnSeries {
  const [low, high] = y.domain;
  const isInside = ({ y: loss }: CurvePoint) => loss === null || (loss >= low && loss <= high);
  const { points, beads, peak, proof } = curve;
  const witness = proof?.witness ?? null;
  return {
    ...curve,
    points: points.flatMap((point, i) => {
      const previous = points[i - 1];
      const crossings = previous === undefined ? [] : crossingsOf(previous, point, y);
      return [...crossings, isInside(point) ? point : { x: point.x, y: null }];
    }),
    beads: beads.filter(isInside),
    peak: peak !== null && peak.y !== null && isInside(peak) ? peak : null,
    proof: proof && { ...proof, witness: witness && isInside(witness) ? witness : null },
  };
}

/** Where the line between two points, straight as it is drawn, passes the bottom and the top of the scale. */
function crossingsOf(p: CurvePoint, q: CurvePoint, y: LossScale): readonly CurvePoint[] {
  if (p.y === null || q.y === null) return [];
  const [from, to] = [shareBelow(y, p.y), shareBelow(y, q.y)];
  const crossed = y.domain.flatMap((edge, share) =>
    from < share === to < share
      ? []
      : [{ x: p.x + ((share - from) / (to - from)) * (q.x - p.x), y: edge }],
  );
  return to < from ? crossed.reverse() : crossed;
}

function lossPoints({ points }: DrawnSeries): readonly CurvePoint[] {
  return points.filter((point) => point.y !== null);
}

/** The line of a curve, with its beads. */
export function lineMarks({ points, beads, style }: DrawnSeries): readonly Plot.Markish[] {
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

function isSame(p: CurvePoint | null, q: CurvePoint | null): boolean {
  return p?.x === q?.x && p?.y === q?.y;
}

/** The curves without the peaks that several share: an endpoint that is the peak of many is marked as such. */
export function withoutSharedPeaks(curves: readonly DrawnSeries[]): readonly DrawnSeries[] {
  return curves.map((curve) =>
    curves.some((other) => other !== curve && isSame(other.peak, curve.peak))
      ? { ...curve, peak: null }
      : curve,
  );
}

/**
 * The peak, and a cross at the top of the frame wherever a loss is not finite.
 *
 * @param y the scale, at whose top stands what is not finite; null where only a part of the axis is shown
 */
export function peakMarks(
  { points, peak, style }: DrawnSeries,
  y: LossScale | null,
): readonly Plot.Markish[] {
  const top = y?.domain[1];
  const holes = top === undefined ? [] : points.filter((point) => point.y === null);
  const thin = Math.ceil(holes.length / 60);
  const crosses = holes.filter((_, i) => i % thin === 0).map(({ x }) => ({ x, y: top }));
  const height = peak?.y ?? top;
  const peaks = peak === null || height === undefined ? [] : [{ x: peak.x, y: height }];
  const at = { x: 'x', y: 'y' } as const;
  const cross = { symbol: 'times', r: 3.5, stroke: style.colour, strokeWidth: 1.5 } as const;
  return [
    Plot.dot(crosses, { ...at, ...cross, className: 'isthmus-not-finite' }),
    Plot.dot(peaks, { ...at, r: 7, ...filledStyle(style), className: 'isthmus-peak' }),
  ];
}

/** The endpoints, each once. */
export function endpointMark(curves: readonly DrawnSeries[]): Plot.Markish {
  const ends = curves
    .flatMap((curve) => lossPoints(curve))
    .filter(({ x }) => x === 0 || x === 1)
    .filter((end, i, all) => all.findIndex(({ x, y }) => x === end.x && y === end.y) === i);
  const style = { fill: colour('foreground'), stroke: colour('background'), strokeWidth: 1.5 };
  return Plot.dot(ends, { x: 'x', y: 'y', r: 4, ...style, className: 'isthmus-endpoint' });
}

/** Labels for the peaks: for all where curves are few, else for those above the level; one for a peak that several share. */
export function peakLabels(
  curves: readonly DrawnSeries[],
  y: LossScale | null,
): readonly PointLabel[] {
  return curves.flatMap(({ series, peak, style }, i) => {
    if (series.peak === null || peak === null) return [];
    const sharing = curves.filter((other) => isSame(other.peak, peak)).length;
    if (sharing > 1 && curves.findIndex((other) => isSame(other.peak, peak)) < i) return [];
    const below = peak.y !== null && peak.y <= series.level;
    if (below && curves.length > CURVES_ALL_LABELLED) return [];
    const height = peak.y ?? y?.domain[1];
    if (height === undefined) return [];
    const loss = formatBeside(toNumber(series.peak.loss), series.level);
    if (sharing > 1) return [{ x: peak.x, y: height, text: `${sharing} paths: ${loss}` }];
    const text = `${shorten(series.label, 32)}: ${loss}`;
    return [{ x: peak.x, y: height, text, colour: style.colour }];
  });
}

/** A text cut to a length. */
export function shorten(text: string, length = 14): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
