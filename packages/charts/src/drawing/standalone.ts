import { brokenText } from './broken-text.js';
import { svgElement } from './dom.js';
import { drawKey, FONT_SIZE } from './drawing.js';
import { COLOURS, colour, seriesStyle } from './palette.js';

/** Which of the two sets of colours a file gets; it has no page whose scheme it could follow. */
export type Theme = 'light' | 'dark';

const ROW = 22;

/** Space around everything, in pixels. */
const MARGIN = 16;

/**
 * The text of an SVG file: the drawing, or several below each other, with the legend, in plain colours, so that it looks the
 * same in a browser, a drawing program or a paper. The drawings themselves are left as they are.
 *
 * @param legend what is said of each series, in the order of the drawing; broken into lines where it is long
 * @param options a note stands below the legend
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * const drawing = interpolationSvg(data, { document });
 * standaloneSvg(drawing, ['core/linear', 'dss/greedy'], { document }).slice(0, 4); // '<svg'
 */
export function standaloneSvg(
  drawing: SVGSVGElement | readonly SVGSVGElement[],
  legend: readonly string[],
  options: { readonly document: Document; readonly theme?: Theme; readonly note?: string },
): string {
  const { document, theme = 'light', note = '' } = options;
  const drawings = 'length' in drawing ? drawing : [drawing];
  const sizes = (name: 'width' | 'height') =>
    drawings.map((each) => Number(each.getAttribute(name)));
  const heights = sizes('height');
  const drawn = heights.reduce((sum, each) => sum + each, 0);
  const inner = Math.max(0, ...sizes('width'));
  const texts = legend.map((text) => linesOf(text, inner - LEGEND_INDENT));
  const noted = note === '' ? [] : linesOf(note, inner);
  const tops = texts.map((_, i) => texts.slice(0, i).reduce((y, lines) => y + rowOf(lines), drawn));
  const below = texts.reduce((y, lines) => y + rowOf(lines), drawn);
  const width = inner + 2 * MARGIN;
  const height = below + (noted.length === 0 ? 0 : rowOf(noted)) + 2 * MARGIN;
  const svg = svgElement(document, 'svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, sans-serif',
    'font-size': FONT_SIZE,
    role: 'img',
    'aria-label': drawings.map((each) => each.getAttribute('aria-label') ?? '').join(' '),
  });
  svg.append(
    svgElement(document, 'rect', { width, height, fill: colour('background') }),
    svgElement(document, 'g', { transform: `translate(${MARGIN},${MARGIN})` }, [
      ...drawings.map((each, i) => placed(each, heights.slice(0, i))),
      ...texts.map((lines, i) => legendRow(document, lines, i, tops[i] ?? drawn)),
      textLines(document, noted, { x: 0, y: below + 12, fill: colour('muted') }),
    ]),
  );
  return `${withPlainColours(xml(document, svg), theme)}\n`;
}

/** A copy below those before it. */
function placed(drawing: SVGSVGElement, before: readonly number[]): Node {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const y = before.reduce((sum, height) => sum + height, 0);
  if (y > 0) copy.setAttribute('y', String(y));
  return copy;
}

/** XML, where a page's own serialisation would be HTML: the two escape differently. */
function xml(document: Document, svg: SVGSVGElement): string {
  const view = document.defaultView;
  if (view === null) return svg.outerHTML;
  // The one entity that XML does not know, which headless DOMs write all the same.
  return new view.XMLSerializer().serializeToString(svg).replaceAll('&nbsp;', '\u00a0');
}

function legendRow(
  document: Document,
  lines: readonly string[],
  index: number,
  y: number,
): SVGGElement {
  const fill = colour('foreground');
  return svgElement(document, 'g', { transform: `translate(0,${y})`, color: fill }, [
    drawKey(document, seriesStyle(index)),
    textLines(document, lines, { x: LEGEND_INDENT, y: 12, fill }),
  ]);
}

/** Room for the key of a series before its name, in pixels. */
const LEGEND_INDENT = 54;

/** From one line of a text to the next, in pixels. */
const LINE = 16;

/** Width of a character, in pixels; rather too wide. */
const CHARACTER_WIDTH = 7;

function linesOf(text: string, room: number): readonly string[] {
  return brokenText(text, Math.max(20, Math.floor(room / CHARACTER_WIDTH)));
}

/** The height of a text with the gap below it, in pixels. */
function rowOf(lines: readonly string[]): number {
  return ROW + (lines.length - 1) * LINE;
}

/** A text of several lines, as one text; null where there is none. */
function textLines(
  document: Document,
  lines: readonly string[],
  at: { readonly x: number; readonly y: number; readonly fill: string },
): SVGElement | null {
  const [first = '', ...more] = lines;
  if (lines.length === 0) return null;
  return svgElement(document, 'text', at, [
    first,
    ...more.map((line) => svgElement(document, 'tspan', { x: at.x, dy: LINE }, [line])),
  ]);
}

function withPlainColours(svg: string, theme: Theme): string {
  return COLOURS.reduce((text, token) => text.replaceAll(`var(${token.name})`, token[theme]), svg);
}
