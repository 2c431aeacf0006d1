import { IsthmusError } from './errors.js';

/** What JSON can hold. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Writes a value as JSON text, with NaN and the infinities as the strings "NaN", "Infinity" and
 * "-Infinity" (plain JSON would turn them into null). Keys keep their order; typed arrays become
 * arrays; -0 becomes 0, as everywhere in JSON. The text ends without a newline.
 *
 * @param indent spaces by which each level is set in; 0: all on one line
 * @example
 * toJson({ loss: NaN, t: Float32Array.of(0, 1) }); // '{"loss":"NaN","t":[0,1]}'
 */
export function toJson(value: unknown, indent = 0): string {
  return textOf(JSON.stringify(value, (_, v: unknown) => plain(v), indent));
}

/**
 * Reads a number that may be one of the three strings that `toJson` writes.
 *
 * @throws `json/not-a-number` for any other string
 * @example
 * finiteOrNot(0.5); // 0.5
 * finiteOrNot('-Infinity'); // -Infinity
 * finiteOrNot('half'); // throws json/not-a-number
 */
export function finiteOrNot(value: number | string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new IsthmusError(
    'json/not-a-number',
    `Expected a number, "NaN", "Infinity" or "-Infinity"; got ${JSON.stringify(value)}.`,
    { value },
  );
}

/**
 * JSON text with sorted keys: equal values give equal text, whatever order they were built in. As
 * in `toJson`, 0 and -0 give one text, and so do NaN and "NaN".
 *
 * @example
 * canonicalJson({ b: 1, a: [2, 3] }); // '{"a":[2,3],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  return textOf(JSON.stringify(value, (_, v: unknown) => sortKeys(plain(v))));
}

/** `JSON.stringify` answers undefined for what has no JSON at all, such as undefined itself. */
function textOf(text: string | undefined): string {
  return text ?? 'null';
}

function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>, plain);
  return value;
}

function sortKeys(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
