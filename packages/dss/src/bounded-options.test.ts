import { optionsJsonSchema } from '@isthmus/core/internal';
import { describe, expect, it } from 'vitest';
import { dss } from './index.js';

type Schema = Readonly<Record<string, unknown>>;

/** What counts time, or is held against something as it grows, takes no memory beforehand. */
const SPENT = /(?:steps|stepsperbead|window|every|restarts|maxvertices|plateaudepths)$/i;

/** Whole numbers and lists among options that have no upper bound, by their place. */
function unbounded(schema: Schema, place: string): readonly string[] {
  const { type, properties = {}, items, maximum, maxItems } = schema;
  const own =
    (type === 'integer' && maximum === Number.MAX_SAFE_INTEGER) ||
    (type === 'integer' && maximum === undefined) ||
    (type === 'array' && maxItems === undefined && !Array.isArray(items));
  const parts = Object.entries(properties as Readonly<Record<string, Schema>>);
  const inner = [...(Array.isArray(items) ? items : items === undefined ? [] : [items])];
  const branches = ['anyOf', 'oneOf'].flatMap((key) => (schema[key] ?? []) as readonly Schema[]);
  return [
    ...(own ? [place] : []),
    ...parts.flatMap(([key, part]) => unbounded(part, `${place}/${key}`)),
    ...(inner as readonly Schema[]).flatMap((item) => unbounded(item, `${place}/each`)),
    ...branches.flatMap((branch) => unbounded(branch, place)),
  ];
}

describe('options that say how much is held at once', () => {
  it.each(dss.map(({ name }) => name))('of %s are bounded', (name) => {
    const definition = dss.find((each) => each.name === name)!;
    const places = unbounded(optionsJsonSchema(definition) ?? {}, '');
    expect(places.filter((place) => !SPENT.test(place))).toEqual([]);
  });
});
