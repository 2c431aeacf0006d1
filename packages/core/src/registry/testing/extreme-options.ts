import type { Definition } from '@isthmus/contract';
import { optionsJsonSchema } from '../options-schema.js';

type Schema = Readonly<Record<string, unknown>>;

/** Options in which one place holds as much as its schema allows. */
export interface ExtremeOptions {
  /** Such as `hidden/0`. */
  readonly place: string;
  readonly options: unknown;
}

/** What stands for "without a bound" among numbers and among lengths. */
const HUGE = 2 ** 53 - 1;
const LONG = 20_000;

/**
 * For every number and list among a plugin's options: options that are the least its schema asks for,
 * but for that number, which is the largest allowed, or that list, which is the longest. Read from the
 * schema, so that a new plugin or option is tried without being listed.
 */
export function extremeOptions(definition: Definition): readonly ExtremeOptions[] {
  const schema = optionsJsonSchema(definition);
  return schema === null
    ? []
    : [...extremes(schema, [])].map(({ place, value }) => ({
        place: place.join('/'),
        options: value,
      }));
}

interface Extreme {
  readonly place: readonly string[];
  readonly value: unknown;
}

function* extremes(schema: Schema, place: readonly string[]): Generator<Extreme> {
  for (const branch of branchesOf(schema)) yield* extremes(branch, place);
  const { type } = schema;
  if (type === 'integer' || type === 'number')
    yield { place, value: (schema['maximum'] as number | undefined) ?? below(schema) ?? HUGE };
  if (type === 'object') yield* inObject(schema, place);
  if (type === 'array') yield* inArray(schema, place);
}

const below = (schema: Schema) => schema['exclusiveMaximum'] as number | undefined;

function* inObject(schema: Schema, place: readonly string[]): Generator<Extreme> {
  const base = leastOf(schema) as object;
  for (const [key, part] of Object.entries(propertiesOf(schema)))
    for (const extreme of extremes(part, [...place, key]))
      yield { place: extreme.place, value: { ...base, [key]: extreme.value } };
}

function* inArray(schema: Schema, place: readonly string[]): Generator<Extreme> {
  const items = schema['items'] as Schema | readonly Schema[] | undefined;
  if (items === undefined) return;
  if (Array.isArray(items)) {
    const base = leastOf(schema) as unknown[];
    for (const [i, item] of (items as readonly Schema[]).entries())
      for (const extreme of extremes(item, [...place, String(i)]))
        yield { place: extreme.place, value: base.with(i, extreme.value) };
    return;
  }
  const length = (schema['maxItems'] as number | undefined) ?? LONG;
  yield {
    place: [...place, 'length'],
    value: Array.from({ length }, () => leastOf(items as Schema)),
  };
  const few = Math.max(2, (schema['minItems'] as number | undefined) ?? 0);
  for (const extreme of extremes(items as Schema, [...place, 'each']))
    yield { place: extreme.place, value: Array.from({ length: few }, () => extreme.value) };
}

/** The least that a schema allows: what must be there, and of that the smallest. */
function leastOf(schema: Schema): unknown {
  const [branch] = branchesOf(schema);
  if (branch !== undefined) return leastOf(branch);
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if ('const' in schema) return schema['const'];
  switch (schema['type']) {
    case 'object':
      return Object.fromEntries(
        ((schema['required'] as readonly string[] | undefined) ?? []).map((key) => [
          key,
          leastOf(propertiesOf(schema)[key]!),
        ]),
      );
    case 'array': {
      const items = schema['items'] as Schema | readonly Schema[];
      if (Array.isArray(items)) return (items as readonly Schema[]).map(leastOf);
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () =>
        leastOf(items as Schema),
      );
    }
    case 'integer':
    case 'number':
      return Math.max(Number(schema['minimum'] ?? 1), 1, Number(schema['exclusiveMinimum'] ?? 0));
    case 'boolean':
      return false;
    default:
      return 'x';
  }
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
}

function branchesOf(schema: Schema): readonly Schema[] {
  return ['anyOf', 'oneOf'].flatMap((key) => (schema[key] ?? []) as readonly Schema[]);
}
