import type * as Plot from '@observablehq/plot';
import { svgElement } from './dom.js';
import { FONT_SIZE } from './drawing.js';
import { placeLabels } from './labels.js';
import { colour } from './palette.js';
import type { CurvePoint } from '../data/series.js';

/** A text at a point, in the units of the chart. */
export interface PointLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** That of the curve it belongs to; by default that of all text. */
  readonly colour?: string;
}

/** Distance of the points by which a line is known to the placing of labels, in pixels. */
const STEP = 8;

/** A mark that writes labels beside their points, where they hide neither each other nor a curve. */
export function labelMark(
  labels: readonly PointLabel[],
  curves: readonly (readonly CurvePoint[])[],
): Plot.RenderFunction {
  return (_index, scales, _values, frame, { document }) => {
    const x = pixel(scales, 'x');
    const y = pixel(scales, 'y');
    const room = {
      left: frame.marginLeft,
      top: 4,
      right: frame.width - frame.marginRight,
      bottom: frame.height - frame.marginBottom,
    };
    const wishes = labels.map((label) => ({ ...label, x: x(label.x), y: y(label.y) }));
    const seen = curves.flatMap((points) =>
      alongLine(points.map((p) => ({ x: x(p.x), y: p.y === null ? Number.NaN : y(p.y) }))),
    );
    const placed = placeLabels(wishes, room, FONT_SIZE, seen);
    // A halo in the colour of the background keeps the text legible where it crosses a line.
    const halo = { stroke: colour('background'), 'stroke-width': 4, 'stroke-linejoin': 'round' };
    return svgElement(
      document,
      'g',
      { class: 'isthmus-peak-label', fill: colour('foreground'), 'paint-order': 'stroke', ...halo },
      placed.map((label) =>
        svgElement(
          document,
          'text',
          {
            ...{ x: round(label.x), y: round(label.y), dy: '0.35em' },
            'text-anchor': label.anchor,
            fill: label.colour ?? null,
          },
          [label.text],
        ),
      ),
    );
  };
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Points close together along the line through the given ones, so that long pieces count too. */
function alongLine(points: readonly Pixel[]): readonly Pixel[] {
  return points.flatMap((point, i) => {
    const next = points[i + 1] ?? point;
    const steps = Math.ceil(Math.hypot(next.x - point.x, next.y - point.y) / STEP) || 1;
    return Array.from({ length: steps }, (_, k) => ({
      x: point.x + ((next.x - point.x) * k) / steps,
      y: point.y + ((next.y - point.y) * k) / steps,
    }));
  });
}

/** Where values of an axis stand, in pixels. */
export function pixel(scales: Plot.ScaleFunctions, name: 'x' | 'y'): (value: number) => number {
  return (value) => Number(scales[name]?.(value));
}

/** Pixels to a tenth. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
