import { element } from './dom.js';
import { drawKey } from './drawing.js';
import { seriesStyle } from './palette.js';
import type { OutcomeTone } from '../data/series.js';

/** One row of a legend. */
export interface LegendEntry {
  readonly name: string;
  readonly words: string;
  /** Null where the words are no verdict. */
  readonly tone: OutcomeTone | null;
  readonly detail: string;
}

/** A list that names each series beside its line, dash and symbol. */
export function legend(document: Document, entries: readonly LegendEntry[]): HTMLUListElement {
  return element(
    document,
    'ul',
    { class: 'isthmus-legend' },
    entries.map((entry, i) =>
      element(document, 'li', {}, [
        drawKey(document, seriesStyle(i)),
        element(document, 'span', { class: 'isthmus-legend-name' }, [entry.name]),
        verdictMark(document, entry.tone, entry.words),
        element(document, 'span', { class: 'isthmus-legend-detail' }, [entry.detail]),
      ]),
    ),
  );
}

/**
 * A verdict in words, with a sign before it that colour and shape set apart.
 *
 * @param tone null where the words are no verdict
 * @example
 * verdictMark(document, 'connected', 'connected at 0.001').textContent; // 'connected at 0.001'
 */
export function verdictMark(
  document: Document,
  tone: OutcomeTone | null,
  words: string,
): HTMLElement {
  const look = tone === null ? '' : ` isthmus-verdict-${tone}`;
  return element(document, 'span', { class: `isthmus-verdict${look}` }, [words]);
}

/** A chart with its title, legend and a note on its signs. */
export function chartFigure(
  document: Document,
  title: string,
  parts: {
    /** One drawing, or several one below the other. */
    readonly drawings: readonly HTMLElement[];
    readonly legend: HTMLElement | null;
    readonly note: string;
  },
): HTMLElement {
  return element(document, 'figure', { class: 'isthmus-chart' }, [
    element(document, 'figcaption', {}, [title]),
    ...parts.drawings,
    parts.legend,
    element(document, 'p', { class: 'isthmus-chart-note' }, [parts.note]),
  ]);
}
