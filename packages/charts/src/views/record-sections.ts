import type { ExperimentResult } from '@isthmus/contract';
import { element } from '../drawing/dom.js';
import { formatSeconds } from '../format/format.js';
import { glossary } from './glossary.js';
import { code, facts, folded, section } from './parts.js';

/** The experiment with every default filled in, so that it can be run again. */
export function configSection(document: Document, { config, seed }: ExperimentResult): HTMLElement {
  const text = JSON.stringify(config, null, 2);
  return section(document, 'Configuration', [
    element(document, 'p', { class: 'note' }, [
      `Every default is filled in. All random numbers come from seed ${seed}.`,
    ]),
    folded(document, 'config-json', 'Resolved experiment as JSON', [
      element(document, 'pre', {}, [code(document, text)]),
    ]),
  ]);
}

/** Where and when the run happened. */
export function environmentSection(
  document: Document,
  { environment }: ExperimentResult,
): HTMLElement {
  const { isthmus, node, platform, cpu, engine, versions, startedAt, seconds } = environment;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return section(document, 'Environment', [
    facts(document, [
      ['Isthmus', isthmus],
      ['engine', engine],
      ['Node.js', node],
      ['platform', platform],
      ['processor', cpu],
      ['started', startedAt],
      ['took', formatSeconds(seconds)],
      ['packages', packages.join(', ')],
    ]),
  ]);
}

/** The words of the page. */
export function glossarySection(document: Document, result: ExperimentResult): HTMLElement {
  return section(document, 'Words', [facts(document, glossary(result))]);
}

/** What wrote the record, and where it stands. */
export function footer(document: Document, { environment }: ExperimentResult): HTMLElement {
  return element(document, 'footer', {}, [
    `Written by Isthmus ${environment.isthmus}. The full record is result.json in the run folder.`,
  ]);
}
