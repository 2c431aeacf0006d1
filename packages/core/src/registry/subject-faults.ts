import type { PluginRef } from '@isthmus/contract';

/** What an experiment says of its subject, and the settings that only a network and data give a meaning. */
export interface SubjectKeys {
  readonly task?: PluginRef | undefined;
  readonly architecture?: PluginRef | undefined;
  readonly loss?: PluginRef | undefined;
  readonly objective?: PluginRef | undefined;
  readonly engine: string;
  readonly train: { readonly evaluate: string; readonly batchSize: number | 'full' };
  readonly align: readonly unknown[];
  readonly endpoints: object;
}

/** A complaint about one place of an experiment. */
export interface SubjectFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const REF = 'a plugin name such as "core/adam" or { "use": "scope/name", "options": { … } }';

/**
 * Why an experiment is neither the one nor the other: a task with an architecture, or an objective
 * without anything that speaks of data or of a network. Settings that stand at their default say
 * nothing, as a resolved experiment holds them all.
 */
export function* subjectFaults(given: SubjectKeys): Generator<SubjectFault> {
  if (given.objective === undefined) {
    for (const key of ['task', 'architecture'] as const)
      if (given[key] === undefined) yield { path: [key], message: `expected ${REF}` };
    return;
  }
  for (const key of ['task', 'architecture', 'loss'] as const)
    if (given[key] !== undefined)
      yield {
        path: [key],
        message: `expected no "${key}" beside "objective", which is a loss without data and network`,
      };
  yield* idleSettings(given);
}

/** Settings about data or networks; an objective would pass them over in silence. */
function* idleSettings({ engine, train, align, endpoints }: SubjectKeys): Generator<SubjectFault> {
  if (engine !== 'auto')
    yield { path: ['engine'], message: 'expected no engine, for an objective computes itself' };
  if (train.evaluate !== 'probe')
    yield {
      path: ['train', 'evaluate'],
      message: 'expected no split, for an objective has no data',
    };
  if (train.batchSize !== 'full')
    yield {
      path: ['train', 'batchSize'],
      message: 'expected no batch size, for an objective has no data',
    };
  if (align.length > 0)
    yield {
      path: ['align'],
      message: 'expected no symmetries, for those of a network are meant and an objective has none',
    };
  if ('layout' in endpoints && endpoints.layout !== undefined)
    yield {
      path: ['endpoints', 'layout'],
      message: 'expected no layout, for files of an objective hold its own arrays',
    };
}
