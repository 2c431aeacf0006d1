import { type Params, mapLeaves } from '@isthmus/core';

/** Parameters in float64: several factors act on them before they are rounded, once. */
export type WideParams = Readonly<Record<string, WideLeaf>>;

/** One array of `WideParams`, row-major. */
export interface WideLeaf {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * A float64 copy of parameters.
 *
 * @example
 * widenParams(a)['dense1.kernel'].data instanceof Float64Array; // true
 */
export function widenParams(params: Params): WideParams {
  return mapWide(params, (leaf) => new Float64Array(leaf.data));
}

/**
 * The nearest float32 parameters.
 *
 * @param like parameters of the same names and shapes
 */
export function roundParams(wide: WideParams, like: Params): Params {
  return mapLeaves(like, (_, name) => new Float32Array(wide[name]!.data));
}

/** New arrays of the same names and shapes, with the data that `f` gives for each. */
export function mapWide<L extends { readonly shape: readonly number[] }>(
  params: Readonly<Record<string, L>>,
  f: (leaf: L, name: string) => Float64Array,
): WideParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, leaf]) => [
      name,
      { shape: leaf.shape, data: f(leaf, name) },
    ]),
  );
}
