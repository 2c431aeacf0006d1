import * as Plot from '@observablehq/plot';
import type { ChartAxis, LinesChart } from '@isthmus/contract';
import { curvePoints } from '../data/series.js';
import type { ChartOptions, FigureOptions } from '../drawing/chart-options.js';
import { draw, emptyNote, lineStyle, type XAxis } from '../drawing/drawing.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { colour, seriesStyle } from '../drawing/palette.js';
import {
  linearTicks,
  lossScale,
  scaleNote,
  shareBelow,
  tickDigits,
  type LossScale,
} from '../drawing/scale.js';
import { formatNumber, plural } from '../format/format.js';

/**
 * A chart of curves that an analysis found, with its marks along the horizontal axis.
 *
 * @example
 * const chart = findingLines(
 *   {
 *     ...{ kind: 'lines', title: 'Loss along a shift', caption: 'Flat up to 0.5.' },
 *     ...{ x: { label: 'shift' }, y: { label: 'loss' } },
 *     series: [{ label: 'unit 3', x: [0, 1], y: [0.1, 0.4] }],
 *     marks: [{ x: 0.5, label: 'clips' }],
 *   },
 *   { document },
 * );
 * chart.querySelector('figcaption')?.textContent; // 'Loss along a shift'
 */
export function findingLines(chart: LinesChart, options: FigureOptions): HTMLElement {
  const marks = chart.marks.map(({ x, label }) => `${label} at ${formatNumber(x)}`);
  const entries = chart.series.map(({ label }) => ({ name: label, words: '', tone: null, detail: '' })); // prettier-ignore
  return chartFigure(options.document, chart.title, {
    drawings: drawings({ height: 300, ...options }, (drawing) => findingLinesSvg(chart, drawing)),
    legend: chart.series.length > 1 ? legend(options.document, entries) : null,
    note: [chart.caption, ...(marks.length > 0 ? [`Marked: ${marks.join('; ')}.`] : [])].join(' '),
  });
}

/**
 * The drawing of such a chart alone.
 *
 * @example
 * const svg = findingLinesSvg(
 *   {
 *     ...{ kind: 'lines', title: 'Loss along a shift', caption: '' },
 *     ...{ x: { label: 'shift' }, y: { label: 'loss' } },
 *     series: [{ label: 'unit 3', x: [0, 1], y: [0.1, 0.4] }],
 *     marks: [],
 *   },
 *   { document },
 * );
 * svg.getAttribute('height'); // '300'
 */
export function findingLinesSvg(
  chart: LinesChart,
  { document, width, height }: ChartOptions,
): SVGSVGElement {
  const places = chart.series.flatMap((one) => one.x.map(Number));
  const x = acrossScale([...places, ...chart.marks.map((mark) => mark.x)], chart.x);
  const values = chart.series.flatMap((one) => one.y.map(Number));
  const y = scaleOf(values, chart.y);
  return draw({
    document,
    width: width ?? 720,
    height: height ?? 300,
    x: shareAxis(x, chart.x),
    y,
    yLabel: `${chart.y.label}${scaleNote(y)}`,
    levels: [],
    levelWord: '',
    title: chart.title,
    description: `${chart.title}: ${plural(chart.series.length, 'curve')} of ${chart.y.label} against ${chart.x.label}. ${chart.caption}`,
    marks: [
      Plot.ruleX(
        chart.marks.map((mark) => shareBelow(x, mark.x)),
        { stroke: colour('muted'), strokeDasharray: '3 3', className: 'isthmus-mark' },
      ),
      ...chart.series.map((one, i) =>
        Plot.line(
          curvePoints(
            one.x.map((at) => shareBelow(x, Number(at))),
            one.y,
          ),
          { x: 'x', y: 'y', ...lineStyle(seriesStyle(i)), className: 'isthmus-curve' },
        ),
      ),
      values.some(Number.isFinite) ? null : emptyNote('no values'),
    ],
  });
}

function scaleOf(values: readonly number[], { log }: ChartAxis): LossScale {
  return lossScale(values, log === true ? 'log' : 'linear');
}

/** Even steps from the first place to the last, or a logarithm with some room at its ends. */
function acrossScale(values: readonly number[], axis: ChartAxis): LossScale {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (axis.log === true || !(low < high)) return scaleOf(values, axis);
  const inside = linearTicks(low, high).filter((tick) => tick >= low && tick <= high);
  return { type: 'linear', domain: [low, high], ticks: inside };
}

/** The horizontal axis from 0 to 1, its ticks named by what they stand for. */
function shareAxis(scale: LossScale, { label }: ChartAxis): XAxis {
  const digits = tickDigits(scale.ticks);
  const shares = new Map(scale.ticks.map((tick) => [shareBelow(scale, tick), tick]));
  return {
    domain: [0, 1],
    ticks: [...shares.keys()],
    label: `${label}${scaleNote(scale)}`,
    format: (share) => formatNumber(shares.get(share) ?? 0, digits),
  };
}
