import type { ExperimentResult } from '@isthmus/contract';
import { recordedRun } from '../data/shown-run.js';
import { element } from '../drawing/dom.js';
import { runPage } from '../views/page.js';
import { testDocument } from './document.js';

/** The page of a run that has ended, in an element of a document of its own. */
export function pageOf(result: ExperimentResult): HTMLElement {
  const document = testDocument();
  const sections = runPage(recordedRun(result)).map((section) => section.draw(document));
  return element(document, 'main', {}, sections);
}
