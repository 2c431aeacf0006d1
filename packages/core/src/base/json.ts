/** What JSON can hold. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Writes a value as JSON text, with NaN and the infinities as the strings "NaN", "Infinity" and
 * "-Infinity" (plain JSON would turn them into null). Keys keep their order; typed arrays become
 * arrays. The text ends without a newline.
 */
export function toJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, (_, v: unknown) => plain(v), indent);
}

/** Reads a number that may be one of the three strings that `toJson` writes. */
export function finiteOrNot(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}

/** JSON text with sorted keys: equal values give equal text, whatever order they were built in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => sortKeys(plain(v)));
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
