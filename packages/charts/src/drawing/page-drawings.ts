import type { ChartOptions, FigureOptions } from './chart-options.js';
import { element } from './dom.js';

/** One of the widths at which a chart is drawn for a page. */
interface PageWidth {
  readonly name: string;
  /** In pixels. */
  readonly width: number;
  /** The drawing is no higher than this: a narrow one as high as a wide one reads badly. */
  readonly mostHeight: number;
}

/** From the widest down. The widest is that of the report's page. */
const PAGE_WIDTHS: readonly PageWidth[] = [
  { name: 'wide', width: 1136, mostHeight: Infinity },
  { name: 'medium', width: 680, mostHeight: 380 },
  { name: 'narrow', width: 360, mostHeight: 300 },
];

/** A drawing is shrunk to no less than this part of its width, so that its text stays at 10 pixels. */
const LEAST_SHRUNK = 10 / 12;

/** And stretched to no more than this. */
const MOST_STRETCHED = 1.25;

/** A drawing at the width that was asked for, or at those of which a page shows one. */
export function drawings(
  { width, ...options }: FigureOptions,
  draw: (options: ChartOptions) => SVGSVGElement,
): readonly HTMLElement[] {
  const { document, height = 360 } = options;
  if (width !== 'page') {
    const svg = draw(width === undefined ? options : { ...options, width });
    return [element(document, 'div', { class: 'isthmus-chart-scroll' }, [svg])];
  }
  return PAGE_WIDTHS.map(({ name, width: own, mostHeight }) => {
    const svg = draw({ ...options, width: own, height: Math.min(height, mostHeight) });
    return element(document, 'div', { class: `isthmus-drawing isthmus-drawing-${name}` }, [svg]);
  });
}

/** The rules by which a page shows one of the drawings; a browser without such rules shows the widest. */
export const DRAWING_STYLES = [
  ...PAGE_WIDTHS.slice(1).map(({ name }) => `.isthmus-drawing-${name} { display: none; }`),
  ...PAGE_WIDTHS.flatMap(({ name, width }, i) => {
    const narrower = PAGE_WIDTHS[i + 1]?.name;
    const fit = `.isthmus-drawing-${name} .isthmus-plot { width: 100%; max-width: ${width * MOST_STRETCHED}px; }`;
    if (narrower === undefined) return [fit];
    const least = Math.ceil(width * LEAST_SHRUNK);
    return [
      fit,
      `@container (max-width: ${least}px) { .isthmus-drawing-${name} { display: none; } .isthmus-drawing-${narrower} { display: block; } }`,
    ];
  }),
].join('\n');
