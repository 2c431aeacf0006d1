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
 * @param legend the name of each series, in the order of the drawing
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * const drawing = interpolationSvg(data, { document });
 * standaloneSvg(drawing, ['core/linear', 'dss/greedy'], { document }).slice(0, 4); // '<svg'
 */
export function standaloneSvg(
  drawing: SVGSVGElement | readonly SVGSVGElement[],
  legend: readonly string[],
  options: { readonly document: Document; readonly theme?: Theme },
): string {
  const { document, theme = 'light' } = options;
  const drawings = 'length' in drawing ? drawing : [drawing];
  const sizes = (name: 'width' | 'height') =>
    drawings.map((each) => Number(each.getAttribute(name)));
  const heights = sizes('height');
  const drawn = heights.reduce((sum, each) => sum + each, 0);
  const width = Math.max(0, ...sizes('width')) + 2 * MARGIN;
  const height = drawn + legend.length * ROW + 2 * MARGIN;
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
      ...legend.map((text, i) => legendRow(document, text, i, drawn + i * ROW)),
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

function legendRow(document: Document, text: string, index: number, y: number): SVGGElement {
  const fill = colour('foreground');
  return svgElement(document, 'g', { transform: `translate(0,${y})`, color: fill }, [
    drawKey(document, seriesStyle(index)),
    svgElement(document, 'text', { x: 54, y: 12, fill }, [text]),
  ]);
}

function withPlainColours(svg: string, theme: Theme): string {
  return COLOURS.reduce((text, token) => text.replaceAll(`var(${token.name})`, token[theme]), svg);
}
