import { IsthmusError } from '@isthmus/contract/base';

/** How deep and how large what a plugin says may be. */
const LIMITS = { depth: 64, entries: 100_000, text: 1_000_000 } as const;

interface Count {
  entries: number;
  text: number;
}

/**
 * A copy of what a plugin says, made of nothing but lists, objects, texts, numbers, true, false and
 * null; typed arrays become lists.
 *
 * @throws `run/not-plain` naming the place of what is anything else, or of what is too large
 */
export function plainCopy(value: unknown, what: string): unknown {
  return copied(value, what, 0, { entries: 0, text: 0 });
}

function copied(value: unknown, at: string, depth: number, count: Count): unknown {
  if (++count.entries > LIMITS.entries) throw notPlain(at, `more than ${LIMITS.entries} entries`);
  if (depth > LIMITS.depth) throw notPlain(at, `it is nested more than ${LIMITS.depth} deep`);
  switch (typeof value) {
    case 'string':
      count.text += value.length;
      if (count.text > LIMITS.text) throw notPlain(at, `more than ${LIMITS.text} characters`);
      return value;
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : copiedObject(value, at, depth, count);
    default:
      throw notPlain(at, `it is a ${typeof value}`);
  }
}

function copiedObject(value: object, at: string, depth: number, count: Count): unknown {
  const inner = (part: unknown, key: string | number) =>
    copied(part, `${at}/${key}`, depth + 1, count);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>, inner);
  if (Array.isArray(value)) return value.map(inner);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw notPlain(at, 'it is an object of a class');
  // Not assigned one by one: a key "__proto__" would be none.
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inner(part, key)]));
}

function notPlain(at: string, fault: string): IsthmusError {
  return new IsthmusError(
    'run/not-plain',
    `${at}: expected plain data (lists, objects, texts, numbers, true, false, null); ${fault}.`,
  );
}
