import type * as Plot from '@observablehq/plot';
import { svgElement } from './dom.js';
import { FONT_SIZE } from './drawing.js';
import { placeLabels } from './labels.js';
import { colour } from './palette.js';
import type { CurvePoint } from './series.js';

/** A text at a point, in the units of the chart. */
export interface PointLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A mark that writes labels beside their points, where they hide neither each other nor a curve. */
export function labelMark(
  labels: readonly PointLabel[],
  curvePoints: readonly CurvePoint[],
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
    const seen = curvePoints.flatMap((p) => (p.y === null ? [] : [{ x: x(p.x), y: y(p.y) }]));
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
          { x: round(label.x), y: round(label.y), dy: '0.35em', 'text-anchor': label.anchor },
          [label.text],
        ),
      ),
    );
  };
}

function pixel(scales: Plot.ScaleFunctions, name: 'x' | 'y'): (value: number) => number {
  return (value) => Number(scales[name]?.(value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
