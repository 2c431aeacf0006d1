import type { Kind, PluginRef } from '@isthmus/contract';
import type { ConfigIssue } from './issues.js';
import { ConfigError } from './issues.js';
import { parseExperiment } from './parse.js';
import { PLUGIN_NAME_PATTERN } from './plugin-name.js';
import { pointerOf, valueAt } from './pointer.js';
import { REFERENCES } from './references.js';
import type { Registry } from './registry.js';
import { resolveExperiment } from './resolve.js';
import { subjectFaults } from './subject-faults.js';

/**
 * Every fault of an experiment that can be told at once: those of its shape together with those of its
 * plugins, which a run would tell one after the other.
 *
 * @param raw what `parseConfigText` gives
 * @returns none for an experiment that a run would take
 */
export function experimentIssues(raw: unknown, registry: Registry): readonly ConfigIssue[] {
  const shape = issuesOf(() => parseExperiment(raw));
  if (shape.length === 0) return issuesOf(() => resolveExperiment(parseExperiment(raw), registry));
  if (shape.some(({ pointer, code }) => pointer === '' || code === 'config/too-deep')) return shape;
  return [...shape, ...subjectIssues(raw, shape), ...pluginIssues(raw, registry, shape)];
}

/**
 * The faults that an action throws.
 *
 * @throws whatever is thrown that is no `ConfigError`
 */
export function issuesOf(action: () => unknown): readonly ConfigIssue[] {
  try {
    action();
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.issues;
    throw thrown;
  }
}

/** Whether there is something to learn: told even where the shape is wrong elsewhere. */
function subjectIssues(raw: unknown, shape: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const subject = raw as Record<'task' | 'architecture' | 'loss' | 'objective', PluginRef>;
  const rest = { engine: 'auto', train: { evaluate: 'probe', batchSize: 'full' as const } };
  const { task, architecture, loss, objective } = subject;
  const given = { task, architecture, loss, objective, ...rest, align: [], endpoints: {} };
  return [...subjectFaults(given)]
    .filter(({ path }) => !shape.some(({ pointer, meant }) => concerns(pointer, meant, path)))
    .map(({ path, message }) => ({
      code: 'config/invalid' as const,
      pointer: pointerOf(path),
      message: valueAt(raw, path) === undefined ? `missing; ${message}.` : `${message}.`,
      ...(valueAt(raw, path) === undefined ? { missing: true as const } : {}),
    }));
}

/** Whether a fault is about a key already, by its own name or by one that is a slip of it. */
function concerns(pointer: string, meant: string | undefined, path: readonly (string | number)[]) {
  return pointer === pointerOf(path) || (meant === path[0] && pointer.lastIndexOf('/') === 0);
}

function pluginIssues(
  raw: unknown,
  registry: Registry,
  shape: readonly ConfigIssue[],
): readonly ConfigIssue[] {
  return REFERENCES.flatMap(({ path, kind, list }) => {
    const value = valueAt(raw, path);
    const at = pointerOf(path);
    const places: readonly (readonly [string, unknown])[] =
      list !== true
        ? [[at, value]]
        : Array.isArray(value)
          ? value.map((entry: unknown, i) => [`${at}/${i}`, entry] as const)
          : [];
    return places
      .filter(([pointer]) => !shape.some((issue) => `${issue.pointer}/`.startsWith(`${pointer}/`)))
      .flatMap(([pointer, entry]) => referenceIssues(kind, entry, pointer, registry));
  });
}

function referenceIssues(kind: Kind, entry: unknown, pointer: string, registry: Registry) {
  const use = typeof entry === 'string' ? entry : valueAt(entry, ['use']);
  if (typeof use !== 'string' || !PLUGIN_NAME_PATTERN.test(use)) return [];
  const options = valueAt(entry, ['options']);
  const ref = (typeof entry === 'string' ? entry : { use, options }) as PluginRef;
  return issuesOf(() => registry.resolve(kind, ref, pointer));
}
