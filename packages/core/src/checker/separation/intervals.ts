import { expDown, expUp, TINY, UNIT } from '../numbers.js';

/** All numbers from the first to the second. */
export type Range = readonly [least: number, most: number];

const lower = (value: number) => value - 2 * UNIT * Math.abs(value) - TINY;
const upper = (value: number) => value + 2 * UNIT * Math.abs(value) + TINY;

export const ZERO: Range = [0, 0];

/** Holds `p + q` for all p and q. */
export function plus(p: Range, q: Range): Range {
  return [lower(p[0] + q[0]), upper(p[1] + q[1])];
}

/** Holds `p - q`. */
export function minus(p: Range, q: Range): Range {
  return [lower(p[0] - q[1]), upper(p[1] - q[0])];
}

/** Holds `p q`. */
export function times(p: Range, q: Range): Range {
  let [least, most] = [Infinity, -Infinity];
  for (const x of p)
    for (const y of q) {
      const corner = x * y;
      // Of an overflow nothing is known.
      if (Number.isNaN(corner)) return [-Infinity, Infinity];
      if (corner < least) least = corner;
      if (corner > most) most = corner;
    }
  return [lower(least), upper(most)];
}

/** At least this is `p²` for every p. */
export function leastSquare([least, most]: Range): number {
  const near = least > 0 ? least : most < 0 ? -most : 0;
  return Math.max(0, lower(near * near));
}

/** What an activation gives, and its slopes between any two points. */
export function activate(name: 'none' | 'relu' | 'tanh', z: Range): { value: Range; slope: Range } {
  if (name === 'none') return { value: z, slope: [1, 1] };
  if (name === 'relu') {
    const on = (end: number) => (end > 0 ? 1 : 0);
    return { value: [Math.max(0, z[0]), Math.max(0, z[1])], slope: [on(z[0]), on(z[1])] };
  }
  const value: Range = [tanhDown(z[0]), tanhUp(z[1])];
  // 1 - tanh² is largest where tanh is nearest to 0.
  const far = Math.max(Math.abs(value[0]), Math.abs(value[1]));
  return {
    value,
    slope: [Math.max(0, lower(1 - upper(far * far))), Math.min(1, upper(1 - leastSquare(value)))],
  };
}

/** At most `tanh z`: `1 - 2 / (e^2z + 1)` grows with the power of e. */
function tanhDown(z: number): number {
  return Math.max(-1, lower(1 - upper(2 / lower(expDown(2 * z) + 1))));
}

/** At least `tanh z`. */
function tanhUp(z: number): number {
  return Math.min(1, upper(1 - lower(2 / upper(expUp(2 * z) + 1))));
}
