import { experimentJsonSchema, Registry } from '@isthmus/core';
import type { Definition } from '@isthmus/core/contract';
import { KINDS } from '@isthmus/core/contract';
import { definitionOf, describedPlugins, loadPlugins } from '@isthmus/core/node';
import { builtInRegistry } from '../experiment/plugins.js';
import type { EditorSchema, SchemaRequest } from '../protocol/protocol.js';
import { annotated } from './annotated.js';

/**
 * The JSON Schema that an editor completes and explains experiments by, with the plugins of some of them. It
 * finds no fault with any document: what is wrong with one is told by `experiment/check`, in its own words.
 */
export async function schemaForEditor({
  plugins,
  runPlugins,
}: SchemaRequest): Promise<EditorSchema> {
  const found: Definition[] = [];
  for (const { folder, names } of plugins)
    for (const name of names) found.push(...(await definitionsOf(name, folder, runPlugins)));
  return editorJsonSchema(withOthers(builtInRegistry(), found));
}

/** The same for a registry. */
export function editorJsonSchema(registry: Registry): EditorSchema {
  const schema = annotated(experimentJsonSchema(registry), registry);
  const { definitions, title, allowTrailingCommas, defaultSnippets, ...rest } = schema;
  // VS Code's JSON service takes completions and explanations from a condition and no complaints; without
  // branches nothing follows from it.
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...{ title, allowComments: true, allowTrailingCommas, defaultSnippets },
    ...(definitions === undefined ? {} : { definitions }),
    if: rest,
  };
}

/** None of a plugin that cannot be loaded: its fault is told where it is named. */
async function definitionsOf(
  name: string,
  folder: string,
  runPlugins: boolean,
): Promise<readonly Definition[]> {
  const described = () =>
    (describedPlugins(name, folder) ?? []).map((description) => definitionOf(description, {}));
  if (!runPlugins) return described();
  return loadPlugins([name], folder).then((bundles) => bundles.flat(), described);
}

/** Of two of one kind and name, which one experiment may not have but two may, the first. */
function withOthers(known: Registry, found: readonly Definition[]): Registry {
  const own = KINDS.flatMap((kind) => known.list(kind) as readonly Definition[]);
  const once = new Map<string, Definition>();
  for (const definition of [...own, ...found]) {
    const key = `${definition.kind} ${definition.name}`;
    if (!once.has(key)) once.set(key, definition);
  }
  return Registry.of([...once.values()]);
}
