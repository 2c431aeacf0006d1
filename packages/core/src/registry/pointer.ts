import { IsthmusError } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';
import { quoted, valueWords } from './words.js';

/** Deeper nesting has no use and would exhaust the stack. */
export const MAX_DEPTH = 64;

/**
 * A JSON pointer (RFC 6901) of path segments; the whole document is the empty string.
 *
 * @example
 * pointerOf(['paths', 0, 'a/b']); // '/paths/0/a~1b'
 */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/**
 * The segments of a JSON pointer.
 *
 * @throws `config/bad-pointer`
 * @example
 * segmentsOf('/paths/0/a~1b'); // ['paths', '0', 'a/b']
 * segmentsOf('paths'); // throws config/bad-pointer
 */
export function segmentsOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/'))
    throw badPointer(
      pointer,
      `${quoted(pointer)} is not a JSON pointer: it begins with "/", as in /train/threshold.`,
    );
  if (/~(?![01])/.test(pointer))
    throw badPointer(
      pointer,
      `${quoted(pointer)} is not a JSON pointer: in a key, "~" is written ~0 and "/" is written ~1.`,
    );
  const parts = pointer.slice(1).split('/');
  if (parts.length > MAX_DEPTH)
    throw badPointer(
      pointer,
      `${quoted(pointer)} leads ${parts.length} levels deep; an experiment has at most ${MAX_DEPTH}.`,
    );
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * The value at a path, or undefined. Only own properties count, so no key reaches a prototype, and of
 * a list only its entries.
 *
 * @example
 * valueAt({ train: { threshold: 0.01 } }, ['train', 'threshold']); // 0.01
 * valueAt({ train: {} }, ['train', 'threshold']); // undefined
 */
export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (holds(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    document,
  );
}

function holds(value: unknown, key: PropertyKey): boolean {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return !Array.isArray(value) || key !== 'length';
}

/**
 * A copy of a document with the value at a pointer replaced; objects on the way are made as needed.
 *
 * @throws `config/bad-pointer` when the pointer leads through a value that is neither object nor
 * list, or past the end of a list
 * @example
 * withValueAt({ seed: 1 }, '/train/threshold', 0.01); // { seed: 1, train: { threshold: 0.01 } }
 * withValueAt({ paths: [] }, '/paths/0', 'core/linear'); // throws config/bad-pointer
 */
export function withValueAt(document: unknown, pointer: string, value: unknown): unknown {
  const set = (node: unknown, path: readonly string[]): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) return value;
    if (Array.isArray(node))
      return node.with(indexIn(node, key, pointer), set(node[Number(key)], rest));
    if (node !== undefined && (typeof node !== 'object' || node === null))
      throw badPointer(
        pointer,
        `${pointer}: ${quoted(key)} cannot be set, since the value above it is ${valueWords(node)}, not an object.${remedy(node)}`,
      );
    const object = (node ?? {}) as Readonly<Record<string, unknown>>;
    // A computed key defines a property, so "__proto__" becomes an ordinary (unknown) key.
    return { ...object, [key]: set(valueAt(object, [key]), rest) };
  };
  return set(document, segmentsOf(pointer));
}

/** A plugin may stand there by its name alone, and then has no place for options. */
function remedy(node: unknown): string {
  return typeof node === 'string' && /^[\w-]+\/[\w-]+$/.test(node)
    ? ` Write { "use": ${quoted(node)} } in its place.`
    : '';
}

function indexIn(list: readonly unknown[], key: string, pointer: string): number {
  const index = Number(key);
  if (/^(?:0|[1-9]\d*)$/.test(key) && index < list.length) return index;
  const places = list.length === 0 ? 'which is empty' : `from 0 to ${list.length - 1}`;
  throw badPointer(
    pointer,
    `${pointer}: ${quoted(key)} is no place in the list, ${places}. To make it longer, set the whole list.`,
  );
}

function badPointer(pointer: string, message: string): IsthmusError {
  return new IsthmusError('config/bad-pointer', printable(message), { pointer });
}
