import { areFinite, entriesBetween, sameEntries } from './entries.js';
import { IsthmusError } from '../base/errors.js';

/** One named array of parameters, row-major. */
export interface Leaf {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Parameters of a network in their canonical form: named float32 arrays in the order of the
 * `ParamSpec`. Borrowed wherever they are an argument: nothing in Isthmus writes into them.
 */
export type Params = Readonly<Record<string, Leaf>>;

/**
 * New parameters of the same names and shapes, with the data that `f` gives for each leaf.
 *
 * @example
 * const w = { w: { shape: [2], data: Float32Array.of(1, 2) } };
 * mapLeaves(w, ({ data }) => data.map((entry) => -entry)).w.data; // Float32Array.of(-1, -2)
 */
export function mapLeaves(params: Params, f: (leaf: Leaf, name: string) => Float32Array): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, leaf]) => [
      name,
      { shape: leaf.shape, data: f(leaf, name) },
    ]),
  );
}

/**
 * The leaf of that name.
 *
 * @throws `parameters/missing` when there is none
 * @example
 * leafOf(a, 'dense1.kernel').shape; // [1, 4]
 * leafOf(a, 'dense9.kernel'); // throws parameters/missing
 */
export function leafOf(params: Params, name: string): Leaf {
  const leaf = Object.hasOwn(params, name) ? params[name] : undefined;
  if (leaf === undefined)
    throw new IsthmusError(
      'parameters/missing',
      `No parameter is called "${name}". There are: ${Object.keys(params).join(', ') || 'none'}.`,
      { name },
    );
  return leaf;
}

/**
 * The data in b that goes with a leaf of a.
 *
 * @throws `parameters/mismatch` when it has another length: the sums below would be NaN without a word
 */
function partnerOf(leaf: Leaf, name: string, b: Params): Float32Array {
  const { data } = leafOf(b, name);
  if (data.length === leaf.data.length) return data;
  throw new IsthmusError(
    'parameters/mismatch',
    `"${name}" holds ${leaf.data.length} numbers on one side and ${data.length} on the other; both must come from one architecture.`,
    { name },
  );
}

/**
 * `a + scale * b`, entry by entry. A plain loop: training pays for it at every step.
 *
 * @throws `parameters/missing`, `parameters/mismatch` when b has not the names and sizes of a
 * @example
 * const a = { w: { shape: [2], data: Float32Array.of(1, 2) } };
 * const b = { w: { shape: [2], data: Float32Array.of(3, 6) } };
 * addScaled(a, b, 0.5).w.data; // Float32Array.of(2.5, 5)
 */
export function addScaled(a: Params, b: Params, scale: number): Params {
  return mapLeaves(a, (leaf, name) => {
    const other = partnerOf(leaf, name, b);
    const sum = new Float32Array(leaf.data.length);
    for (let i = 0; i < sum.length; i++) sum[i] = leaf.data[i]! + scale * other[i]!;
    return sum;
  });
}

/**
 * Zeros of the same names and shapes.
 *
 * @example
 * norm(zerosLike(a)); // 0
 */
export function zerosLike(params: Params): Params {
  return mapLeaves(params, (leaf) => new Float32Array(leaf.data.length));
}

/**
 * The point `(1-t)a + t b`, computed in float64 and rounded once to float32.
 *
 * Both ends are met bit for bit (`a + t(b - a)` misses b by rounding), and entries equal in a and b
 * stay as they are for every t (for them `(1-t)x + t x` would move some by a unit in the last place).
 *
 * @param t in [0, 1] between the two
 * @throws `parameters/missing`, `parameters/mismatch` when b has not the names and sizes of a
 * @example
 * const a = { w: { shape: [2], data: Float32Array.of(1, 2) } };
 * const b = { w: { shape: [2], data: Float32Array.of(3, 6) } };
 * lerp(a, b, 0.25).w.data; // Float32Array.of(1.5, 3)
 * sameBits(lerp(a, b, 1), b); // true
 */
export function lerp(a: Params, b: Params, t: number): Params {
  return mapLeaves(a, (leaf, name) => {
    const other = partnerOf(leaf, name, b);
    return entriesBetween(leaf.data, other, t, 0, new Float32Array(leaf.data.length));
  });
}

/**
 * The inner product over all entries, summed in float64.
 *
 * @throws `parameters/missing`, `parameters/mismatch` when b has not the names and sizes of a
 * @example
 * const a = { w: { shape: [2], data: Float32Array.of(1, 2) } };
 * const b = { w: { shape: [2], data: Float32Array.of(3, 6) } };
 * dot(a, b); // 15
 */
export function dot(a: Params, b: Params): number {
  let sum = 0;
  for (const [name, leaf] of Object.entries(a)) {
    const other = partnerOf(leaf, name, b);
    for (let i = 0; i < leaf.data.length; i++) sum += leaf.data[i]! * other[i]!;
  }
  return sum;
}

/**
 * The Euclidean norm over all entries.
 *
 * @example
 * norm({ w: { shape: [2], data: Float32Array.of(3, -4) } }); // 5
 */
export function norm(params: Params): number {
  return Math.sqrt(dot(params, params));
}

/**
 * The Euclidean distance between two points of weight space, summed in float64.
 *
 * @throws `parameters/missing`, `parameters/mismatch` when b has not the names and sizes of a
 * @example
 * const a = { w: { shape: [2], data: Float32Array.of(1, 2) } };
 * const b = { w: { shape: [2], data: Float32Array.of(4, 6) } };
 * distance(a, b); // 5
 */
export function distance(a: Params, b: Params): number {
  let sum = 0;
  for (const [name, leaf] of Object.entries(a)) {
    const other = partnerOf(leaf, name, b);
    for (let i = 0; i < leaf.data.length; i++) sum += (leaf.data[i]! - other[i]!) ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * How many numbers the parameters hold.
 *
 * @example
 * countOf({ w: { shape: [2, 3], data: new Float32Array(6) } }); // 6
 */
export function countOf(params: Params): number {
  return Object.values(params).reduce((sum, leaf) => sum + leaf.data.length, 0);
}

/**
 * Whether every entry is a finite number.
 *
 * @example
 * isFiniteParams(a); // true
 * isFiniteParams({ w: { shape: [1], data: Float32Array.of(NaN) } }); // false
 */
export function isFiniteParams(params: Params): boolean {
  return Object.values(params).every(({ data }) => areFinite(data));
}

/**
 * Whether two sets of parameters hold the same names, shapes and bits: 0 and -0 differ, NaN equals
 * NaN (of whatever payload, for no arithmetic keeps it).
 *
 * @example
 * sameBits(a, lerp(a, b, 0)); // true
 * sameBits(a, b); // false
 */
export function sameBits(a: Params, b: Params): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameLeaf(leafOf(a, name), leafOf(b, name)))
  );
}

function sameLeaf(a: Leaf, b: Leaf): boolean {
  return (
    a.shape.length === b.shape.length &&
    a.shape.every((size, i) => size === b.shape[i]) &&
    sameEntries(a.data, b.data)
  );
}
