import * as Plot from '@observablehq/plot';
import { brokenText } from './broken-text.js';
import { svgElement, visibleText } from './dom.js';
import { formatLevel, formatNumber } from '../format/format.js';
import { colour, type SeriesStyle } from './palette.js';
import { shareBelow, tickDigits, type LossScale } from './scale.js';
import { spreadUp } from './spread.js';
import { withoutInlineStyle } from './styles.js';
import { drawnSymbol } from './symbols.js';

/** The size of text in a drawing, in pixels. */
export const FONT_SIZE = 12;

/** Space above and below the frame, in pixels. */
const MARGINS = { top: 30, bottom: 54 } as const;

/** Width of a character, in pixels; rather too wide. */
const CHARACTER_WIDTH = 7.6;

/** Distance of the level's name from the frame, in pixels: room for a symbol at the frame's edge. */
const LEVEL_GAP = 12;

const TICK_PADDING = 8;

/** A horizontal axis. */
export interface XAxis {
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly number[];
  readonly label: string;
  format(tick: number): string;
}

/** A line across the frame, and its name in one or two lines of text. */
export interface NamedLine {
  readonly value: number;
  readonly name: string;
}

/** Everything that makes a drawing, marks apart. */
export interface Drawing {
  readonly document: Document;
  readonly width: number;
  readonly height: number;
  readonly x: XAxis;
  readonly y: LossScale;
  readonly yLabel: string;
  /** Lines across the frame, named in the right margin, and the word before their values. */
  readonly levels: readonly number[];
  readonly levelWord: string;
  /** More such lines, dashed, each with its own name. */
  readonly bounds?: readonly NamedLine[];
  /** Room below the curves that marks at the lower axis need, in pixels; none by default. */
  readonly footroom?: number;
  /** A short name, shown as a tool tip. */
  readonly title: string;
  /** The message of the chart in words, for those who cannot see it. */
  readonly description: string;
  readonly marks: readonly Plot.Markish[];
}

/** Draws axes and marks into an SVG element that holds no inline style. */
export function draw(drawing: Drawing): SVGSVGElement {
  const { document, width, height, x, y } = drawing;
  const yTicks = tickTexts(y);
  const longest = Math.max(4, ...yTicks.map((text) => text.length));
  const left = TICK_PADDING + CHARACTER_WIDTH * longest;
  const names = namedLines(drawing).flatMap(({ name }) => name.split('\n'));
  const right = LEVEL_GAP + CHARACTER_WIDTH * Math.max(4, ...names.map((name) => name.length));
  const xTicks = brokenTexts(x, (width - left - right) / x.ticks.length);
  const lines = Math.max(LINES, ...xTicks.map((text) => text.split('\n').length));
  const bottom = MARGINS.bottom + (lines - LINES) * LINE_HEIGHT;
  const plot = Plot.plot({
    document,
    width,
    height,
    className: 'isthmus-plot',
    marginTop: MARGINS.top,
    marginRight: Math.round(right),
    marginBottom: bottom,
    marginLeft: Math.round(left),
    x: { domain: [...x.domain], axis: null },
    y: {
      type: y.type,
      domain: [...y.domain],
      axis: null,
      insetBottom: drawing.footroom ?? 0,
      ...(y.constant === undefined ? {} : { constant: y.constant }),
    },
    marks: [
      ...yAxis(drawing, yTicks, left),
      ...xAxis(drawing, xTicks, bottom),
      ...levelMarks(drawing),
      ...drawing.marks,
    ],
  });
  return finished(drawing, asSvg(plot));
}

/** The line, dash and symbol of a series, to stand beside its name. */
export function drawKey(document: Document, style: SeriesStyle): SVGSVGElement {
  const at = { x: 0.5, y: 0.5 };
  const plot = Plot.plot({
    document,
    width: 44,
    height: 16,
    className: 'isthmus-key',
    margin: 0,
    x: { domain: [0, 1], axis: null },
    y: { domain: [0, 1], axis: null },
    marks: [
      Plot.link([0], { x1: 0.04, x2: 0.96, y1: 0.5, y2: 0.5, ...lineStyle(style) }),
      Plot.dot([at], { x: 'x', y: 'y', r: 4, ...filledStyle(style) }),
    ],
  });
  const svg = withoutInlineStyle(asSvg(plot));
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}

/** How a series' line is stroked. */
export function lineStyle({ colour, dash }: SeriesStyle): Plot.LineOptions {
  return {
    stroke: colour,
    strokeWidth: 2,
    ...(dash === null ? {} : { strokeDasharray: dash, strokeLinecap: 'butt' }),
  };
}

/** How a series' own symbol is drawn where it stands out, such as at a peak. */
export function filledStyle({ colour: own, symbol }: SeriesStyle): Plot.DotOptions {
  return { symbol: drawnSymbol(symbol), fill: own, stroke: colour('background'), strokeWidth: 1.5 };
}

/** How a series' symbol is drawn where it must not hide its line, such as at a bead. */
export function hollowStyle({ colour: own, symbol }: SeriesStyle): Plot.DotOptions {
  return { symbol: drawnSymbol(symbol), fill: colour('background'), stroke: own, strokeWidth: 1.5 };
}

/** A note in the middle of a chart that has nothing to show. */
export function emptyNote(text: string): Plot.Markish {
  return Plot.text([text], { frameAnchor: 'middle', fill: colour('muted') });
}

function yAxis(
  { y, yLabel }: Drawing,
  texts: readonly string[],
  left: number,
): readonly Plot.Markish[] {
  // On a logarithm 0 is no tick among others: what stands on it is no small loss but none.
  const zero = y.type === 'symlog' && y.ticks.includes(0) ? [0] : [];
  return [
    Plot.gridY([...y.ticks], { stroke: colour('grid'), strokeOpacity: 1 }),
    Plot.ruleY(zero, {
      stroke: colour('muted'),
      strokeDasharray: '1 4',
      className: 'isthmus-zero',
    }),
    Plot.axisY([...y.ticks], {
      label: visibleText(yLabel),
      labelArrow: 'none',
      labelOffset: Math.round(left),
      tickSize: 0,
      tickPadding: TICK_PADDING,
      // Not tickFormat: on a logarithmic axis that leaves out labels by a rule of its own.
      text: [...texts],
      fill: colour('muted'),
    }),
  ];
}

/** Lines of a tick's text that the margin has room for, and from one to the next. */
const [LINES, LINE_HEIGHT] = [2, 11];

/** The texts of ticks, those of several words in as many lines as their room asks for. */
function brokenTexts({ ticks, format }: XAxis, room: number): readonly string[] {
  const texts = ticks.map((tick) => visibleText(format(tick)));
  const most = room / CHARACTER_WIDTH;
  if (texts.every(({ length }) => length < most)) return texts;
  return texts.map((text) => brokenText(text, most).join('\n'));
}

function xAxis({ x }: Drawing, texts: readonly string[], bottom: number): readonly Plot.Markish[] {
  return [
    Plot.frame({ anchor: 'bottom', stroke: colour('muted') }),
    Plot.axisX([...x.ticks], {
      label: x.label,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: bottom - 6,
      tickSize: 5,
      stroke: colour('muted'),
      text: [...texts],
      fill: colour('muted'),
    }),
  ];
}

function levelMarks(drawing: Drawing): readonly Plot.Markish[] {
  const { levels, bounds = [] } = drawing;
  const style = { fill: colour('level'), frameAnchor: 'right', textAnchor: 'start' } as const;
  const pixel = ({ value }: NamedLine) => pixelOf(value, drawing);
  const labels = spreadUp(namedLines(drawing), pixel, LEVEL_LABEL_HEIGHT);
  const line = { stroke: colour('level'), strokeWidth: 1.25 };
  const values = bounds.map(({ value }) => value);
  return [
    Plot.ruleY(levels, { ...line, className: 'isthmus-level' }),
    Plot.ruleY(values, { ...line, strokeDasharray: '8 3 2 3', className: 'isthmus-bound' }),
    ...labels.map(({ item, shift }) =>
      Plot.text([item], {
        y: 'value',
        text: 'name',
        dx: LEVEL_GAP,
        dy: shift,
        className: 'isthmus-level-label',
        ...style,
      }),
    ),
  ];
}

function namedLines({ levels, levelWord, bounds = [] }: Drawing): readonly NamedLine[] {
  const named = levels.map((value) => ({ value, name: `${levelWord}\n${formatLevel(value)}` }));
  return [...named, ...bounds];
}

/** Two lines of text, in pixels. */
const LEVEL_LABEL_HEIGHT = 2.3 * FONT_SIZE;

/** Where a value of the vertical axis stands, in pixels from the top. */
function pixelOf(value: number, { y, height, footroom = 0 }: Drawing): number {
  const [top, bottom] = [MARGINS.top, height - MARGINS.bottom - footroom];
  return bottom - shareBelow(y, value) * (bottom - top);
}

function tickTexts({ ticks }: LossScale): readonly string[] {
  const digits = tickDigits(ticks);
  return ticks.map((tick) => formatNumber(tick, digits));
}

/** A drawing with its name and its words, and without what a content security policy refuses. */
export function finished(
  { document, title, description }: Pick<Drawing, 'document' | 'title' | 'description'>,
  svg: SVGSVGElement,
): SVGSVGElement {
  const clean = withoutInlineStyle(svg);
  clean.setAttribute('role', 'img');
  clean.setAttribute('aria-label', visibleText(description));
  clean.setAttribute('font-size', String(FONT_SIZE));
  clean.prepend(svgElement(document, 'title', {}, [title]));
  return clean;
}

/** Plot wraps a chart in a figure only where it draws legends or titles of its own. */
function asSvg(plot: Element): SVGSVGElement {
  return plot as SVGSVGElement;
}
