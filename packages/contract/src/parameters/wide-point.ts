import type { Params } from './parameters.js';
import { parameterCount, type ParamSpec } from './spec.js';

/** A point of weight space in float64, such as a point of an arc: not a stored model. */
export type WidePoint = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }>
>;

/**
 * Parameters in float64, exactly.
 *
 * @example
 * widened({ w: { shape: [1], data: Float32Array.of(0.1) } }).w.data[0] === Math.fround(0.1); // true
 */
export function widened(params: Params): WidePoint {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float64Array(data) },
    ]),
  );
}

/**
 * A point with every entry rounded to float32.
 *
 * @example
 * sameBits(narrowed(widened(a)), a); // true
 */
export function narrowed(point: WidePoint): Params {
  return Object.fromEntries(
    Object.entries(point).map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float32Array(data) },
    ]),
  );
}

/**
 * All entries of a point as one vector `[P]`, in the order of the spec.
 *
 * @example
 * const spec = { leaves: [{ name: 'w', shape: [2], axes: [null] }] };
 * flattenWide(spec, { w: { shape: [2], data: Float64Array.of(1, 2) } }); // Float64Array.of(1, 2)
 */
export function flattenWide(spec: ParamSpec, point: WidePoint): Float64Array {
  const flat = new Float64Array(parameterCount(spec));
  let at = 0;
  for (const { name } of spec.leaves) {
    const { data } = point[name]!;
    flat.set(data, at);
    at += data.length;
  }
  return flat;
}
