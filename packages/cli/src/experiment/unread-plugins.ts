import { Registry, type ParsedExperiment } from '@isthmus/core';
import type { Definition, Kind, PluginRef } from '@isthmus/core/contract';
import { KINDS } from '@isthmus/core/contract';
import type { PluginDescription } from '@isthmus/core/node';
import { definitionOf, describedPlugins } from '@isthmus/core/node';
import { z } from 'zod';
import type { PluginSource } from './experiment-file.js';
import { builtInRegistry } from './plugins.js';

/** The plugins of an experiment without their code being run, and what is not checked for that. */
export interface UnreadPlugins {
  readonly pluginsOf: PluginSource;
  /** The names that only its plugins may know, once it has been read. */
  names(): readonly string[];
  /** Whether the experiment names plugins at all, without which its data and network cannot be opened. */
  isUsed(): boolean;
}

/**
 * Lets an experiment be checked without running the code of its plugins. What a package says of its plugins
 * in its package.json is believed; else names that the product does not know are taken for theirs, and any
 * options for right.
 */
export function unreadPlugins(): UnreadPlugins {
  const found = new Set<string>();
  let used = false;
  return {
    names: () => [...found],
    isUsed: () => used,
    async pluginsOf(parsed, folder) {
      used = parsed.plugins.length > 0;
      if (!used) return builtInRegistry();
      const described = parsed.plugins.map((name) => describedPlugins(name, folder));
      const known = withDescribed(
        parsed,
        described.flatMap((list) => list ?? []),
      );
      if (!described.includes(null)) return known;
      const unread = unreadIn(parsed, known);
      for (const { name } of unread) found.add(name);
      return Registry.of(...KINDS.map((kind) => known.list(kind) as readonly Definition[]), unread);
    },
  };
}

function withDescribed(
  parsed: ParsedExperiment,
  described: readonly PluginDescription[],
): Registry {
  const known = builtInRegistry();
  const regularizers: ReadonlySet<string> = new Set(parsed.regularizers.map(nameOf));
  const stubOf = ({ kind, name }: PluginDescription): object => {
    if (kind === 'objective') return { spec: { leaves: [] } };
    return kind === 'loss' ? { on: regularizers.has(name) ? 'parameters' : 'prediction' } : {};
  };
  return Registry.of(
    ...KINDS.map((kind) => known.list(kind) as readonly Definition[]),
    described.map((description) => definitionOf(description, stubOf(description))),
  );
}

type Place = readonly [kind: Kind, refs: readonly (PluginRef | undefined)[], stub?: object];

/** Where an experiment names plugins, and the least that is asked of them while it is checked. */
function placesOf(parsed: ParsedExperiment): readonly Place[] {
  return [
    ['task', [parsed.task]],
    ['architecture', [parsed.architecture]],
    ['loss', [parsed.loss], { on: 'prediction' }],
    ['loss', parsed.regularizers, { on: 'parameters' }],
    ['objective', [parsed.objective], { spec: { leaves: [] } }],
    ['optimizer', [parsed.train.optimizer]],
    ['symmetry', parsed.align],
    ['pathStrategy', parsed.paths],
    ['analysis', parsed.analyses],
    ['reporter', parsed.report],
  ];
}

function unreadIn(parsed: ParsedExperiment, known: Registry): readonly Definition[] {
  const unread = new Map<string, Definition>();
  for (const [kind, refs, stub = {}] of placesOf(parsed))
    for (const name of refs.flatMap((ref) => (ref === undefined ? [] : [nameOf(ref)])))
      if (!known.list(kind).some((definition) => definition.name === name))
        unread.set(`${kind} ${name}`, unreadDefinition(kind, name, stub));
  return [...unread.values()];
}

const nameOf = (ref: PluginRef) => (typeof ref === 'string' ? ref : ref.use);

function unreadDefinition(kind: Kind, name: PluginRef & string, stub: object): Definition {
  const options = z.record(z.string(), z.unknown());
  // It is never asked to do anything: an experiment with it is checked and not run.
  return { kind, name, summary: '', sources: [], options, create: () => stub } as Definition;
}
