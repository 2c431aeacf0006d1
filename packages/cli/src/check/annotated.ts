import type { Registry } from '@isthmus/core';
import type { Definition } from '@isthmus/core/contract';
import { KINDS } from '@isthmus/core/contract';
import { fullBlockOf } from './examples.js';
import { ROOT_SNIPPETS, SNIPPETS } from './snippets.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * A schema of experiments with what an editor shows of it: explanations with defaults and sources, and whole
 * blocks to insert.
 */
export function annotated(schema: Json, registry: Registry): Json {
  const definitions = new Map(
    KINDS.flatMap((kind) =>
      (registry.list(kind) as readonly Definition[]).map(
        (definition) => [`${definition.summary}\n${definition.name}`, definition] as const,
      ),
    ),
  );
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    const inner = Object.fromEntries(Object.entries(node).map(([key, part]) => [key, walk(part)]));
    return withBlocks(explained(inner), definitions);
  };
  const { properties, ...rest } = walk(schema) as Json;
  return {
    ...rest,
    properties: withSnippets(properties as Readonly<Record<string, Json>>),
    defaultSnippets: ROOT_SNIPPETS,
  };
}

/** What a setting means, and what it is where it is not set. */
function explained(node: Json): Json {
  const { description, default: usual } = node;
  if (typeof description !== 'string') return node;
  const shown = usual === undefined ? '' : JSON.stringify(usual);
  const isTelling = shown !== '' && shown !== '{}' && shown !== '[]' && shown.length <= 200;
  return isTelling
    ? { ...node, markdownDescription: `${asText(description)}\n\nDefault: \`${shown}\`` }
    : node;
}

/** A branch that is one plugin with its options gets its block, and its explanation with its sources. */
function withBlocks(node: Json, definitions: ReadonlyMap<string, Definition>): Json {
  const { properties, anyOf, description } = node as {
    properties?: Json;
    anyOf?: unknown;
    description?: unknown;
  };
  const name = (properties?.['use'] as Json | undefined)?.['const'];
  if (typeof name === 'string') {
    const definition = definitions.get(`${String(description)}\n${name}`);
    if (definition === undefined) return node;
    const words = explanationOf(definition);
    const use = { ...(properties!['use'] as Json), markdownDescription: words };
    return { ...node, markdownDescription: words, properties: { ...properties, use } };
  }
  if (!Array.isArray(anyOf)) return node;
  const blocks = (anyOf as readonly Json[]).flatMap((branch) => blockOfBranch(branch, definitions));
  if (blocks.length === 0) return node;
  return {
    ...node,
    anyOf: (anyOf as readonly Json[]).map(namesExplained(definitions)),
    defaultSnippets: blocks,
  };
}

function blockOfBranch(
  branch: Json,
  definitions: ReadonlyMap<string, Definition>,
): readonly Json[] {
  const name = ((branch['properties'] as Json | undefined)?.['use'] as Json | undefined)?.['const'];
  const definition = definitions.get(`${String(branch['description'])}\n${String(name)}`);
  if (definition === undefined) return [];
  const body = fullBlockOf(definition);
  if (Object.keys(body.options).length === 0) return [];
  return [{ label: `${definition.name} { … }`, description: definition.summary, body }];
}

/** Of the list of names each with its explanation. */
function namesExplained(definitions: ReadonlyMap<string, Definition>) {
  return (branch: Json): Json => {
    const { enum: names, enumDescriptions: summaries } = branch;
    if (!Array.isArray(names) || !Array.isArray(summaries)) return branch;
    const words = names.map((name, i) => {
      const definition = definitions.get(`${String(summaries[i])}\n${String(name)}`);
      return definition === undefined ? asText(String(summaries[i])) : explanationOf(definition);
    });
    return { ...branch, markdownEnumDescriptions: words };
  };
}

function explanationOf({ summary, sources }: Definition): string {
  const [first] = sources;
  if (first === undefined) return asText(summary);
  return `${asText(summary)}\n\n${sources.length === 1 ? 'Source' : 'Sources'}: ${sources.map(asText).join('; ')}`;
}

/** Text as text: what a plugin says of itself must make no link, picture or command. */
function asText(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]()#+!<>|~&]/g, '\\$&')
    .replaceAll(/(https?):\/\//g, '$1:\u200b//');
}

function withSnippets(properties: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([key, node]) => {
      const own = SNIPPETS[key];
      const before = (node['defaultSnippets'] ?? []) as readonly Json[];
      return [key, own === undefined ? node : { ...node, defaultSnippets: [...own, ...before] }];
    }),
  );
}
