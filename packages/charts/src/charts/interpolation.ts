import type { ChartOptions, FigureOptions, ScaleChoice } from '../drawing/chart-options.js';
import { detailScale, type DetailKind } from '../drawing/detail-scale.js';
import { element } from '../drawing/dom.js';
import { draw, emptyNote, type XAxis } from '../drawing/drawing.js';
import { endsAbove } from '../words/ends-above.js';
import { formatNumber, plural } from '../format/format.js';
import {
  BEADS_AS_SYMBOLS,
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
import { labelMark } from '../drawing/label-mark.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import { lossScale, scaleName, scaleNote, type LossScale } from '../drawing/scale.js';
import type { InterpolationData, InterpolationSeries } from '../data/series.js';
import { outcomeTone, outcomeWords, peakWords, seriesSentence } from '../words/words.js';

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

function detailOf(ends: InterpolationData, series: InterpolationSeries): string {
  const above = seriesEndsAbove(ends, series).map(({ name }) => name);
  const words = `${above.join(' and ')} ${above.length > 1 ? 'lie' : 'lies'} above the level`;
  const parts = [peakWords(series), plural(series.beads, 'bead')];
  return [...parts, ...(above.length > 0 ? [words] : [])].join(' · ');
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
    'Round dots at both ends: the endpoints. Large filled symbols: peaks, but for those that several paths share.',
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
  const y = lossScale([...curves.flatMap(lossesOf), ...levels], scale);
  return { curves, levels, y, alongArc };
}

function detailView(data: InterpolationData, options: InterpolationOptions): DetailView | null {
  const whole = viewOf(data, options);
  const detail = detailScale(whole.curves.map(lossesOf), whole.levels, whole.y);
  if (detail === null) return null;
  const { kind, y } = detail;
  const [low, high] = y.domain;
  return {
    ...{ kind, y, alongArc: whole.alongArc },
    curves: whole.curves.map((curve) => cutAt(curve, y)),
    levels: whole.levels.filter((level) => level >= low && level <= high),
  };
}

function drawView(
  data: InterpolationData,
  options: InterpolationOptions,
  view: View | DetailView,
): SVGSVGElement {
  const { curves, levels, y, alongArc } = view;
  const kind = 'kind' in view ? view.kind : null;
  // Where the axis is cut, its top is no place for what is not finite.
  const top = kind === null || kind === 'even' ? y : null;
  const title = `${interpolationTitle(data)}${kind === null ? '' : `, ${DETAIL_WORDS[kind]}`}`;
  return draw({
    document: options.document,
    width: options.width ?? 720,
    height: options.height ?? 360,
    x: pathAxis(data, alongArc),
    y,
    yLabel: `loss (${data.unit})${scaleNote(y)}`,
    levels,
    levelWord: 'level',
    title,
    description: interpolationWords(data, title, y),
    marks: [
      ...curves.flatMap(lineMarks),
      ...withoutSharedPeaks(curves).flatMap((curve) => peakMarks(curve, top)),
      endpointMark(curves),
      curves.some((curve) => curve.points.length > 0)
        ? labelMark(
            peakLabels(curves, top),
            curves.map(({ points }) => points),
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

/**
 * The chart's name.
 *
 * @example
 * interpolationTitle({ a: 'a', b: 'aligned b' }); // 'Loss along the paths from a to aligned b'
 */
export function interpolationTitle({ a, b }: Pick<InterpolationData, 'a' | 'b'>): string {
  return `Loss along the paths from ${a} to ${b}`;
}

function interpolationWords({ series }: InterpolationData, title: string, y: LossScale): string {
  const intro = `${title}: ${plural(series.length, 'curve')}, ${scaleName(y)}.`;
  return [intro, ...series.map(seriesSentence)].join(' ');
}

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
