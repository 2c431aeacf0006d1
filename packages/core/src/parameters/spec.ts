import { IsthmusError } from '../base/errors.js';
import type { Params } from './parameters.js';

/** Shape of one parameter array and what is known of its axes. */
export interface LeafSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** A label per axis: axes with equal labels are tied (permuted together); null: free of symmetry. */
  readonly axes: readonly (string | null)[];
}

/** The parameters that an architecture has, in canonical order. */
export interface ParamSpec {
  readonly leaves: readonly LeafSpec[];
}

/** The number of entries of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The number of parameters of a spec. */
export function parameterCount(spec: ParamSpec): number {
  return spec.leaves.reduce((sum, leaf) => sum + sizeOf(leaf.shape), 0);
}

/** All parameters as one float64 vector `[P]`, in the order of the spec. */
export function flatten(spec: ParamSpec, params: Params): Float64Array {
  const flat = new Float64Array(parameterCount(spec));
  let at = 0;
  for (const { name } of spec.leaves) {
    const data = params[name]!.data;
    flat.set(data, at);
    at += data.length;
  }
  return flat;
}

/** The inverse of `flatten`; rounds each entry to float32. */
export function unflatten(spec: ParamSpec, flat: Float64Array): Params {
  let at = 0;
  return Object.fromEntries(
    spec.leaves.map(({ name, shape }) => {
      const size = sizeOf(shape);
      const data = Float32Array.from(flat.subarray(at, at + size));
      at += size;
      return [name, { shape, data }];
    }),
  );
}

/**
 * Checks that parameters fit a spec and returns them in its order.
 *
 * @param source where they came from, for the message
 * @throws `parameters/mismatch` naming what is missing, unknown or of another shape
 */
export function conform(spec: ParamSpec, params: Params, source: string): Params {
  const known = new Set(spec.leaves.map((leaf) => leaf.name));
  const unknown = Object.keys(params).filter((name) => !known.has(name));
  const problems = [
    ...spec.leaves.flatMap((leaf) => leafProblems(leaf.name, leaf.shape, params)),
    ...unknown.map((name) => `"${name}" is not a parameter of this architecture`),
  ];
  if (problems.length > 0)
    throw new IsthmusError('parameters/mismatch', `${source}: ${problems.join('; ')}.`, {
      source,
      problems,
    });
  return Object.fromEntries(spec.leaves.map(({ name }) => [name, params[name]!]));
}

function leafProblems(name: string, shape: readonly number[], params: Params): string[] {
  const leaf = params[name];
  if (leaf === undefined) return [`"${name}" [${shape.join(', ')}] is missing`];
  const fits =
    leaf.shape.length === shape.length && leaf.shape.every((size, i) => size === shape[i]);
  if (!fits)
    return [`"${name}" has shape [${leaf.shape.join(', ')}], expected [${shape.join(', ')}]`];
  return leaf.data.length === sizeOf(shape)
    ? []
    : [`"${name}" holds ${leaf.data.length} numbers, its shape asks for ${sizeOf(shape)}`];
}
