import type { ContoursChart, ProjectedCurve } from '@isthmus/contract';
import type { ChartOptions, FigureOptions } from '../drawing/chart-options.js';
import { contourLevels } from '../drawing/contour-levels.js';
import { emptyNote } from '../drawing/drawing.js';
import { chartFigure, legend } from '../drawing/legend.js';
import { drawings } from '../drawing/page-drawings.js';
import { seriesStyle } from '../drawing/palette.js';
import { drawPlane } from '../drawing/plane-drawing.js';
import { formatLevel, formatNumber, plural } from '../format/format.js';
import {
  alongCurve,
  contourLabels,
  contourMarks,
  curveMarks,
  gridValues,
  pointMarks,
} from './contour-marks.js';

/**
 * A chart of values over a plane: contours, of which that of the level stands out, and the curves that are
 * projected onto it, in the colours that they have in every other chart.
 *
 * @example
 * const chart = contoursChart(
 *   {
 *     ...{ kind: 'contours', title: 'The loss on a plane', caption: '', unit: '‖b − a‖', level: 1 },
 *     ...{ x: { label: 'along' }, y: { label: 'across' }, z: { label: 'loss', log: true } },
 *     grid: { x: [0, 1], y: [0, 1], values: [[0.5, 2], [2, 4]] },
 *     curves: [],
 *     points: [{ label: 'a', x: 0, y: 0 }],
 *   },
 *   { document },
 * );
 * chart.querySelector('figcaption')?.textContent; // 'The loss on a plane'
 */
export function contoursChart(chart: ContoursChart, options: FigureOptions): HTMLElement {
  const entries = chart.curves.map((curve) => ({
    ...{ name: curve.label, words: '', tone: null },
    detail: curveWords(curve, chart.unit),
  }));
  return chartFigure(options.document, chart.title, {
    drawings: drawings({ height: 520, ...options }, (drawing) => contoursSvg(chart, drawing)),
    legend: entries.length > 0 ? legend(options.document, entries) : null,
    note: noteOf(chart),
  });
}

/**
 * The drawing of such a chart alone.
 *
 * @example
 * const svg = contoursSvg(
 *   {
 *     ...{ kind: 'contours', title: 'The loss on a plane', caption: '', unit: '‖b − a‖', level: 1 },
 *     ...{ x: { label: 'along' }, y: { label: 'across' }, z: { label: 'loss', log: true } },
 *     grid: { x: [0, 1], y: [0, 1], values: [[0.5, 2], [2, 4]] },
 *     ...{ curves: [], points: [] },
 *   },
 *   { document, width: 420 },
 * );
 * svg.getAttribute('width'); // '420'
 */
export function contoursSvg(
  chart: ContoursChart,
  { document, width = 720, height = 520 }: ChartOptions,
): SVGSVGElement {
  const { grid, level, curves, points, x, y, z, unit, title } = chart;
  const levels = contourLevels(gridValues(grid), level, z.log === true);
  const ends = (places: readonly number[]) => [places[0]!, places.at(-1)!] as const;
  return drawPlane({
    ...{ document, width, height, title, description: description(chart) },
    axes: { x: ends(grid.x), y: ends(grid.y), xLabel: x.label, yLabel: y.label, unit },
    obstacles: [...points, ...curves.flatMap(alongCurve)],
    marks: [
      ...contourMarks(grid, levels, level),
      contourLabels(grid, levels, level, curves),
      ...curves.flatMap((curve, i) => curveMarks(curve, seriesStyle(i))),
      ...pointMarks(points),
      finiteRange(chart) === null ? emptyNote('no finite values') : null,
    ],
  });
}

function finiteRange({ grid }: ContoursChart): readonly [low: number, high: number] | null {
  const finite = gridValues(grid).filter(Number.isFinite);
  if (finite.length === 0) return null;
  return [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
}

function curveWords({ beads, off }: ProjectedCurve, unit: string): string {
  const most = off.reduce((a, b) => Math.max(a, b), 0);
  const away = most === 0 ? 'on the plane' : `up to ${formatNumber(most, 2)} ${unit} off the plane`;
  return `${plural(beads.length, 'bead')} · ${away}`;
}

function noteOf(chart: ContoursChart): string {
  const { caption, curves } = chart;
  const isMarked = curves.some(({ beads }) => beads.length > 0);
  return [
    caption,
    levelWords(chart),
    isMarked && 'Filled beads lie on the plane, hollow ones off it.',
    holesWords(chart),
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
}

/** What the contours mean; what is not to be seen on the plane is said too. */
function levelWords(chart: ContoursChart): string {
  const { level, z, grid } = chart;
  const range = finiteRange(chart);
  if (range === null) return 'No value is finite.';
  const [low, high] = range;
  const words = `From ${formatNumber(low)} to ${formatNumber(high)} on a grid of ${grid.x.length} × ${grid.y.length}.`;
  if (level === null) return `Thin lines: contours of the ${z.label}. ${words}`;
  const name = formatLevel(level);
  if (level <= low) return `Thin lines: contours of the ${z.label}, all above the level ${name}. ${words}`; // prettier-ignore
  if (level >= high) return `The whole plane lies at or below the level ${name}. ${words}`;
  return `Thick line: the level ${name}, below which the plane is shaded; thin lines: other contours of the ${z.label}. ${words}`;
}

function holesWords({ grid }: ContoursChart): string {
  const holes = gridValues(grid).filter((value) => !Number.isFinite(value)).length;
  return holes === 0 ? '' : `${plural(holes, 'value')} that ${holes === 1 ? 'is' : 'are'} not finite count as above all contours.`; // prettier-ignore
}

function description(chart: ContoursChart): string {
  const curves = chart.curves.map((curve) => `${curve.label}: ${curveWords(curve, chart.unit)}.`);
  return [`${chart.title}.`, levelWords(chart), ...curves, chart.caption].join(' ').trim();
}
