type Json = Readonly<Record<string, unknown>>;

/** A plugin that an experiment may name at a place. */
export interface Choice {
  readonly name: string;
  readonly summary: string;
  /** As it is written there: its name, or a block with the options that it needs. */
  readonly block: unknown;
}

/**
 * The plugins that a schema of experiments knows at a place, in its order.
 *
 * @param schema what `experiment/schema` answers
 * @param key such as `task`; of lists their entries
 */
export function choicesAt(schema: unknown, key: string): readonly Choice[] {
  const place = at(at(at(schema, 'if'), 'properties'), key);
  const node = at(place, 'items') ?? place;
  const branches = listOf(at(node, 'anyOf'));
  const names = listOf(at(branches[0], 'enum'));
  const summaries = listOf(at(branches[0], 'enumDescriptions'));
  return names.map((name, i) => ({
    name: String(name),
    summary: String(summaries[i] ?? ''),
    block: needsOptions(branches, name) ? (blockOf(node, name) ?? name) : name,
  }));
}

function needsOptions(branches: readonly unknown[], name: unknown): boolean {
  const branch = branches.find((each) => useOf(each) === name);
  return listOf(at(branch, 'required')).includes('options');
}

function useOf(branch: unknown): unknown {
  return at(at(at(branch, 'properties'), 'use'), 'const');
}

function blockOf(node: unknown, name: unknown): unknown {
  const bodies = listOf(at(node, 'defaultSnippets')).map((snippet) => at(snippet, 'body'));
  return bodies.find((body) => at(body, 'use') === name);
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Json)[key] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
