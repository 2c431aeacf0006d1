import { runPage } from '@isthmus/charts';
import { element, withoutInlineStyle, type DomChild } from '@isthmus/charts/internal';
import type { ToWebview } from '../protocol/messages.js';
import { actionsHead, messagesList, type Ask } from './head.js';

/** A section of the page: of those that a report has too, or of the editor's own. */
interface Section {
  readonly id: string;
  readonly part: string;
  draw(document: Document): DomChild;
}

/**
 * Keeps the page of a run up to date in an element. A section is drawn anew only when the revision of what
 * it shows has changed: a button that was replaced ten times a second could not be clicked.
 */
export function keptPage(root: HTMLElement, ask: Ask): (message: ToWebview) => void {
  const places = new Map<string, { readonly place: HTMLElement; revision: number }>();
  return ({ run, revisions }) => {
    let after: Element | null = null;
    const own: readonly Section[] = [
      { id: 'head', part: 'head', draw: () => actionsHead(run, ask) },
      { id: 'messages', part: 'messages', draw: () => messagesList(run) },
    ];
    for (const section of [...own, ...runPage(run)]) {
      const known = places.get(section.id);
      const place = known?.place ?? element(document, 'div', { 'data-section': section.id });
      const revision = revisions[section.part] ?? 0;
      if (known?.revision !== revision) redraw(place, section);
      places.set(section.id, { place, revision });
      putAfter(root, place, after);
      after = place;
    }
  };
}

/** An element that is in its place is not moved. */
function putAfter(root: HTMLElement, place: HTMLElement, after: Element | null): void {
  const next = after === null ? root.firstElementChild : after.nextElementSibling;
  if (next !== place) root.insertBefore(place, next);
}

/** Draws a section anew; which details are open, and where the focus is, stays. */
function redraw(place: HTMLElement, section: Section): void {
  const open = new Set([...place.querySelectorAll('details[open]')].map(({ id }) => id));
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const drawn = section.draw(document);
  place.replaceChildren(...(drawn === null ? [] : [drawn]));
  withoutInlineStyle(place);
  for (const details of place.querySelectorAll('details')) details.open = open.has(details.id);
  if (focused !== null) focusAgain(place, focused);
}

/** The focus is on a button, or on the summary of what can be unfolded. */
function focusAgain(place: HTMLElement, focused: Element): void {
  const details = focused.tagName === 'SUMMARY' ? focused.parentElement : null;
  const id = details?.id ?? focused.id;
  const twin = [...place.querySelectorAll<HTMLElement>('[id]')].find((node) => node.id === id);
  const target = details === null ? twin : twin?.querySelector('summary');
  if (id !== '') target?.focus();
}
