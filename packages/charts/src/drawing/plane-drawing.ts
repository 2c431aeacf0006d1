import * as Plot from '@observablehq/plot';
import { formatNumber } from '../format/format.js';
import { svgElement, visibleText } from './dom.js';
import { FONT_SIZE, finished } from './drawing.js';
import { colour } from './palette.js';
import { linearTicks, tickDigits } from './scale.js';

/** Space around the frame, in pixels. */
const MARGINS = { top: 10, right: 14, bottom: 46, left: 62 } as const;

/** Both axes of a plane: its part that is drawn, and their names. */
export interface PlaneAxes {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly xLabel: string;
  readonly yLabel: string;
  /** What one unit of both is, for the scale bar. */
  readonly unit: string;
}

/** Everything that makes a drawing of a plane, marks apart. */
export interface PlaneDrawing {
  readonly document: Document;
  readonly width: number;
  /** The frame is no higher than leaves the drawing this high. */
  readonly height: number;
  readonly axes: PlaneAxes;
  readonly title: string;
  readonly description: string;
  readonly marks: readonly Plot.Markish[];
  /** Points that the scale bar should not hide, in the units of the axes. */
  readonly obstacles: readonly { readonly x: number; readonly y: number }[];
}

/** Draws a plane to one scale along both axes: the frame is as wide as it may be, or as high. */
export function drawPlane(drawing: PlaneDrawing): SVGSVGElement {
  const { document, width, height, axes } = drawing;
  const room = width - MARGINS.left - MARGINS.right;
  const [spanX, spanY] = [axes.x, axes.y].map(([from, to]) => to - from) as [number, number];
  const frameHeight = Math.min((room * spanY) / spanX, height - MARGINS.top - MARGINS.bottom);
  const rest = room - (frameHeight * spanX) / spanY;
  const plot = Plot.plot({
    document,
    width,
    height: Math.round(frameHeight + MARGINS.top + MARGINS.bottom),
    className: 'isthmus-plot',
    marginTop: MARGINS.top,
    marginBottom: MARGINS.bottom,
    marginLeft: MARGINS.left + rest / 2,
    marginRight: MARGINS.right + rest / 2,
    x: { domain: [...axes.x], axis: null },
    y: { domain: [...axes.y], axis: null },
    marks: [...drawing.marks, scaleBar(drawing), ...frameMarks(axes, room - rest, frameHeight)],
  });
  return finished(drawing, plot as SVGSVGElement);
}

/** Pixels that a tick takes up. */
const TICK_ROOM = { x: 70, y: 45 } as const;

function frameMarks(
  { x, y, xLabel, yLabel }: PlaneAxes,
  width: number,
  height: number,
): readonly Plot.Markish[] {
  const ticksX = linearTicks(...x, Math.max(2, width / TICK_ROOM.x));
  const ticksY = linearTicks(...y, Math.max(2, height / TICK_ROOM.y));
  const look = { stroke: colour('muted'), fill: colour('muted'), labelArrow: 'none' } as const;
  const textsOf = (ticks: readonly number[]) =>
    ticks.map((tick) => formatNumber(tick, tickDigits(ticks)));
  return [
    Plot.frame({ stroke: colour('muted') }),
    Plot.axisX([...ticksX], {
      ...{ ...look, label: visibleText(xLabel), labelAnchor: 'center', labelOffset: 40 },
      text: textsOf(ticksX),
    }),
    Plot.axisY([...ticksY], {
      ...{ ...look, label: visibleText(yLabel), labelAnchor: 'center', labelOffset: 52 },
      text: textsOf(ticksY),
    }),
  ];
}

/** A mark that is cut off at the frame, without names that other drawings of a page might share. */
export function withinFrame(): { readonly render: Plot.RenderFunction } {
  return {
    render(index, scales, values, frame, context, next) {
      const drawn = next?.(index, scales, values, frame, context) ?? null;
      const [x, y] = [frame.marginLeft, frame.marginTop];
      const width = frame.width - x - frame.marginRight;
      const height = frame.height - y - frame.marginBottom;
      const box = { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` };
      const cut = svgElement(context.document, 'svg', { ...box, overflow: 'hidden' });
      if (drawn !== null) cut.append(drawn);
      return cut;
    },
  };
}

/** Distance of the scale bar from the frame, and the height of bar and text, in pixels. */
const [BAR_GAP, BAR_HEIGHT] = [12, 26];

/** A bar of a round length of about a fifth of the frame's width, in the corner that is emptiest. */
function scaleBar({ axes, obstacles }: PlaneDrawing): Plot.RenderFunction {
  const { x, unit } = axes;
  const length = roundLength((x[1] - x[0]) / 5);
  const text = length === 1 ? unit : `${formatNumber(length)} ${unit}`;
  return (_index, scales, _values, frame, { document }) => {
    const pixel = (name: 'x' | 'y', value: number) => Number(scales[name]?.(value));
    const bar = pixel('x', x[0] + length) - pixel('x', x[0]);
    const seen = obstacles.flatMap((at) => {
      const [x, y] = [pixel('x', at.x), pixel('y', at.y)];
      // A name may stand below.
      return [{ x, y }, { x, y: y + 1.5 * FONT_SIZE }]; // prettier-ignore
    });
    const { left, bottom } = emptiestCorner(frame, Math.max(bar, text.length * 7), seen);
    const line = `M${left},${bottom - 4}v4h${bar}v-4`;
    const halo = { stroke: colour('background'), 'stroke-linejoin': 'round' } as const;
    const ink = { fill: 'none', stroke: colour('foreground'), 'stroke-width': 1.5 };
    const written = { 'paint-order': 'stroke', 'text-anchor': 'start', 'stroke-width': 4, ...halo };
    return svgElement(document, 'g', { class: 'isthmus-scale-bar', 'font-size': FONT_SIZE }, [
      svgElement(document, 'path', { d: line, fill: 'none', ...halo, 'stroke-width': 5 }),
      svgElement(document, 'path', { d: line, ...ink }),
      svgElement(
        document,
        'text',
        { x: left, y: bottom - 9, fill: colour('foreground'), ...written },
        [text],
      ),
    ]);
  };
}

/** The first of the corners, from the lower left on, that hides the fewest points, in pixels. */
function emptiestCorner(
  frame: Plot.Dimensions,
  width: number,
  seen: readonly { readonly x: number; readonly y: number }[],
): { readonly left: number; readonly bottom: number } {
  const lefts = [frame.marginLeft + BAR_GAP, frame.width - frame.marginRight - BAR_GAP - width];
  const bottoms = [
    frame.height - frame.marginBottom - BAR_GAP,
    frame.marginTop + BAR_GAP + BAR_HEIGHT,
  ];
  const hidden = (left: number, bottom: number) =>
    seen.filter(
      ({ x, y }) =>
        x > left - BAR_GAP &&
        x < left + width + BAR_GAP &&
        y > bottom - BAR_HEIGHT - BAR_GAP &&
        y < bottom + BAR_GAP,
    ).length;
  return bottoms
    .flatMap((bottom) => lefts.map((left) => ({ left, bottom, count: hidden(left, bottom) })))
    .reduce((best, other) => (other.count < best.count ? other : best));
}

/** The largest of 1, 2 and 5 times a power of ten that is no more. */
function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((each) => each * power <= most) ?? 1;
  return Number((factor * power).toPrecision(1));
}
