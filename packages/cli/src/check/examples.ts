import type { Definition } from '@isthmus/core/contract';
import { optionsJsonSchema } from '@isthmus/core/internal';

type Schema = Readonly<Record<string, unknown>>;

/** Optional settings that a block shows where a plugin needs none. */
const SHOWN = 4;

/** A plugin as an experiment names it, with the options that it needs, by their defaults or an example. */
export function blockOf(
  definition: Definition,
): string | { readonly use: string; readonly options: Schema } {
  const options = neededOptions(optionsJsonSchema(definition) ?? {});
  return Object.keys(options).length === 0 ? definition.name : { use: definition.name, options };
}

/** The same with the first options that have a default, where it needs none. */
export function fullBlockOf(definition: Definition): {
  readonly use: string;
  readonly options: Schema;
} {
  const schema = optionsJsonSchema(definition) ?? {};
  const needed = neededOptions(schema);
  const defaults = Object.entries(propertiesOf(schema))
    .filter(([, part]) => part['default'] !== undefined)
    .slice(0, SHOWN)
    .map(([key, part]) => [key, part['default']] as const);
  const options = Object.keys(needed).length === 0 ? Object.fromEntries(defaults) : needed;
  return { use: definition.name, options };
}

function neededOptions(schema: Schema): Schema {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const properties = propertiesOf(schema);
  return Object.fromEntries(required.map((key) => [key, exampleOf(properties[key])]));
}

/** The properties of a schema of objects. */
export function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
}

/**
 * A value that a JSON Schema allows, as far as it can be told from its usual words: its default, one of its list,
 * or the least of its kind.
 *
 * @example
 * exampleOf({ type: 'array', items: { type: 'integer', exclusiveMinimum: 0 }, minItems: 1 }); // [1]
 */
export function exampleOf(schema: unknown, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null || depth > 8) return null;
  const own = schema as Schema;
  if (own['default'] !== undefined) return own['default'];
  if (own['const'] !== undefined) return own['const'];
  for (const key of ['enum', 'examples'])
    if (Array.isArray(own[key]) && own[key].length > 0) return own[key][0] as unknown;
  for (const key of ['anyOf', 'oneOf', 'allOf'])
    if (Array.isArray(own[key]) && own[key].length > 0) return exampleOf(own[key][0], depth + 1);
  const type: unknown = Array.isArray(own['type']) ? own['type'][0] : own['type'];
  return LEAST[String(type)]?.(own, depth) ?? null;
}

const LEAST: Readonly<Record<string, (schema: Schema, depth: number) => unknown>> = {
  string: () => '',
  boolean: () => false,
  number: leastNumber,
  integer: leastNumber,
  object: (schema) => neededOptions(schema),
  array: ({ items, minItems }, depth) => {
    if (Array.isArray(items)) return items.map((item) => exampleOf(item, depth + 1));
    // Whole numbers in a list are widths and sizes.
    if ((items as Schema | undefined)?.['type'] === 'integer') return [8];
    const length = Math.min(typeof minItems === 'number' ? minItems : 0, 16);
    return Array.from({ length }, () => exampleOf(items, depth + 1));
  },
};

function leastNumber({ minimum, exclusiveMinimum }: Schema): number {
  if (typeof exclusiveMinimum === 'number') return Math.floor(exclusiveMinimum) + 1;
  // The least safe integer, which schemas of whole numbers give, is no example of anything.
  return typeof minimum === 'number' && minimum > -1e9 ? Math.max(minimum, 1) : 1;
}
