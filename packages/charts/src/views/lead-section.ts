import type { ExperimentResult, PathRecord } from '@isthmus/contract';
import { type DomChild, element } from '../drawing/dom.js';
import { formatCount, formatLevel, formatSeconds, plural } from '../format/format.js';
import { headline } from '../words/lead.js';
import { runNotes } from '../words/notes.js';
import { facts } from './parts.js';

/** What the run has shown, what must be known before that is trusted, and what it is about. */
export function leadSection(document: Document, result: ExperimentResult): HTMLElement {
  return element(document, 'div', { id: 'lead', class: 'lead' }, [
    headlinePart(document, result),
    warningsPart(document, result),
    facts(document, overview(result), 'overview'),
  ]);
}

function headlinePart(document: Document, result: ExperimentResult): HTMLElement {
  const { tone, title, detail } = headline(result);
  return element(document, 'div', { class: `headline headline-${tone}` }, [
    element(document, 'p', { class: 'headline-title' }, [title]),
    detail === '' ? null : element(document, 'p', { class: 'headline-detail' }, [detail]),
  ]);
}

/** What must be known before the numbers are trusted. */
function warningsPart(document: Document, result: ExperimentResult): DomChild {
  const { title, detail } = headline(result);
  const notes = runNotes(result).filter(
    (note) => !note.startsWith(title) && !detail.includes(note),
  );

  if (notes.length === 0) return null;
  const shown = notes.slice(0, MAX_NOTES);
  const left = notes.length - shown.length;
  const more = left === 0 ? [] : [`${plural(left, 'more stands', 'more stand')} in result.json.`];
  return element(document, 'div', { class: 'warnings', role: 'note' }, [
    element(document, 'p', { class: 'warnings-title' }, ['Before the numbers are trusted']),
    element(
      document,
      'ul',
      {},
      [...shown, ...more].map((note) => element(document, 'li', {}, [note])),
    ),
  ]);
}

/** More would hide the page. */
const MAX_NOTES = 20;

function overview(result: ExperimentResult): readonly (readonly [string, DomChild])[] {
  const { threshold, pairs, seed, environment } = result;
  const levels = new Set(pairs.flatMap(({ paths }) => paths.map(levelWords)));
  return [
    ...subjectFacts(result),
    ['Threshold', threshold === null ? 'none' : formatLevel(threshold)],
    [levels.size > 1 ? 'Levels' : 'Level', [...levels].join(', ') || '–'],
    ['Seed', String(seed)],
    ['Time', formatSeconds(environment.seconds)],
  ];
}

/** Levels that were found differ from path to path; each stands beside its own. */
function levelWords({ level, lowest }: PathRecord): string {
  return lowest === null ? formatLevel(level) : 'the lowest found';
}

/** What losses are of. */
function subjectFacts({ data, model, objective, loss }: ExperimentResult) {
  const facts: (readonly [string, DomChild])[] = [];
  if (objective !== null)
    facts.push(['Objective', `${loss.use}, ${formatCount(objective.parameters)} parameters`]);
  if (data !== null) facts.push(['Task', data.task.use]);
  if (model !== null) {
    const parameters = `${formatCount(model.parameters)} parameters`;
    facts.push(['Architecture', `${model.architecture.use}, ${parameters}`]);
  }
  facts.push(objective === null ? ['Loss', `${loss.use} (${loss.unit})`] : ['Unit', loss.unit]);
  if (data !== null) {
    const { size, split } = data.evaluation;
    facts.push(['Evaluation set', `${formatCount(size)} samples (${split})`]);
  }
  return facts;
}
