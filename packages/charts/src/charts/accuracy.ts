import * as Plot from '@observablehq/plot';
import type { AccuracyData, AccuracySeries } from '../data/pair-data.js';
import type { ChartOptions, FigureOptions } from '../drawing/chart-options.js';
import { draw, filledStyle, lineStyle } from '../drawing/drawing.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import { lossScale, type LossScale } from '../drawing/scale.js';
import { formatFraction, formatNumber, plural } from '../format/format.js';
import { pathAxis } from './interpolation.js';

/**
 * The accuracy along the paths between two endpoints: the share of the evaluation set that is classified
 * rightly, against t, with the place of the lowest. Colours and dashes are those of the losses.
 *
 * @example
 * const points = [{ x: 0, y: 0.98 }, { x: 0.5, y: 0.9 }, { x: 1, y: 0.97 }];
 * const series = [{ label: 'core/linear', points, lowest: points[1] }];
 * const chart = accuracyChart({ a: 'a', b: 'b', series }, { document });
 * chart.querySelector('figcaption')?.textContent; // 'Accuracy along the paths from a to b'
 */
export function accuracyChart(data: AccuracyData, options: FigureOptions): HTMLElement {
  const entries = data.series.map((series) => ({
    ...{ name: series.label, words: lowestWords(series) },
    ...{ tone: null, detail: '' },
  }));
  return chartFigure(options.document, accuracyTitle(data), {
    drawings: drawings({ height: 260, ...options }, (drawing) => accuracySvg(data, drawing)),
    legend: legend(options.document, entries),
    note: 'Large filled symbols: where each is lowest. Measured at the ends, the beads and between them; no verdict rests on it.',
  });
}

/**
 * The drawing of the accuracy chart alone.
 *
 * @example
 * accuracySvg({ a: 'a', b: 'b', series: [] }, { document }).getAttribute('height'); // '260'
 */
export function accuracySvg(data: AccuracyData, options: ChartOptions): SVGSVGElement {
  const title = accuracyTitle(data);
  const sentences = data.series.map((series) => `${series.label}: ${lowestWords(series)}.`);
  return draw({
    document: options.document,
    width: options.width ?? 720,
    height: options.height ?? 260,
    x: pathAxis(data, false),
    y: percentScale(data),
    yLabel: 'accuracy (%)',
    levels: [],
    levelWord: '',
    title,
    description: [`${title}: ${plural(data.series.length, 'curve')}.`, ...sentences].join(' '),
    marks: data.series.flatMap(curveMarks),
  });
}

function accuracyTitle({ a, b }: Pick<AccuracyData, 'a' | 'b'>): string {
  return `Accuracy along the paths from ${a} to ${b}`;
}

function lowestWords({ lowest }: AccuracySeries): string {
  return lowest === null
    ? 'not known'
    : `lowest ${formatFraction(lowest.y)} at t = ${formatNumber(lowest.x, 3)}`;
}

/** In percent, and not beyond 100. */
function percentScale({ series }: AccuracyData): LossScale {
  const values = series.flatMap(({ points }) =>
    points.flatMap(({ y }) => (y === null ? [] : [100 * y])),
  );
  const { domain, ticks } = lossScale(values, 'linear');
  const [low, high] = domain;
  return {
    type: 'linear',
    // Half a per cent of room, so that a symbol at the top is whole.
    domain: [Math.max(0, low), Math.min(high, 100 + (100 - low) / 50)],
    ticks: ticks.filter((tick) => tick <= 100),
  };
}

function curveMarks({ points, lowest }: AccuracySeries, index: number): readonly Plot.Markish[] {
  const style = seriesStyle(index);
  const y = (point: { readonly y: number | null }) => (point.y === null ? null : 100 * point.y);
  const at = { x: 'x', y } as const;
  return [
    Plot.line(points, {
      ...at,
      ...lineStyle(style),
      strokeWidth: 1.75,
      className: 'isthmus-curve',
    }),
    Plot.dot(lowest === null ? [] : [lowest], {
      ...{ ...at, r: 5.5, className: 'isthmus-lowest' },
      ...filledStyle(style),
    }),
  ];
}
