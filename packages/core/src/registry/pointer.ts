import { IsthmusError } from '../base/errors.js';

/** A JSON pointer (RFC 6901) of path segments; the whole document is the empty string. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** The segments of a JSON pointer. @throws `config/bad-pointer` */
export function segmentsOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/'))
    throw new IsthmusError(
      'config/bad-pointer',
      `"${pointer}" is not a JSON pointer: it begins with "/", as in /train/threshold.`,
      { pointer },
    );
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a path, or undefined. Only own properties count. */
export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    document,
  );
}

/**
 * A copy of a document with the value at a pointer replaced; objects on the way are made as needed.
 *
 * @throws `config/bad-pointer` when the pointer leads through a value that is neither object nor list
 */
export function withValueAt(document: unknown, pointer: string, value: unknown): unknown {
  const set = (node: unknown, path: readonly string[]): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) return value;
    if (Array.isArray(node))
      return node.with(indexIn(node, key, pointer), set(node[Number(key)], rest));
    if (node !== undefined && (typeof node !== 'object' || node === null))
      throw new IsthmusError(
        'config/bad-pointer',
        `${pointer}: "${key}" cannot be set, since the value above it is ${JSON.stringify(node)}.`,
        { pointer },
      );
    const object = (node ?? {}) as Readonly<Record<string, unknown>>;
    // defineProperty semantics of a computed key: "__proto__" becomes an ordinary (unknown) key.
    return { ...object, [key]: set(valueAt(object, [key]), rest) };
  };
  return set(document, segmentsOf(pointer));
}

function indexIn(list: readonly unknown[], key: string, pointer: string): number {
  const index = Number(key);
  if (/^\d+$/.test(key) && index < list.length) return index;
  throw new IsthmusError(
    'config/bad-pointer',
    `${pointer}: "${key}" is no place in a list of ${list.length}; the first is 0.`,
    { pointer },
  );
}
