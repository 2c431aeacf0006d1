import { IsthmusError } from '../base/errors.js';
import { leafOf, type Leaf, type Params } from './parameters.js';

/** Shape of one parameter array and what is known of its axes. */
export interface LeafSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** A label per axis: axes with equal labels are tied (permuted together); null: free of symmetry. */
  readonly axes: readonly (string | null)[];
  /**
   * `statistic`: estimated on the training rows, such as the mean of a batch norm; no gradient of
   * training moves it and no regularizer sees it. Absent: a parameter like any other.
   */
  readonly role?: 'statistic';
}

/** The parameters that an architecture has, in canonical order. */
export interface ParamSpec {
  readonly leaves: readonly LeafSpec[];
}

/**
 * The number of entries of a shape; 1 for a scalar.
 *
 * @example
 * sizeOf([3, 4]); // 12
 * sizeOf([]); // 1
 */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The number of parameters of a spec.
 *
 * @example
 * // 1-4-4-1 with biases: (1 + 1) 4 + (4 + 1) 4 + (4 + 1) 1
 * parameterCount(network.spec); // 33
 */
export function parameterCount(spec: ParamSpec): number {
  return spec.leaves.reduce((sum, leaf) => sum + sizeOf(leaf.shape), 0);
}

/**
 * The names of the parameters that are statistics of the training rows; most networks have none.
 *
 * @example
 * statisticsOf(network.spec); // []
 */
export function statisticsOf({
  leaves,
}: {
  readonly leaves: readonly Pick<LeafSpec, 'name' | 'role'>[];
}): readonly string[] {
  return leaves.filter(({ role }) => role === 'statistic').map(({ name }) => name);
}

/**
 * All parameters as one float64 vector `[P]`, in the order of the spec.
 *
 * @throws `parameters/missing`, `parameters/mismatch` when they are not those of the spec
 * @example
 * flatten(network.spec, a).length; // 33
 */
export function flatten(spec: ParamSpec, params: Params): Float64Array {
  const flat = new Float64Array(parameterCount(spec));
  let at = 0;
  for (const { name, shape } of spec.leaves) {
    const { data } = leafOf(params, name);
    if (data.length !== sizeOf(shape))
      throw new IsthmusError(
        'parameters/mismatch',
        `"${name}" holds ${data.length} numbers; its shape [${shape.join(', ')}] asks for ${sizeOf(shape)}.`,
        { name },
      );
    flat.set(data, at);
    at += data.length;
  }
  return flat;
}

/**
 * The inverse of `flatten`; rounds each entry to float32.
 *
 * @throws `parameters/mismatch` when the vector is not as long as the spec asks for
 * @example
 * sameBits(unflatten(network.spec, flatten(network.spec, a)), a); // true
 */
export function unflatten(spec: ParamSpec, flat: Float64Array): Params {
  if (flat.length !== parameterCount(spec))
    throw new IsthmusError(
      'parameters/mismatch',
      `A vector of ${flat.length} numbers; the parameters of the architecture are ${parameterCount(spec)}.`,
    );
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

/** Faults that one message lists; the rest are counted. */
const MAX_LISTED = 8;

/**
 * Checks that parameters fit a spec and returns them in its order.
 *
 * @param source where they came from, for the message
 * @throws `parameters/mismatch` naming what is missing, unknown, of another shape or no float32 array
 * @example
 * Object.keys(conform(network.spec, a, 'a.safetensors')).length; // 6
 * conform(network.spec, {}, 'empty.safetensors'); // throws parameters/mismatch
 */
export function conform(spec: ParamSpec, params: Params, source: string): Params {
  const known = new Set(spec.leaves.map((leaf) => leaf.name));
  const unknown = Object.keys(params).filter((name) => !known.has(name));
  const problems = [
    ...spec.leaves.flatMap((leaf) => leafProblems(leaf.name, leaf.shape, params)),
    ...unknown.map((name) => `"${name}" is not a parameter of this architecture`),
  ];
  if (problems.length > 0)
    throw new IsthmusError('parameters/mismatch', `${source}: ${listed(problems)}.`, {
      source,
      problems,
    });
  return Object.fromEntries(spec.leaves.map(({ name }) => [name, leafOf(params, name)]));
}

function listed(problems: readonly string[]): string {
  const more = problems.length - MAX_LISTED;
  return `${problems.slice(0, MAX_LISTED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function leafProblems(name: string, shape: readonly number[], params: Params): string[] {
  if (!Object.hasOwn(params, name)) return [`"${name}" [${shape.join(', ')}] is missing`];
  const leaf = params[name] as Partial<Leaf> | null | undefined;
  if (!Array.isArray(leaf?.shape) || !isFloat32Array(leaf.data))
    return [`"${name}" is not { shape: number[], data: Float32Array }`];
  const fits =
    leaf.shape.length === shape.length && shape.every((size, i) => size === leaf.shape?.[i]);
  if (!fits)
    return [`"${name}" has shape [${leaf.shape.join(', ')}], expected [${shape.join(', ')}]`];
  return leaf.data.length === sizeOf(shape)
    ? []
    : [`"${name}" holds ${leaf.data.length} numbers, its shape asks for ${sizeOf(shape)}`];
}

/** By its tag, so that arrays of another realm pass too. */
function isFloat32Array(value: unknown): value is Float32Array {
  return Object.prototype.toString.call(value) === '[object Float32Array]';
}
