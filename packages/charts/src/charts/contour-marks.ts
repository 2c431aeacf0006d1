import * as Plot from '@observablehq/plot';
import type { ContourGrid, ProjectedCurve } from '@isthmus/contract';
import { formatApart, formatLevel, toNumber } from '../format/format.js';
import type { ContourLevels } from '../drawing/contour-levels.js';
import { svgElement, visibleText } from '../drawing/dom.js';
import { filledStyle, FONT_SIZE, hollowStyle, lineStyle } from '../drawing/drawing.js';
import { colour, type SeriesStyle } from '../drawing/palette.js';
import { withinFrame } from '../drawing/plane-drawing.js';

/** A point of the drawing, in the units of its axes or in pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** All values of a grid, row by row; what is not finite lies above all contours. */
export function gridValues({ values }: ContourGrid): readonly number[] {
  return values.flat().map((value) => {
    const number = toNumber(value);
    return Number.isNaN(number) ? Infinity : number;
  });
}

/** Where the values of a grid are drawn by: the middle of one cell each, so that it is wider by half a cell. */
function cellsOf({ x, y }: ContourGrid) {
  const edges = (places: readonly number[]) => {
    const half = (places.at(-1)! - places[0]!) / (places.length - 1) / 2;
    return [places[0]! - half, places.at(-1)! + half] as const;
  };
  const [[x1, x2], [y1, y2]] = [edges(x), edges(y)];
  return { ...{ x1, x2, y1, y2 }, width: x.length, height: y.length };
}

/** How much darker it gets from one contour above the level to the next. */
const STEP_OPACITY = 0.045;

/** The contours: the region up to the level shaded, darker bands above it, and lines between them. */
export function contourMarks(
  grid: ContourGrid,
  { levels, isLog }: ContourLevels,
  level: number | null,
): readonly Plot.Markish[] {
  const scaled = (value: number) => (isLog ? Math.log(Math.max(value, Number.MIN_VALUE)) : value);
  const values = gridValues(grid).map(scaled);
  const cells = { ...cellsOf(grid), ...withinFrame() };
  const at = (thresholds: readonly number[]) => ({ ...cells, thresholds: thresholds.map(scaled) });
  const own = level !== null && levels.includes(level) ? level : null;
  const above = levels.filter((each) => own === null || each > own);
  const others = levels.filter((each) => each !== own);
  const isAllBelow = own === null && level !== null && gridValues(grid).every((v) => v <= level);
  return [
    Plot.contour(values, {
      ...{ ...at(above), fill: colour('foreground'), fillOpacity: STEP_OPACITY },
      className: 'isthmus-contour-band',
    }),
    own === null
      ? null
      : Plot.contour(
          values.map((value) => -value),
          {
            ...{ ...cells, thresholds: [-scaled(own)] },
            ...{ fill: colour('connected'), fillOpacity: BELOW_OPACITY },
            className: 'isthmus-contour-below',
          },
        ),
    isAllBelow ? Plot.frame({ fill: colour('connected'), fillOpacity: BELOW_OPACITY }) : null,
    Plot.contour(values, {
      ...{ ...at(others), stroke: colour('muted'), strokeWidth: 0.75 },
      className: 'isthmus-contour',
    }),
    own === null
      ? null
      : Plot.contour(values, {
          ...{ ...at([own]), stroke: colour('level'), strokeWidth: 2.25 },
          className: 'isthmus-contour-level',
        }),
  ];
}

const BELOW_OPACITY = 0.16;

/** A bead that is nearer to the plane than this, in its unit, lies on it for all that can be seen. */
const ON_PLANE = 0.01;

/** A path as it is seen on the plane; beads on it are filled, those off it hollow. */
export function curveMarks(
  { x, y, off, beads }: ProjectedCurve,
  style: SeriesStyle,
): readonly Plot.Markish[] {
  const points = x.map((each, i) => ({ x: each, y: y[i]! }));
  const at = { x: 'x', y: 'y' } as const;
  const places = (isOn: boolean) =>
    beads.filter((i) => off[i]! <= ON_PLANE === isOn).map((i) => points[i]!);
  const halo = { stroke: colour('background'), strokeWidth: 4.5, strokeOpacity: 0.8 };
  return [
    Plot.line(points, { ...at, ...halo }),
    Plot.line(points, { ...at, ...lineStyle(style), className: 'isthmus-curve' }),
    Plot.dot(places(false), { ...at, r: 4, ...hollowStyle(style), className: 'isthmus-bead-off' }),
    Plot.dot(places(true), { ...at, r: 4.5, ...filledStyle(style), className: 'isthmus-bead-on' }),
  ];
}

/** Points with their names, such as the endpoints. */
export function pointMarks(points: readonly (Place & { readonly label: string })[]) {
  const at = { x: 'x', y: 'y' } as const;
  const text = { fill: colour('foreground'), stroke: colour('background'), strokeWidth: 4 };
  const dot = { fill: colour('foreground'), stroke: colour('background'), strokeWidth: 1.5 };
  return [
    Plot.dot(points, { ...at, r: 5.5, ...dot, className: 'isthmus-endpoint' }),
    Plot.text(points, {
      ...{ ...at, text: ({ label }) => visibleText(label), dy: 17, ...text, fontWeight: 600 },
      className: 'isthmus-endpoint-name',
    }),
  ];
}

/** Names of contours, each on its line where it is farthest from curves and from other names. */
export function contourLabels(
  grid: ContourGrid,
  { levels, isLog }: ContourLevels,
  level: number | null,
  curves: readonly ProjectedCurve[],
): Plot.RenderFunction {
  return (_index, scales, _values, frame, { document }) => {
    const pixel = ({ x, y }: Place): Place => ({
      x: Number(scales['x']?.(x)),
      y: Number(scales['y']?.(y)),
    });
    const taken = curves.flatMap(alongCurve).map(pixel);
    const texts = formatApart(levels, 3);
    const ranked = levels.map((each, i) => ({
      each,
      text: each === level ? formatLevel(each) : texts[i]!,
    }));
    // The level first: it has the choice of places.
    ranked.sort((one, other) => Number(other.each === level) - Number(one.each === level));
    const labels = ranked.flatMap(({ each, text }) => {
      const places = crossings(grid, each, isLog)
        .map(pixel)
        .filter((place) => isInside(place, frame));
      const best = farthest(places, taken);
      if (best === null || best.distance < ROOM) return [];
      taken.push(best.place);
      return [labelOf(document, best.place, text, each === level)];
    });
    const halo = { stroke: colour('background'), 'stroke-width': 3.5, 'stroke-linejoin': 'round' };
    const look = { 'text-anchor': 'middle', 'font-size': FONT_SIZE - 1, 'paint-order': 'stroke' };
    return svgElement(document, 'g', { class: 'isthmus-contour-label', ...look, ...halo }, labels);
  };
}

/** A label needs so much room around its middle, in pixels. */
const ROOM = 26;

function labelOf(document: Document, { x, y }: Place, text: string, isLevel: boolean) {
  const look = isLevel ? { fill: colour('level'), 'font-weight': 700 } : { fill: colour('muted') };
  const at = { x: Math.round(x), y: Math.round(y), dy: '0.35em' };
  return svgElement(document, 'text', { ...at, ...look }, [text]);
}

/** Room for a label within the frame, and above the scale bar. */
function isInside({ x, y }: Place, frame: Plot.Dimensions): boolean {
  const { width, height, marginLeft, marginRight, marginTop, marginBottom } = frame;
  const isBar = x < marginLeft + 130 && y > height - marginBottom - 48;
  const isAcross = x > marginLeft + 24 && x < width - marginRight - 24;
  return isAcross && y > marginTop + 10 && y < height - marginBottom - 10 && !isBar;
}

function farthest(places: readonly Place[], from: readonly Place[]) {
  let best: { readonly place: Place; readonly distance: number } | null = null;
  for (const place of places) {
    const distance = from.reduce((d, { x, y }) => Math.min(d, Math.hypot(x - place.x, y - place.y)), 1e6); // prettier-ignore
    if (distance > (best?.distance ?? 0)) best = { place, distance };
  }
  return best;
}

/** Where a contour passes the lines of a grid, by the scale on which it is drawn. */
export function crossings(grid: ContourGrid, level: number, isLog: boolean): readonly Place[] {
  const { x, y } = grid;
  const values = gridValues(grid);
  const share = (from: number, to: number) => {
    if (from < level === to < level || !Number.isFinite(from + to)) return null;
    return isLog ? Math.log(level / from) / Math.log(to / from) : (level - from) / (to - from);
  };
  const places: Place[] = [];
  for (let j = 0; j < y.length; j++)
    for (let i = 0; i < x.length; i++) {
      const here = values[j * x.length + i]!;
      const right = i + 1 < x.length ? share(here, values[j * x.length + i + 1]!) : null;
      const up = j + 1 < y.length ? share(here, values[(j + 1) * x.length + i]!) : null;
      if (right !== null) places.push({ x: x[i]! + right * (x[i + 1]! - x[i]!), y: y[j]! });
      if (up !== null) places.push({ x: x[i]!, y: y[j]! + up * (y[j + 1]! - y[j]!) });
    }
  return places;
}

/** Steps by which each piece of a curve is known to what must not hide it. */
const STEPS = 24;

/** Points along a curve, so that long pieces count too. */
export function alongCurve({ x, y }: Pick<ProjectedCurve, 'x' | 'y'>): Place[] {
  const points = x.map((at, i) => ({ x: at, y: y[i]! }));
  return points.flatMap((point, i) => {
    const next = points[i + 1] ?? point;
    const steps = next === point ? 1 : STEPS;
    const at = (k: number) => ({
      x: point.x + ((next.x - point.x) * k) / steps,
      y: point.y + ((next.y - point.y) * k) / steps,
    });
    return Array.from({ length: steps }, (_, k) => at(k));
  });
}
