import type { Leaf } from './form.js';
import { gamma, UNIT } from './numbers.js';
import type { Tensor } from './tensor-file.js';

/** Parameters by name. */
export type Point = ReadonlyMap<string, Float64Array>;

/** A straight line of parameters: `(1 - t) from + t to`. */
export interface Segment {
  readonly from: Point;
  readonly to: Point;
  /** How far each number of `from` may be from the true one; null: they are exact. */
  readonly slack: Point | null;
}

/** An array of parameters on a leaf: `mid + half tau`, with what bounds its size and its errors. */
export interface LeafArray {
  readonly mid: Float64Array;
  readonly half: Float64Array;
  /** At least the size of `mid + half tau`, for the true numbers. */
  readonly size: Float64Array;
  /**
   * What one product of the array with numbers of size m adds to the error, over m: four times the bound
   * of a sum of n products times the larger end, and the slack.
   */
  readonly error: Float64Array;
}

/**
 * An array on a leaf. `1 - t` and `t` sum to 1, so with M the larger size of both ends mid is off by
 * 3.1 u M (`1 - t` may round), half by 2 u M, as |half| <= M.
 *
 * @param terms how many products are summed, at most
 */
export function arrayOn(
  { from, to, slack }: Segment,
  name: string,
  { mid: t, half: h }: Leaf,
  terms: number,
): LeafArray {
  const [a, b] = [from.get(name)!, to.get(name)!];
  const loose = slack?.get(name);
  const [mid, half] = [new Float64Array(a.length), new Float64Array(a.length)];
  const [size, error] = [new Float64Array(a.length), new Float64Array(a.length)];
  const rate = 4 * gamma(terms + 10);
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i]!, b[i]!];
    const larger = Math.max(Math.abs(p), Math.abs(q));
    const off = loose === undefined ? 0 : loose[i]!;
    mid[i] = (1 - t) * p + t * q;
    half[i] = h * (q - p);
    size[i] = (Math.abs(mid[i]!) + Math.abs(half[i]!)) * (1 + 8 * UNIT) + 8 * UNIT * larger + off;
    error[i] = rate * larger + off;
  }
  return { mid, half, size, error };
}

/** The numbers of some arrays, without their shapes. */
export function pointOf(tensors: ReadonlyMap<string, Tensor>): Point {
  return new Map([...tensors].map(([name, { data }]) => [name, data]));
}

/** The segment that stands still at a point. */
export function standing(at: Point): Segment {
  return { from: at, to: at, slack: null };
}
