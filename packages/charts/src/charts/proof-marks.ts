import * as Plot from '@observablehq/plot';
import { svgElement, visibleText } from '../drawing/dom.js';
import { colour } from '../drawing/palette.js';
import { pixel, round, type PointLabel } from '../drawing/label-mark.js';
import type { LossScale } from '../drawing/scale.js';
import { curveAt, type CurvePoint } from '../data/series.js';
import { atLeast, proofSentence, rowsWords } from '../format/proof-words.js';
import { shorten, type DrawnProof, type DrawnSeries } from './interpolation-marks.js';

/** Bounds that are far above the curves do not press these together: so much of their extent is shown above them. */
const ROOM_ABOVE = 0.5;

/**
 * The heights that proofs add to those of the curves and levels: witnesses whole, bounds up to somewhat above
 * the rest, since those that decide nothing may be of any size.
 */
export function proofHeights(
  curves: readonly DrawnSeries[],
  heights: readonly number[],
): readonly number[] {
  const proofs = curves.flatMap(({ proof }) => (proof === null ? [] : [proof]));
  const witnesses = proofs.flatMap(({ witness }) => (witness === null ? [] : [Number(witness.y)]));
  const all = [...heights, ...witnesses];
  const [low, high] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)]; // prettier-ignore
  const most = high + ROOM_ABOVE * (high - low);
  const bounds = proofs.flatMap(({ parts }) =>
    parts.flatMap(({ upper }) => (upper === null ? [] : [Math.min(upper, most)])),
  );
  return [...witnesses, ...bounds].filter(Number.isFinite);
}

/**
 * What is proved of a curve: steps, each as high as the loss on its part can be at most, and what lies between
 * them and the curve filled. Bounds of some rows alone are not about the curve: they are steps without a filling,
 * dashed. What lies above the frame is cut off at its top.
 *
 * @param curves all that are drawn: where many have bands, each is filled less strongly
 */
export function bandMarks(
  curve: DrawnSeries,
  y: LossScale,
  curves: readonly DrawnSeries[],
): readonly Plot.Markish[] {
  const { series, points, proof, style } = curve;
  if (proof === null || proof.parts.length === 0) return [];
  const isWhole = (series.proof?.rows ?? null) === null;
  const title = () => visibleText(proofSentence(series.proof!));
  const dash = isWhole ? {} : { strokeDasharray: '3 3' };
  return [
    Plot.areaY(isWhole ? bandOf(points, proof, y) : [], {
      ...{ x: 'x', y1: 'low', y2: 'high', fill: style.colour, fillOpacity: bandOpacity(curves) },
      ...{ title, className: 'isthmus-band' },
    }),
    Plot.line(stepsIn(curve, y), {
      ...{ x: 'x', y: 'y', stroke: style.colour, strokeWidth: 1, strokeLinejoin: 'miter' },
      ...{ ...dash, title, className: 'isthmus-bounds' },
    }),
  ];
}

/** The bounds along the path: both ends of each part, as high as its bound; none of what lies outside the frame. */
export function stepsIn(
  { proof }: DrawnSeries,
  { domain: [low, high] }: LossScale,
): readonly CurvePoint[] {
  return (proof?.parts ?? []).flatMap(({ from, to, upper }) => {
    const y = upper !== null && upper >= low && upper <= high ? upper : null;
    return [
      { x: from, y },
      { x: to, y },
    ];
  });
}

/** How strongly one or two bands are filled; more lie on one another, and share it. */
const BAND_OPACITY = 0.16;

function bandOpacity(curves: readonly DrawnSeries[]): number {
  return (2 * BAND_OPACITY) / Math.max(2, rugs(curves).length);
}

interface BandPoint {
  readonly x: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Between the curve and the steps above it, as far as it lies in the frame. */
function bandOf(
  points: readonly CurvePoint[],
  { parts }: DrawnProof,
  { domain: [low, high] }: LossScale,
): readonly BandPoint[] {
  const within = (height: number) => Math.max(low, Math.min(high, height));
  return parts.flatMap(({ from, to, upper }) => {
    const inside = points.filter(({ x }) => x > from && x < to);
    const edges = [from, to].map((x) => ({ x, y: curveAt(points, x) }));
    return [edges[0]!, ...inside, edges[1]!].map(({ x, y }) =>
      y === null || upper === null
        ? { x, low: null, high: null }
        : { x, low: within(y), high: within(upper) },
    );
  });
}

/** From one row of ticks to the next, in pixels; less where there are many. */
const RUG_ROW = 8;

const MOST_RUG = 40;

/** The ticks of one path, in pixels. */
function rugRow(rows: number): number {
  return Math.max(3, Math.min(RUG_ROW, Math.floor(MOST_RUG / Math.max(1, rows))));
}

function rugs(curves: readonly DrawnSeries[]): readonly DrawnSeries[] {
  return curves.filter(({ proof }) => proof !== null && proof.parts.length > 0);
}

/** The room that the ticks need above the lower axis, in pixels. */
export function rugRoom(curves: readonly DrawnSeries[]): number {
  const rows = rugs(curves).length;
  return rows === 0 ? 0 : rows * rugRow(rows) + 4;
}

/** Ticks at the lower axis where the parts of a proof meet: a row for each path, the first on top. */
export function rugMark(curves: readonly DrawnSeries[]): Plot.RenderFunction | null {
  const shown = rugs(curves);
  const row = rugRow(shown.length);
  if (shown.length === 0) return null;
  return (_index, scales, _values, { height, marginBottom }, { document }) => {
    const x = pixel(scales, 'x');
    const axis = height - marginBottom;
    const rows = shown.map(({ proof, style }, i) => {
      const foot = axis - (shown.length - 1 - i) * row;
      const ends = [0, ...proof!.parts.map(({ to }) => to)];
      const d = ends.map((end) => `M${round(x(end))},${foot}V${foot - row + 2}`).join('');
      return svgElement(document, 'path', { d, stroke: style.colour });
    });
    return svgElement(document, 'g', { class: 'isthmus-rug', fill: 'none' }, rows);
  };
}

/** Places that are proved to be above a level, and how far above the samples they are. */
export function witnessMarks({
  series,
  points,
  proof,
  style,
}: DrawnSeries): readonly Plot.Markish[] {
  const { witness = null } = proof ?? {};
  if (witness === null || series.proof === undefined) return [];
  const foot = series.proof.rows === null ? curveAt(points, witness.x) : null;
  const at = { x: 'x', y: 'y' } as const;
  const title = () => visibleText(`${series.label}. ${proofSentence(series.proof!)}`);
  return [
    Plot.link(foot === null ? [] : [{ ...witness, foot }], {
      ...{ x: 'x', y1: 'foot', y2: 'y', stroke: style.colour, strokeWidth: 1.25 },
      ...{ strokeDasharray: '2 2', className: 'isthmus-witness-line' },
    }),
    Plot.dot([witness], { ...at, r: 8, fill: colour('background'), className: 'isthmus-halo' }),
    Plot.dot([witness], {
      ...{ ...at, symbol: 'asterisk', r: 6, stroke: style.colour, strokeWidth: 2 },
      ...{ title, className: 'isthmus-witness' },
    }),
  ];
}

/** In a narrower drawing there is no room for the name of a path, and the colour has to tell. */
const ROOM_FOR_NAMES = 480;

/**
 * What stands beside such a place.
 *
 * @param width of the drawing, in pixels
 */
export function witnessLabels(
  curves: readonly DrawnSeries[],
  width: number,
): readonly PointLabel[] {
  return curves.flatMap(({ series, proof, style }) => {
    const { witness = null } = proof ?? {};
    if (witness === null || witness.y === null || series.proof === undefined) return [];
    const rows = rowsWords(series.proof);
    const loss = atLeast(witness.y, series.proof.level);
    const name = width < ROOM_FOR_NAMES ? '' : `${shorten(series.label, 32)} `;
    const text = `${name}refuted: ≥ ${loss}${rows === '' ? '' : ` ${rows}`}`;
    return [{ x: witness.x, y: witness.y, text, colour: style.colour }];
  });
}
