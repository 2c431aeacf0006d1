import { valueAt } from './pointer.js';

/** The keys that a JSON Schema knows at a place of the documents that it describes. */
export function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((node) => Object.keys(objectAt(node, 'properties')));
  return [...new Set(keys)];
}

/** The keys without which nothing there is valid. */
export function requiredAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((node) => {
    const required = valueAt(node, ['required']);
    return Array.isArray(required) ? required.map(String) : [];
  });
  return [...new Set(keys)];
}

/** The schemas of a place, those of every branch. */
export function schemasAt(schema: unknown, path: readonly PropertyKey[]): readonly unknown[] {
  return path.reduce(
    (nodes: readonly unknown[], key) => nodes.flatMap((node) => below(node, key)).flatMap(branches),
    branches(schema),
  );
}

/** A schema and what it may be instead. */
function branches(schema: unknown): readonly unknown[] {
  const inner = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => {
    const list = valueAt(schema, [key]);
    return Array.isArray(list) ? list.flatMap(branches) : [];
  });
  return [schema, ...inner];
}

/** The schemas of a part; of a tuple's items the one at that place. */
function below(schema: unknown, key: PropertyKey): readonly unknown[] {
  if (typeof key !== 'number') return [valueAt(schema, ['properties', key])];
  const items = valueAt(schema, ['items']);
  return [Array.isArray(items) ? items[key] : items];
}

function objectAt(node: unknown, key: string): object {
  const value = valueAt(node, [key]);
  return typeof value === 'object' && value !== null ? value : {};
}
