import type { DomChild } from '../drawing/dom.js';
import { analysesSection } from './analyses-section.js';
import { pairPart, type ShownRun } from '../data/shown-run.js';
import { configSection, environmentSection, footer, glossarySection } from './record-sections.js';
import { dataSection } from './data-section.js';
import { endpointsSection } from './endpoints-section.js';
import { graphSection } from './graph-section.js';
import { leadSection } from './lead-section.js';
import { pairSection } from './pair-section.js';
import { pairsSection } from './pairs-section.js';

/** A section of the page of a run. */
export interface PageSection {
  /** Its own on the page, and the same as the run goes on. */
  readonly id: string;
  /** The part of the run that it shows, by the names that revisions have: it need be drawn anew only with that. */
  readonly part: string;
  /** Draws it; null where there is nothing to show. */
  draw(document: Document): DomChild;
}

/**
 * The page of a run, as sections in their order: of one that goes on those of which something is known, of
 * one that has ended all that its record holds. A report and an editor show the same.
 *
 * @example
 * const sections = runPage(recordedRun(result));
 * sections.map(({ id }) => id).slice(0, 4); // ['lead', 'pairs', 'graph', 'pair-1']
 * const shown = sections.map((section) => section.draw(document));
 */
export function runPage(run: ShownRun): readonly PageSection[] {
  return [
    ofRecord('lead', run, leadSection),
    ofRecord('pairs', run, pairsSection),
    { id: 'graph', part: 'graph', draw: (document) => graphSection(document, run) },
    ...Object.entries(run.pairs).map(([key, pair], i) => ({
      id: pairId(i),
      part: pairPart(key),
      draw: (document: Document) => pairSection(document, run, pair, pairId(i)),
    })),
    { id: 'analyses', part: 'analyses', draw: (document) => analysesSection(document, run) },
    { id: 'endpoints', part: 'endpoints', draw: (document) => endpointsSection(document, run) },
    ofRecord('data', run, dataSection),
    ofRecord('config', run, configSection),
    ofRecord('environment', run, environmentSection),
    ofRecord('words', run, glossarySection),
    ofRecord('footer', run, footer),
  ];
}

function pairId(index: number): string {
  return `pair-${index + 1}`;
}

/** What is known when the run has ended. */
function ofRecord(
  id: string,
  { result }: ShownRun,
  draw: (document: Document, record: NonNullable<ShownRun['result']>) => DomChild,
): PageSection {
  return {
    id,
    part: 'record',
    draw: (document) => (result === null ? null : draw(document, result)),
  };
}
