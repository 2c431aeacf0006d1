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

/** Arrays of numbers that plain data may hold. */
export const TYPED_ARRAYS = [
  ...[Float32Array, Float64Array, Int32Array, Int16Array, Int8Array],
  ...[Uint32Array, Uint16Array, Uint8Array, Uint8ClampedArray],
] as const;

/** An array of numbers of a fixed type. */
export type TypedArray = InstanceType<(typeof TYPED_ARRAYS)[number]>;

/** Whether a value is an array of numbers of a fixed type. */
export function isTypedArray(value: unknown): value is TypedArray {
  return TYPED_ARRAYS.some((kind) => value instanceof kind);
}

/**
 * The first part of a value that is not plain data, in words such as `state.later is a function`; null
 * when all is plain: null, booleans, numbers, strings, lists, typed arrays of numbers and objects
 * without a class.
 *
 * @param at what the value is called
 * @param isLax takes a member that is undefined as absent, which JSON does
 */
export function firstNotPlain(
  value: unknown,
  at: string,
  isLax = false,
  above: readonly object[] = [],
): string | null {
  const fault = faultOf(value, above);
  if (fault !== null) return `${at} is ${fault}`;
  if (typeof value !== 'object' || value === null || isTypedArray(value)) return null;
  const isList = Array.isArray(value);
  if (isList && value.every((entry) => typeof entry === 'number')) return null;
  const inside = [...above, value];
  const parts = Object.entries(value).filter(([, part]) => isList || !isLax || part !== undefined);
  const named = parts.map(
    ([key, part]) => [isList ? `${at}[${key}]` : `${at}.${key}`, part] as const,
  );
  // What is wrong at once names the value better than what is wrong further down.
  const near = named.find(([, part]) => faultOf(part, inside) !== null);
  if (near !== undefined) return `${near[0]} is ${faultOf(near[1], inside)}`;
  for (const [place, part] of named) {
    const further = firstNotPlain(part, place, isLax, inside);
    if (further !== null) return further;
  }
  return null;
}

/** What a part is that is not plain itself, whatever it holds. */
function faultOf(value: unknown, above: readonly object[]): string | null {
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return null;
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (above.includes(value)) return 'part of itself';
  return Array.isArray(value) || isTypedArray(value) || hasNoClass(value)
    ? null
    : `an object of the class ${value.constructor?.name ?? 'unknown'}`;
}

function hasNoClass(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a state is, for a message. */
const STATE_WORDS =
  'A state is plain data (null, true, false, numbers, texts, lists, typed arrays, objects without a class), so that it can be stored';

/** What is wrong with the state of a plugin and what to do, as a sentence or two; null where it is plain. */
export function stateFault(state: unknown, isLax = false): string | null {
  const fault = firstNotPlain(state, 'state', isLax);
  if (fault === null) return null;
  // Only a problem has this member: arguments were mixed up.
  const isProblem =
    typeof (state as { valueBetween?: unknown } | null)?.valueBetween === 'function';
  const hint = isProblem
    ? ' It looks like the problem: init takes (problem, rng), and step takes (problem, state, rng).'
    : '';
  return `${fault}. ${STATE_WORDS}.${hint}`;
}

/** The state that a plugin gives, looked at. @throws `run/not-plain` saying where it is no plain data */
export function plainState<T>(state: T): T {
  const fault = stateFault(state, true);
  if (fault !== null) throw new IsthmusError('run/not-plain', `not plain data: ${fault}`);
  return state;
}
