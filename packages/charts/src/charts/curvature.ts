import type { HessianPoint } from '@isthmus/contract';
import * as Plot from '@observablehq/plot';
import type { ChartOptions, FigureOptions } from '../drawing/chart-options.js';
import { dataTable } from '../tables/data-table.js';
import { draw, filledStyle, lineStyle, type XAxis } from '../drawing/drawing.js';
import { formatNumber, NO_VALUE, plural } from '../format/format.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import { signedScale } from '../drawing/scale.js';
import { curvePoints } from '../data/series.js';

/** Eigenvalues along one path, ready to be drawn. */
export interface CurvatureData {
  readonly a: string;
  readonly b: string;
  readonly points: readonly HessianPoint[];
}

interface Line {
  readonly name: string;
  readonly detail: string;
  at(point: HessianPoint): number | null;
}

const LINES: readonly Line[] = [
  {
    name: 'largest eigenvalue',
    detail: 'the sharpest bend up',
    at: ({ data }) => data.largest,
  },
  {
    name: 'smallest eigenvalue',
    detail: 'below 0: a bend down',
    at: ({ data }) => data.smallest,
  },
  {
    name: 'along the path',
    detail: 'the bend of the profile itself',
    at: ({ tangent }) => tangent,
  },
  {
    name: 'largest with regularizers',
    detail: 'of the training objective',
    at: ({ objective }) => objective?.largest ?? null,
  },
  {
    name: 'smallest with regularizers',
    detail: 'of the training objective',
    at: ({ objective }) => objective?.smallest ?? null,
  },
];

/** The chart's name. */
export const CURVATURE_TITLE = 'Curvature of the loss along the path';

/**
 * The smallest and the largest eigenvalue of the Hessian along a path, and the curvature of the path's
 * own profile; with those of the training objective where there are regularizers. The scale is
 * logarithmic to both sides of 0.
 *
 * @example
 * const data = { a: 'a', b: 'b', points: [] };
 * const chart = curvatureChart(data, { document });
 * chart.querySelector('figcaption')?.textContent; // 'Curvature of the loss along the path'
 */
export function curvatureChart(data: CurvatureData, options: FigureOptions): HTMLElement {
  const lines = usedLines(data);
  const entries = lines.map(({ name, detail }) => ({ name, words: '', tone: null, detail }));
  return chartFigure(options.document, CURVATURE_TITLE, {
    drawings: drawings({ height: 300, ...options }, (drawing) => curvatureSvg(data, drawing)),
    legend: legend(options.document, entries),
    note: 'Each symbol is one point of the path. The true smallest eigenvalue is at or below its curve, the true largest at or above.',
  });
}

/**
 * The drawing of the curvature chart alone.
 *
 * @example
 * const data = { a: 'a', b: 'b', points: [] };
 * curvatureSvg(data, { document, height: 200 }).getAttribute('height'); // '200'
 */
export function curvatureSvg(data: CurvatureData, options: ChartOptions): SVGSVGElement {
  const lines = usedLines(data);
  const curves = lines.map(({ at }) => curveOf(data.points, at));
  const values = curves.flatMap((curve) => curve.flatMap(({ y }) => (y === null ? [] : [y])));
  return draw({
    document: options.document,
    width: options.width ?? 720,
    height: options.height ?? 300,
    x: pathAxis(data),
    y: signedScale(values),
    yLabel: 'second derivative, log scale to both sides of 0',
    levels: [0],
    levelWord: 'no bend',
    title: CURVATURE_TITLE,
    description: `${CURVATURE_TITLE} at ${plural(data.points.length, 'point')}: ${lines.map(({ name }, i) => `${name} ${rangeWords(curves[i]!)}`).join(', ')}.`,
    marks: curves.flatMap((curve, i) => marksOf(curve, i)),
  });
}

/**
 * The table twin of the curvature chart: one row for each point.
 *
 * @example
 * const data = { a: 'a', b: 'b', points: [] };
 * curvatureTable(data, { document }).querySelectorAll('tbody tr').length; // 0
 */
export function curvatureTable(
  data: CurvatureData,
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement {
  const lines = usedLines(data);
  const columns = ['t', 'loss', ...lines.map(({ name }) => name), 'residual of the smallest'];
  return dataTable(document, {
    caption: `${CURVATURE_TITLE} from ${data.a} to ${data.b}, per squared unit of weight space. Some eigenvalue is within the residual of the smallest.`,
    columns: columns.map((heading) => ({ heading, numeric: true })),
    rows: data.points.map((point) => [
      formatNumber(point.t, 6),
      formatNumber(point.loss),
      ...lines.map(({ at }) => formatNumber(at(point))),
      formatNumber(point.data.smallestResidual, 2),
    ]),
    long: data.points.length > 12,
  });
}

function usedLines({ points }: CurvatureData): readonly Line[] {
  return LINES.filter(({ at }, i) => i < 3 || points.some((point) => at(point) !== null));
}

type Curve = ReturnType<typeof curvePoints>;

function curveOf(points: readonly HessianPoint[], at: Line['at']): Curve {
  const x = points.map(({ t }) => t);
  return curvePoints(
    x,
    points.map((point) => at(point) ?? Number.NaN),
  );
}

function rangeWords(curve: Curve): string {
  const values = curve.flatMap(({ y }) => (y === null ? [] : [y]));
  if (values.length === 0) return NO_VALUE;
  return `from ${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}`;
}

function marksOf(curve: Curve, index: number): readonly Plot.Markish[] {
  const style = seriesStyle(index);
  const at = { x: 'x', y: 'y' } as const;
  const known = curve.filter(({ y }) => y !== null);
  return [
    Plot.line(curve, { ...at, ...lineStyle(style), className: 'isthmus-curve' }),
    Plot.dot(known, { ...at, r: 4, ...filledStyle(style), className: 'isthmus-sample' }),
  ];
}

function pathAxis({ a, b }: CurvatureData): XAxis {
  return {
    domain: [0, 1],
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    label: 'position t along the path',
    format: (tick) => (tick === 0 ? `0\n${a}` : tick === 1 ? `1\n${b}` : formatNumber(tick)),
  };
}
