import * as Plot from '@observablehq/plot';
import type { ChartOptions, FigureOptions } from '../drawing/chart-options.js';
import { draw, emptyNote, filledStyle, hollowStyle, lineStyle } from '../drawing/drawing.js';
import type { XAxis } from '../drawing/drawing.js';
import { formatCount, formatLevel, plural } from '../format/format.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import { linearTicks, lossScale, scaleName, scaleNote, type LossScale } from '../drawing/scale.js';
import { curvePoints, type TrainingData, type TrainingSeries } from '../data/series.js';
import { trainingWords } from '../words/words.js';

/** The chart's name. */
export const TRAINING_TITLE = 'Training of the endpoints';

/**
 * The training curves of the endpoints: loss on the evaluation set by optimizer steps of the last
 * attempt, with the threshold, on a logarithmic axis where all losses are positive.
 *
 * @example
 * const chart = trainingChart(trainingData(result), { document });
 * chart.querySelector('figcaption')?.textContent; // 'Training of the endpoints'
 */
export function trainingChart(data: TrainingData, options: FigureOptions): HTMLElement {
  const entries = data.series.map((series) => ({
    name: series.label,
    words: trainingWords(series),
    tone: null,
    detail: '',
  }));
  return chartFigure(options.document, TRAINING_TITLE, {
    drawings: drawings({ height: 300, ...options }, (drawing) => trainingSvg(data, drawing)),
    legend: legend(options.document, entries),
    note: 'Filled end: the threshold was reached. Hollow end: it was not, or training goes on.',
  });
}

/**
 * The drawing of the training chart alone.
 *
 * @example
 * trainingSvg(trainingData(result), { document }).getAttribute('height'); // '300'
 */
export function trainingSvg(data: TrainingData, options: ChartOptions): SVGSVGElement {
  const thresholds = data.threshold === null ? [] : [data.threshold];
  const losses = data.series.flatMap(({ curve }) => curve.loss.map(Number));
  const y = lossScale([...losses, ...thresholds], 'log');
  return draw({
    document: options.document,
    width: options.width ?? 720,
    height: options.height ?? 300,
    x: stepAxis(data),
    y,
    yLabel: `loss (${data.unit})${scaleNote(y)}`,
    levels: thresholds,
    levelWord: 'threshold',
    title: TRAINING_TITLE,
    description: trainingDescription(data, y),
    marks: [
      ...data.series.flatMap(curveMarks),
      losses.length === 0 ? emptyNote('no training curves') : null,
    ],
  });
}

function trainingDescription({ series, threshold }: TrainingData, y: LossScale): string {
  const bound = threshold === null ? 'no threshold' : `threshold ${formatLevel(threshold)}`;
  const intro = `${TRAINING_TITLE}: ${plural(series.length, 'curve')}, ${scaleName(y)}, ${bound}.`;
  return [intro, ...series.map((one) => `${one.label}: ${trainingWords(one)}.`)].join(' ');
}

function stepAxis({ series }: TrainingData): XAxis {
  const last = series.reduce((most, { curve }) => Math.max(most, curve.step.at(-1) ?? 0), 1);
  const ticks = linearTicks(0, last).filter(Number.isInteger);
  return { domain: [0, last], ticks, label: 'optimizer steps', format: formatCount };
}

function curveMarks(series: TrainingSeries, index: number): readonly Plot.Markish[] {
  const style = seriesStyle(index);
  const points = curvePoints(series.curve.step, series.curve.loss);
  const end = points.filter(({ y }) => y !== null).slice(-1);
  const reached = series.state.tag === 'finished' && series.state.outcome === 'reached';
  const at = { x: 'x', y: 'y' } as const;
  const endStyle = reached ? filledStyle(style) : hollowStyle(style);
  return [
    Plot.line(points, { ...at, ...lineStyle(style), strokeWidth: 1.5, className: 'isthmus-curve' }),
    Plot.dot(end, { ...at, r: 5, ...endStyle, className: 'isthmus-curve-end' }),
  ];
}
