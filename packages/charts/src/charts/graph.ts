import * as Plot from '@observablehq/plot';
import type { ChartOptions, FigureOptions, ScaleChoice } from '../drawing/chart-options.js';
import { draw, emptyNote, filledStyle, type XAxis } from '../drawing/drawing.js';
import { formatLevels, plural } from '../format/format.js';
import { graphWords, type GraphData } from '../data/graph-data.js';
import {
  layOutTree,
  type MergeBracket,
  type TreeLayout,
  type TreePoint,
} from '../data/graph-layout.js';
import { labelMark, type PointLabel } from '../drawing/label-mark.js';
import { chartFigure } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import { lossScale, scaleName, scaleNote, type LossScale } from '../drawing/scale.js';
import type { CurvePoint } from '../data/series.js';

/** How the dendrogram is drawn. */
export interface GraphOptions extends ChartOptions {
  readonly scale?: ScaleChoice;
}

/** The chart's name. */
export const GRAPH_TITLE = 'Levels at which the endpoints are connected';

/** More merges than this are told in the table alone. */
const MERGES_LABELLED = 16;

/**
 * The dendrogram of many endpoints: each begins at its own loss, and branches meet at the lowest level
 * at which they are known to be connected. A dashed branch is joined to no other.
 *
 * @example
 * const one = { a: 'a', b: 'b', level: 0.5, grade: 'sampled', strategy: 'dss/greedy' } as const;
 * const graph = {
 *   nodes: [{ id: 'a', loss: 0.1 }, { id: 'b', loss: 0.2 }],
 *   edges: [{ ...one, through: 0.5, forest: true }],
 *   merges: [{ level: 0.5, joined: [0, 1], persistence: 0.3 }] as const,
 *   counts: [],
 *   atThreshold: null,
 * };
 * const data = { graph, threshold: null, unit: 'nats', aligned: false };
 * graphChart(data, { document }).querySelectorAll('.isthmus-merge path').length; // 1
 */
export function graphChart(data: GraphData, options: FigureOptions<GraphOptions>): HTMLElement {
  return chartFigure(options.document, GRAPH_TITLE, {
    drawings: drawings({ height: 320, ...options }, (drawing) => graphSvg(data, drawing)),
    legend: null,
    note: signsNote(layOutTree(data)),
  });
}

function signsNote({ roots }: TreeLayout): string {
  const open = roots.length > 1 ? ' Dashed: joined to no other at any level that was found.' : '';
  return `Round dots: the losses of the endpoints. Branches meet at the lowest level at which a path was found.${open}`;
}

/**
 * The drawing of the dendrogram alone.
 *
 * @example
 * const one = { a: 'a', b: 'b', level: 0.5, grade: 'sampled', strategy: 'dss/greedy' } as const;
 * const graph = {
 *   nodes: [{ id: 'a', loss: 0.1 }, { id: 'b', loss: 0.2 }],
 *   edges: [{ ...one, through: 0.5, forest: true }],
 *   merges: [{ level: 0.5, joined: [0, 1], persistence: 0.3 }] as const,
 *   counts: [{ level: 0.1, components: 1 }],
 *   atThreshold: null,
 * };
 * const data = { graph, threshold: null, unit: 'nats', aligned: false };
 * graphSvg(data, { document, width: 480 }).getAttribute('width'); // '480'
 */
export function graphSvg(data: GraphData, options: GraphOptions): SVGSVGElement {
  const tree = layOutTree(data);
  const levels = data.threshold === null ? [] : [data.threshold];
  const heights = [...tree.births.map(({ y }) => y), ...tree.brackets.map(({ level }) => level)];
  const values = [...heights, ...levels];
  const y = lossScale(values, options.scale ?? scaleFor(values));
  const width = options.width ?? 720;
  return draw({
    document: options.document,
    width,
    height: options.height ?? 320,
    x: endpointAxis(tree, width),
    y,
    yLabel: `level (${data.unit})${scaleNote(y)}`,
    levels,
    levelWord: 'threshold',
    title: GRAPH_TITLE,
    description: description(data, y),
    marks:
      tree.order.length === 0 ? [emptyNote('no endpoints known yet')] : treeMarks(tree, y, levels),
  });
}

/** Merges far apart leave those near the births no room on a linear axis. */
const LOG_FROM_RATIO = 3;

function scaleFor(values: readonly number[]): ScaleChoice {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  return values.some((value) => value > LOG_FROM_RATIO * low) ? 'log' : 'auto';
}

function description(data: GraphData, y: LossScale): string {
  const { nodes, merges } = data.graph;
  const intro = `${GRAPH_TITLE}: dendrogram of ${plural(nodes.length, 'endpoint')} with ${plural(merges.length, 'merge')}, ${scaleName(y)}.`;
  return [intro, ...graphWords(data)].join(' ');
}

/** Room for the name of an endpoint, in pixels. */
const NAME_WIDTH = 34;

function endpointAxis({ order }: TreeLayout, width: number): XAxis {
  const every = Math.max(1, Math.ceil((order.length * NAME_WIDTH) / width));
  return {
    domain: [-0.6, Math.max(0, order.length - 1) + 0.6],
    ticks: order.flatMap((_, i) => (i % every === 0 ? [i] : [])),
    label: 'endpoints',
    format: (tick) => shorten(order[tick] ?? ''),
  };
}

function shorten(id: string): string {
  return id.length > 8 ? `${id.slice(0, 7)}…` : id;
}

function treeMarks(
  tree: TreeLayout,
  y: LossScale,
  levels: readonly number[],
): readonly Plot.Markish[] {
  const style = seriesStyle(0);
  const stroke = { stroke: style.colour, strokeWidth: 2, strokeLinejoin: 'round' } as const;
  const tops = tree.roots.length > 1 ? tree.roots : [];
  const open = { stroke: style.colour, strokeWidth: 1.5, strokeDasharray: '3 4' };
  const at = { x: 'x', y: 'y' } as const;
  return [
    Plot.ruleX(tops, { x: 'x', y1: 'y', y2: y.domain[1], ...open, className: 'isthmus-open' }),
    Plot.line(tree.brackets.flatMap(corners), {
      ...at,
      z: 'z',
      ...stroke,
      className: 'isthmus-merge',
    }),
    Plot.dot(tree.births, { ...at, r: 5, ...filledStyle(style), className: 'isthmus-birth' }),
    labelMark(mergeLabels(tree), [
      ...tree.brackets.map(corners),
      ...levels.map((level) => acrossAt(level, tree)),
    ]),
  ];
}

/** A line that labels should not stand on. */
function acrossAt(y: number, { order }: TreeLayout): readonly CurvePoint[] {
  return [
    { x: -0.5, y },
    { x: order.length - 0.5, y },
  ];
}

/** Up, across and down again. */
function corners({ level, from: [left, right] }: MergeBracket, z: number) {
  const along: readonly TreePoint[] = [
    left,
    { x: left.x, y: level },
    { x: right.x, y: level },
    right,
  ];
  return along.map((point) => ({ ...point, z }));
}

function mergeLabels({ brackets }: TreeLayout): readonly PointLabel[] {
  if (brackets.length > MERGES_LABELLED) return [];
  const texts = formatLevels(
    brackets.map(({ level }) => level),
    3,
  );
  return brackets.map(({ level, from: [left, right] }, i) => ({
    x: (left.x + right.x) / 2,
    y: level,
    text: texts[i] ?? '',
  }));
}
