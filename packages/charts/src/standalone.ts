import { svgElement } from './dom.js';
import { drawKey, FONT_SIZE } from './drawing.js';
import { COLOURS, colour, seriesStyle } from './palette.js';

/** Which of the two sets of colours a file gets; it has no page whose scheme it could follow. */
export type Theme = 'light' | 'dark';

const ROW = 22;

/** Space around everything, in pixels. */
const MARGIN = 16;

/**
 * The text of an SVG file: the drawing with its legend below, in plain colours, so that it looks the
 * same in a browser, a drawing program or a paper. The drawing itself is left as it is.
 *
 * @param legend the name of each series, in the order of the drawing
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * const drawing = interpolationSvg(data, { document });
 * standaloneSvg(drawing, ['core/linear', 'dss/greedy'], { document }).slice(0, 4); // '<svg'
 */
export function standaloneSvg(
  drawing: SVGSVGElement,
  legend: readonly string[],
  options: { readonly document: Document; readonly theme?: Theme },
): string {
  const { document, theme = 'light' } = options;
  const drawn = Number(drawing.getAttribute('height'));
  const width = Number(drawing.getAttribute('width')) + 2 * MARGIN;
  const height = drawn + legend.length * ROW + 2 * MARGIN;
  const svg = svgElement(document, 'svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, sans-serif',
    'font-size': FONT_SIZE,
    role: 'img',
    'aria-label': drawing.getAttribute('aria-label'),
  });
  svg.append(
    svgElement(document, 'rect', { width, height, fill: colour('background') }),
    svgElement(document, 'g', { transform: `translate(${MARGIN},${MARGIN})` }, [
      drawing.cloneNode(true),
      ...legend.map((text, i) => legendRow(document, text, i, drawn + i * ROW)),
    ]),
  );
  return `${withPlainColours(xml(document, svg), theme)}\n`;
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
