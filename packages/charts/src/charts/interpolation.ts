import type { ChartOptions, FigureOptions, ScaleChoice } from '../drawing/chart-options.js';
import { detailScale, type DetailKind } from '../drawing/detail-scale.js';
import { element } from '../drawing/dom.js';
import { draw, emptyNote, type NamedLine, type XAxis } from '../drawing/drawing.js';
import { formatLevel, formatNumber } from '../format/format.js';
import { atLeast } from '../format/proof-words.js';
import {
  cutAt,
  endpointMark,
  hasArc,
  lineMarks,
  lossesOf,
  peakLabels,
  peakMarks,
  shorten,
  toCurve,
  withoutSharedPeaks,
  type DrawnSeries,
} from './interpolation-marks.js';
import {
  detailOf,
  interpolationTitle,
  interpolationWords,
  signsNote,
} from './interpolation-words.js';
import {
  bandMarks,
  proofHeights,
  rugMark,
  rugRoom,
  stepsIn,
  witnessLabels,
  witnessMarks,
} from './proof-marks.js';
import { labelMark } from '../drawing/label-mark.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import { lossScale, scaleNote, type LossScale } from '../drawing/scale.js';
import type { SeriesProof } from '../data/proof-data.js';
import type { InterpolationData } from '../data/series.js';
import { outcomeTone, outcomeWords } from '../words/words.js';

/** How the interpolation chart is drawn. */
export interface InterpolationOptions extends ChartOptions {
  /**
   * What runs along the axis: `t`, or the share of the path's length. The latter needs `arc` for
   * every path with beads, else the chart keeps to t, and its axis says so.
   */
  readonly along?: 't' | 'arc';
  readonly scale?: ScaleChoice;
}

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
  options: FigureOptions<InterpolationOptions>,
): HTMLElement {
  const entries = data.series.map((series) => ({
    name: series.label,
    words: outcomeWords(series.outcome, series.level),
    tone: outcomeTone(series.outcome),
    detail: detailOf(data, series),
  }));
  return chartFigure(options.document, interpolationTitle(data), {
    drawings: chartDrawings(data, options),
    legend: legend(options.document, entries),
    note: signsNote(data),
  });
}

/** The whole, and below it a part of it where the whole leaves that no room. */
function chartDrawings(
  data: InterpolationData,
  options: FigureOptions<InterpolationOptions>,
): readonly HTMLElement[] {
  const { document, height = 360, along, scale, ...size } = options;
  const more = { ...(along && { along }), ...(scale && { scale }) };
  const view = detailView(data, { document, ...more });
  const whole = (drawing: ChartOptions) => interpolationSvg(data, { ...drawing, ...more });
  if (view === null) return drawings({ ...size, document, height }, whole);
  const detail = (drawing: ChartOptions) => drawView(data, drawing, view);
  return [
    ...drawings({ ...size, document, height: Math.round(WHOLE_SHARE * height) }, whole),
    element(document, 'p', { class: 'isthmus-chart-part' }, [PART_SENTENCES[view.kind]]),
    ...drawings({ ...size, document, height }, detail),
  ];
}

const PART_SENTENCES: Readonly<Record<DetailKind, string>> = {
  level: 'The same near the level; curves that rise above it are cut off at the top.',
  peaks: 'The same near the peaks, which differ far less than losses do along the paths.',
  even: 'The same in even steps, without a logarithm.',
};

/** The height of the whole chart where a detail stands below it, as a part of the usual. */
const WHOLE_SHARE = 0.7;

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
  return drawView(data, options, viewOf(data, options));
}

/**
 * The part of the interpolation chart that the whole leaves no room: that near the levels, where some curves
 * rise far above them, or near the peaks, where these differ little; or the whole in even steps, where its
 * logarithm flattens the peaks. Null where the chart itself shows them well enough.
 *
 * @example
 * const [pair] = result.pairs;
 * interpolationDetailSvg(pairData(pair, result.loss.unit), { document }); // null
 */
export function interpolationDetailSvg(
  data: InterpolationData,
  options: InterpolationOptions,
): SVGSVGElement | null {
  const detail = detailView(data, options);
  return detail === null ? null : drawView(data, options, detail);
}

/** Which part of the loss axis is drawn, and what of the curves lies in it. */
interface View {
  readonly curves: readonly DrawnSeries[];
  readonly levels: readonly number[];
  readonly bounds: readonly NamedLine[];
  readonly y: LossScale;
  readonly alongArc: boolean;
}

/** A second panel. */
interface DetailView extends View {
  readonly kind: DetailKind;
}

function viewOf(data: InterpolationData, { along, scale }: InterpolationOptions): View {
  const alongArc = along === 'arc' && data.series.every(hasArc);
  const curves = data.series.map((series, i) => toCurve(series, seriesStyle(i), alongArc));
  const levels = [...new Set(data.series.map((series) => series.level))].filter(Number.isFinite);
  const bounds = boundLines(data);
  const heights = [...curves.flatMap(lossesOf), ...levels, ...bounds.map(({ value }) => value)];
  const y = lossScale([...heights, ...proofHeights(curves, heights)], scale);
  return { curves, levels, bounds, y, alongArc };
}

/** Whether its level needs no line of its own: a claim about some rows alone is none about the curve. */
function isOfPath({ outcome, rows, level: proved }: SeriesProof, level: number): boolean {
  return outcome === 'undecided' || rows !== null || proved === level;
}

/** Below which no path stays, and levels that proofs are about where these are not those of the paths. */
function boundLines({ series }: InterpolationData): readonly NamedLine[] {
  const lines = series.flatMap(({ noPathBelow, proof, level }) => [
    ...(noPathBelow === undefined
      ? []
      : [{ value: noPathBelow, name: `Γ ≥\n${atLeast(noPathBelow, level)}` }]),
    ...(proof === undefined || isOfPath(proof, level)
      ? []
      : [{ value: proof.level, name: `${proof.outcome === 'certified' ? 'proved' : 'refuted'}\n${formatLevel(proof.level)}` }]),
  ]); // prettier-ignore
  return lines.filter(
    ({ value, name }, i) =>
      Number.isFinite(value) && lines.findIndex((other) => other.name === name) === i,
  );
}

function detailView(data: InterpolationData, options: InterpolationOptions): DetailView | null {
  const whole = viewOf(data, options);
  const detail = detailScale(whole.curves.map(lossesOf), whole.levels, whole.y);
  if (detail === null) return null;
  const { kind, y } = detail;
  const [low, high] = y.domain;
  return {
    ...{ kind, y, alongArc: whole.alongArc },
    bounds: whole.bounds.filter(({ value }) => value >= low && value <= high),
    curves: whole.curves.map((curve) => cutAt(curve, y)),
    levels: whole.levels.filter((level) => level >= low && level <= high),
  };
}

function drawView(
  data: InterpolationData,
  options: InterpolationOptions,
  view: View | DetailView,
): SVGSVGElement {
  const { curves, levels, bounds, y, alongArc } = view;
  const { width = 720, height = 360 } = options;
  const kind = 'kind' in view ? view.kind : null;
  // Where the axis is cut, its top is no place for what is not finite.
  const top = kind === null || kind === 'even' ? y : null;
  const title = `${interpolationTitle(data)}${kind === null ? '' : `, ${DETAIL_WORDS[kind]}`}`;
  return draw({
    document: options.document,
    width,
    height,
    x: pathAxis(data, alongArc),
    y,
    yLabel: `loss (${data.unit})${scaleNote(y)}`,
    levels,
    levelWord: 'level',
    bounds,
    footroom: rugRoom(curves),
    title,
    description: interpolationWords(data, title, y),
    marks: [
      ...curves.flatMap((curve) => bandMarks(curve, y, curves)),
      rugMark(curves),
      ...curves.flatMap(lineMarks),
      ...withoutSharedPeaks(curves).flatMap((curve) => peakMarks(curve, top)),
      endpointMark(curves),
      ...curves.flatMap(witnessMarks),
      curves.some((curve) => curve.points.length > 0)
        ? labelMark(
            [...witnessLabels(curves, width), ...peakLabels(curves, top)],
            [...curves.map(({ points }) => points), ...curves.map((curve) => stepsIn(curve, y))],
          )
        : emptyNote('no losses known yet'),
    ],
  });
}

const DETAIL_WORDS: Readonly<Record<DetailKind, string>> = {
  level: 'near the level',
  peaks: 'near the peaks',
  even: 'in even steps',
};

/** The axis along a path, with the names of its ends. */
export function pathAxis({ a, b }: Pick<InterpolationData, 'a' | 'b'>, alongArc: boolean): XAxis {
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
