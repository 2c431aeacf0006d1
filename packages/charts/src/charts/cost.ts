import * as Plot from '@observablehq/plot';
import type { CostData, CostPoint } from '../data/pair-data.js';
import type { ChartOptions, FigureOptions } from '../drawing/chart-options.js';
import { draw, emptyNote, filledStyle, type XAxis } from '../drawing/drawing.js';
import { labelMark, type PointLabel } from '../drawing/label-mark.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import {
  countScale,
  lossScale,
  scaleNote,
  shareBelow,
  signedScale,
  type LossScale,
} from '../drawing/scale.js';
import { formatBeside, formatCount, formatNumber, plural } from '../format/format.js';
import { outcomeTone, outcomeWords } from '../words/words.js';
import { shorten } from './interpolation-marks.js';

/**
 * Cost against quality, one mark a strategy: gradient evaluations against the peak of its path, minus its
 * level where one was given. Low and to the left is good; marks at or below 0 are paths at the level.
 *
 * @example
 * const [pair] = Object.values(recordedRun(result).pairs);
 * const chart = costChart(costData(pair, 'nats'), { document });
 * chart.querySelector('figcaption')?.textContent; // 'Cost against quality from a to b'
 */
export function costChart(data: CostData, options: FigureOptions): HTMLElement {
  const entries = data.points.map((point) => ({
    name: point.label,
    words: outcomeWords(point.outcome, point.level),
    tone: outcomeTone(point.outcome),
    detail: `${plural(point.gradientEvaluations, 'gradient')} · ${qualityWords(data, point)}`,
  }));
  return chartFigure(options.document, costTitle(data), {
    drawings: drawings({ height: 300, ...options }, (drawing) => costSvg(data, drawing)),
    legend: legend(options.document, entries),
    note: 'Low and to the left is good. Losses that were evaluated without a gradient are not counted here; the table above has them.',
  });
}

/**
 * The drawing of the chart of cost against quality alone.
 *
 * @example
 * const [pair] = Object.values(recordedRun(result).pairs);
 * costSvg(costData(pair, 'nats'), { document }).getAttribute('height'); // '300'
 */
export function costSvg(data: CostData, options: ChartOptions): SVGSVGElement {
  const cost = costScale(data);
  const y = qualityScale(data);
  const marks = marksOf(data, cost);
  const title = costTitle(data);
  const sentences = data.points.map(
    (point) =>
      `${point.label}: ${plural(point.gradientEvaluations, 'gradient evaluation')}, ${qualityWords(data, point)}.`,
  );
  return draw({
    document: options.document,
    width: options.width ?? 720,
    height: options.height ?? 300,
    x: costAxis(cost),
    y,
    yLabel: `${data.isSought ? 'peak' : 'peak minus level'} (${data.unit})${scaleNote(y)}`,
    levels: data.isSought ? [] : [0],
    levelWord: 'level',
    title,
    description: `${title}. ${sentences.join(' ')}`,
    marks: [
      ...marks.map(({ x, y: height, index }) =>
        Plot.dot([{ x, y: height }], {
          ...{ x: 'x', y: 'y', r: 6, className: 'isthmus-cost' },
          ...filledStyle(seriesStyle(index)),
        }),
      ),
      marks.length === 0
        ? emptyNote('no peaks known yet')
        : labelMark(marks.map(labelOf), [
            ...marks.map((mark) => [mark]),
            ...(data.isSought ? [] : [LEVEL_LINE]),
          ]),
    ],
  });
}

/**
 * Whether there is anything to compare: three strategies, of which one spent anything.
 *
 * @example
 * isComparable({ a: 'a', b: 'b', unit: 'nats', isSought: false, points: [] }); // false
 */
export function isComparable({ points }: CostData): boolean {
  return points.length > 2 && points.some(({ gradientEvaluations }) => gradientEvaluations > 0);
}

function costTitle({ a, b }: Pick<CostData, 'a' | 'b'>): string {
  return `Cost against quality from ${a} to ${b}`;
}

function qualityWords({ isSought }: CostData, { peak, level }: CostPoint): string {
  if (peak === null) return 'peak not known';
  const words = `peak ${formatBeside(peak, level)}`;
  if (isSought) return words;
  if (peak === level) return `${words}, at the level`;
  const apart = formatNumber(Math.abs(peak - level), 3);
  return `${words}, ${apart} ${peak > level ? 'above' : 'below'} the level`;
}

/** A mark in the units of the drawing, whose horizontal axis runs from 0 to 1. */
interface Mark {
  readonly x: number;
  readonly y: number;
  readonly index: number;
  readonly label: string;
}

function marksOf(data: CostData, cost: LossScale): readonly Mark[] {
  return data.points.flatMap((point, index) => {
    const y = qualityOf(data, point);
    const x = shareBelow(cost, point.gradientEvaluations);
    return y === null ? [] : [{ x, y, index, label: point.label }];
  });
}

function labelOf({ x, y, index, label }: Mark): PointLabel {
  return { x, y, text: shorten(label, 32), colour: seriesStyle(index).colour };
}

function qualityOf({ isSought }: CostData, { peak, level }: CostPoint): number | null {
  if (peak === null) return null;
  const height = isSought ? peak : peak - level;
  return Number.isFinite(height) ? height : null;
}

/** Room for half a symbol at either end. */
const COST_DOMAIN = [-0.02, 1.02] as const;

/** Where the level is drawn, which labels keep off. */
const LEVEL_LINE = COST_DOMAIN.map((x) => ({ x, y: 0 }));

/** Logarithmic, with a place for what costs nothing. */
function costScale({ points }: CostData): LossScale {
  const counts = points.map(({ gradientEvaluations }) => gradientEvaluations);
  return countScale(counts);
}

function qualityScale(data: CostData): LossScale {
  const heights = data.points.flatMap((point) => qualityOf(data, point) ?? []);
  return data.isSought ? lossScale(heights) : signedScale([...heights, 0]);
}

function costAxis(cost: LossScale): XAxis {
  const shares = new Map(cost.ticks.map((tick) => [shareBelow(cost, tick), tick]));
  return {
    domain: COST_DOMAIN,
    ticks: [...shares.keys()],
    label: `gradient evaluations${scaleNote(cost)}`,
    format: (share) => formatCount(shares.get(share) ?? 0),
  };
}
