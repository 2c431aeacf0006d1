import type { BarsChart } from '@isthmus/contract';
import type { FigureOptions } from '../drawing/chart-options.js';
import { element, svgElement } from '../drawing/dom.js';
import { formatNumber } from '../format/format.js';

/**
 * A chart of one bar a row, from 0 to either side: a table whose bars are drawings, so that it reads
 * the same by eye, by keyboard and aloud, at any width.
 *
 * @example
 * const chart = findingBars(
 *   {
 *     ...{ kind: 'bars', title: 'Parts of a barrier', caption: '', x: { label: 'loss' } },
 *     bars: [{ label: 'permutation', value: 0.2 }],
 *   },
 *   { document },
 * );
 * chart.querySelectorAll('rect').length; // 1
 */
export function findingBars(
  { title, caption, x, bars }: BarsChart,
  { document }: Pick<FigureOptions, 'document'>,
): HTMLElement {
  const ends = spanOf(bars.map(({ value }) => Number(value)));
  const rows = bars.map(({ label, value }) =>
    element(document, 'tr', {}, [
      element(document, 'th', { scope: 'row' }, [label]),
      element(document, 'td', { class: 'isthmus-bar-cell' }, [bar(document, Number(value), ends)]),
      element(document, 'td', { class: 'isthmus-number' }, [formatNumber(value)]),
    ]),
  );
  return element(document, 'figure', { class: 'isthmus-chart' }, [
    element(document, 'figcaption', {}, [title]),
    element(document, 'table', { class: 'isthmus-table isthmus-bars' }, [
      element(document, 'caption', {}, [x.label]),
      element(document, 'tbody', {}, rows),
    ]),
    element(document, 'p', { class: 'isthmus-chart-note' }, [caption]),
  ]);
}

type Span = readonly [low: number, high: number];

function spanOf(values: readonly number[]): Span {
  const finite = values.filter(Number.isFinite);
  return [Math.min(0, ...finite), Math.max(0, ...finite)];
}

/** Of 100 units across, whatever the room. */
function bar(document: Document, value: number, [low, high]: Span): SVGElement {
  const span = high - low || 1;
  const place = (at: number) => (100 * (at - low)) / span;
  const size = Number.isFinite(value) ? value : 0;
  const from = place(Math.min(0, size));
  const rect = svgElement(document, 'rect', {
    ...{ x: from, y: 2, width: Math.max(place(Math.max(0, size)) - from, 0.4), height: 8 },
    class: size < 0 ? 'isthmus-bar isthmus-bar-below' : 'isthmus-bar',
  });
  const zero = svgElement(document, 'line', {
    ...{ x1: place(0), x2: place(0), y1: 0, y2: 12, class: 'isthmus-bar-zero' },
  });
  const view = { viewBox: '0 0 100 12', preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  return svgElement(document, 'svg', view, [rect, zero]);
}
