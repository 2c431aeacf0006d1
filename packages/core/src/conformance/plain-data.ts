import { finiteOrNot, toJson } from '@isthmus/contract/internal';
import { isTypedArray, TYPED_ARRAYS, type TypedArray } from '../registry/guard/plain.js';

/**
 * Whether two plain values are equal; NaN equals NaN, and 0 equals -0, which JSON does not write.
 *
 * @example
 * samePlain({ loss: NaN, w: Float32Array.of(0) }, { w: Float32Array.of(-0), loss: NaN }); // true
 */
export function samePlain(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null)
    return a === b || (Number.isNaN(a) && Number.isNaN(b));
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, part]) => right.has(key) && samePlain(part, right.get(key)))
  );
}

/**
 * A copy that went through JSON text, with its typed arrays and non-finite numbers as they were.
 *
 * @example
 * throughJson({ w: Float32Array.of(1), loss: Infinity }); // { w: Float32Array.of(1), loss: Infinity }
 */
export function throughJson(value: unknown): unknown {
  return reviveLike(value, JSON.parse(toJson(value)));
}

/** A deep copy of plain data, typed arrays included. */
export function copyPlain<T>(value: T): T {
  return structuredClone(value);
}

/** Every typed array inside a plain value. */
export function arraysIn(value: unknown): readonly TypedArray[] {
  if (isTypedArray(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysIn) : [];
}

/** JSON's value with the types that the original had in the same place. */
function reviveLike(original: unknown, parsed: unknown): unknown {
  if (typeof original === 'number') return finiteOrNot(parsed as number | string);
  if (isTypedArray(original)) {
    const Kind = TYPED_ARRAYS.find((kind) => original instanceof kind)!;
    return Kind.from((parsed as (number | string)[]).map(finiteOrNot));
  }
  if (Array.isArray(original) && Array.isArray(parsed))
    return parsed.map((part, i) => reviveLike(original[i], part));
  if (typeof original !== 'object' || original === null) return parsed;
  const before = new Map<string, unknown>(Object.entries(original));
  return Object.fromEntries(
    Object.entries(parsed as object).map(([key, part]) => [key, reviveLike(before.get(key), part)]),
  );
}
