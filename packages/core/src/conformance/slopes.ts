/**
 * Between float32 and float64, relative to the largest: float32 rounds to 6e-8, and the sums here have
 * some hundred terms. A formula that is wrong errs by far more.
 */
export const FLOAT32_BOUND = 1e-4;

/** Half the width of a central difference, relative to the size of the point. */
const STEP = 1e-5;

/**
 * What a central difference may be off, relative to the scale of function and slope: its truncation is
 * `h² f'''/6` and the rounding of values `u f/h`, each about 1e-11 of a function as smooth as its values.
 */
const SMOOTH_BOUND = 1e-6;

/** The same for differences to one side, which err by `h f''`: some 1e-5 of the scale. */
const SIDE_BOUND = 1e-3;

/** A step for a function at a point, or along a line through it. */
export function stepAt(size: number): number {
  return STEP * Math.max(1, Math.abs(size));
}

/**
 * Whether a claimed derivative at 0 is that of `f`. Where the slopes to both sides differ (a kink), or
 * `f` jumps there, everything from one side's slope to the other's is right: no function of one number
 * says more there, and plugins may choose. Both sides are taken without the point itself.
 *
 * @param f of the distance from the point; asked at one, two and three steps to both sides
 * @param scale of function and slope together
 * @param bound what the central difference may be off, relative to the scale
 */
export function isSlope(
  f: (distance: number) => number,
  claimed: number,
  scale: number,
  step: number,
  bound = SMOOTH_BOUND,
): boolean {
  const central = slopeOf(f, step);
  if (Math.abs(central - claimed) <= bound * scale) return true;
  // Where `f''` jumps, as that of x / (1 + |x|) does, the central difference errs by the step.
  if ([-step, step].some((by) => Math.abs(sideSlope(f, by) - claimed) <= bound * scale))
    return true;
  const left = (f(-step) - f(-2 * step)) / step;
  const right = (f(2 * step) - f(step)) / step;
  const loose = Math.max(SIDE_BOUND, 10 * bound) * scale;
  const bent = Math.abs(right - left) > loose;
  const jumps = Math.abs(central - (left + right) / 2) > loose;
  if (!bent && !jumps) return false;
  return claimed >= Math.min(left, right) - loose && claimed <= Math.max(left, right) + loose;
}

/** The slope at 0 of the parabola through three points to one side. */
function sideSlope(f: (distance: number) => number, step: number): number {
  return (2.5 * f(step) - 4 * f(2 * step) + 1.5 * f(3 * step)) / -step;
}

/** The central difference of `f` at 0. */
export function slopeOf(f: (distance: number) => number, step: number): number {
  return (f(step) - f(-step)) / (2 * step);
}

/** The largest size of any entry. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

/** The place at which two lists of equal length differ most, and by how much; NaN differs from all. */
export function furthest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { readonly at: number; readonly apart: number } {
  let worst = { at: 0, apart: 0 };
  for (let i = 0; i < a.length; i++) {
    const apart = Object.is(a[i], b[i]) ? 0 : Math.abs(a[i]! - b[i]!);
    if (!(apart <= worst.apart)) worst = { at: i, apart };
    if (Number.isNaN(apart)) return worst;
  }
  return worst;
}

/** The inner product of two lists of equal length. */
export function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
