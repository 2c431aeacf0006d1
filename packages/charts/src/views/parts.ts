import { element, type Attributes, type DomChild } from '../drawing/dom.js';

/** A part of the page under a heading. */
export function section(
  document: Document,
  heading: string,
  children: readonly DomChild[],
  attributes: Attributes = {},
): HTMLElement {
  const title = element(document, 'h2', {}, [heading]);
  return element(document, 'section', attributes, [title, ...children]);
}

/** Terms with their values. */
export function facts(
  document: Document,
  entries: readonly (readonly [term: string, value: DomChild])[],
  look = 'facts',
): HTMLElement {
  const rows = entries.map(([term, value]) =>
    element(document, 'div', {}, [
      element(document, 'dt', {}, [term]),
      element(document, 'dd', {}, [value]),
    ]),
  );
  return element(document, 'dl', { class: look }, rows);
}

/**
 * A part that is folded away until it is asked for.
 *
 * @param id its own on the page, by which a page that is drawn anew keeps it open
 */
export function folded(
  document: Document,
  id: string,
  summary: string,
  children: readonly DomChild[],
): HTMLElement {
  const title = element(document, 'summary', {}, [summary]);
  return element(document, 'details', { id }, [title, ...children]);
}

/** Text as a program writes it. */
export function code(document: Document, text: string): HTMLElement {
  return element(document, 'code', {}, [text]);
}
