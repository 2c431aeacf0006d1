import type { ParsedExperiment } from '@isthmus/core';
import { DEFAULT_LIMITS } from '@isthmus/core/internal';

type Part = Readonly<Record<string, unknown>>;

/**
 * The plugins that a document names, as far as it can be read as an experiment: what stands elsewhere may be
 * wrong, and is passed over.
 */
export function looseExperiment(raw: unknown): ParsedExperiment {
  const given = partOf(raw);
  const refs = (key: string) => listOf(given[key]).filter(isRef);
  const ref = (part: unknown) => (isRef(part) ? part : undefined);
  return {
    limits: DEFAULT_LIMITS,
    plugins: listOf(given['plugins']).filter((name) => typeof name === 'string' && name !== '').slice(0, 100),
    task: ref(given['task']),
    architecture: ref(given['architecture']),
    loss: ref(given['loss']),
    objective: ref(given['objective']),
    train: { optimizer: ref(partOf(given['train'])['optimizer']) },
    regularizers: refs('regularizers'),
    align: refs('align'),
    paths: refs('paths'),
    analyses: refs('analyses'),
    report: refs('report'),
  } as unknown as ParsedExperiment; // prettier-ignore
}

function partOf(value: unknown): Part {
  return typeof value === 'object' && value !== null ? (value as Part) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRef(value: unknown): boolean {
  return typeof value === 'string' || typeof partOf(value)['use'] === 'string';
}
