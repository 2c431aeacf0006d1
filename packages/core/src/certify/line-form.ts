import { INFLATE, largestWeight, reach, smallError, TINY, UNIT } from './rounding.js';
import type { Part } from './form.js';

/**
 * A number that depends on t, on part of a segment: `c + s tau + e` with some `|e| <= r`, for every tau in
 * [-1, 1]. What a formula of such numbers may be follows from its operations, rounding and all.
 */
export interface LineForm {
  readonly c: number;
  readonly s: number;
  readonly r: number;
}

/** The number `(1-t) a + t b` on a part of the segment. */
export function formBetween(a: number, b: number, { middle, half }: Part): LineForm {
  const c = (1 - middle) * a + middle * b;
  const s = half * (b - a);
  // What a weight may exceed its computed parts by is what it is rounded by.
  return {
    c,
    s,
    r:
      largestWeight(c, s, a, b) - Math.abs(c) - Math.abs(s) + smallError(Math.abs(c) + Math.abs(s)),
  };
}

/** A number that does not depend on t. */
export function formOf(value: number): LineForm {
  return { c: value, s: 0, r: 0 };
}

export function addForms(a: LineForm, b: LineForm): LineForm {
  const [c, s] = [a.c + b.c, a.s + b.s];
  return { c, s, r: (a.r + b.r + 2 * UNIT * (Math.abs(c) + Math.abs(s))) * INFLATE + TINY };
}

/** `factor` times a form. */
export function scaleForm(factor: number, a: LineForm): LineForm {
  const [c, s] = [factor * a.c, factor * a.s];
  return {
    c,
    s,
    r: (Math.abs(factor) * a.r + 2 * UNIT * (Math.abs(c) + Math.abs(s))) * INFLATE + TINY,
  };
}

/** `tau² = 1/2 + eta/2` with some eta in [-1, 1]: the product of the slopes goes half to the middle, half to the radius. */
export function multiplyForms(a: LineForm, b: LineForm): LineForm {
  const bend = 0.5 * a.s * b.s;
  const [c, s] = [a.c * b.c + bend, a.c * b.s + a.s * b.c];
  const [sizeA, sizeB] = [Math.abs(a.c) + Math.abs(a.s), Math.abs(b.c) + Math.abs(b.s)];
  const radius = Math.abs(bend) + sizeA * b.r + sizeB * a.r + a.r * b.r;
  return { c, s, r: (radius + smallError(sizeA * sizeB)) * INFLATE + TINY };
}

/** `a²`: the same number on both sides, so that of the radius less is left. */
export function squareForm(a: LineForm): LineForm {
  const bend = 0.5 * a.s * a.s;
  const [c, s] = [a.c * a.c + bend, 2 * a.c * a.s];
  const size = Math.abs(a.c) + Math.abs(a.s);
  const radius = bend + 2 * size * a.r + a.r * a.r;
  return { c, s, r: (radius + smallError(size * size)) * INFLATE + TINY };
}

/** A function of a form, by its tangent in the middle and what its second derivative is at most in size. */
export function tangentForm(
  a: LineForm,
  at: {
    readonly value: number;
    readonly slope: number;
    readonly error: number;
    readonly curvature: number;
  },
): LineForm {
  const d = reach(a.s, a.r);
  const s = at.slope * a.s;
  const radius = Math.abs(at.slope) * a.r + (d * d * at.curvature) / 2 + at.error * (1 + d);
  return {
    c: at.value,
    s,
    r: (radius + smallError(Math.abs(at.value) + Math.abs(s))) * INFLATE + TINY,
  };
}

/** What a form is at least and at most. */
export function rangeOf({ c, s, r }: LineForm): { readonly least: number; readonly most: number } {
  const d = reach(s, r) + smallError(Math.abs(c)) + TINY;
  return { least: c - d, most: c + d };
}

/** The square of a form, which is at least 0. */
export function squareRange(a: LineForm): { readonly least: number; readonly most: number } {
  const { least, most } = rangeOf(a);
  const [near, far] = [Math.max(0, least, -most), Math.max(most, -least)];
  return { least: near * near * (1 - 4 * UNIT), most: far * far * (1 + 4 * UNIT) + TINY };
}

/** `max(0, a)` of a form, by its chord. */
export function positiveForm(a: LineForm): LineForm {
  const d = reach(a.s, a.r);
  if (a.c >= d) return a;
  const [low, high] = [a.c - d, a.c + d];
  if (high <= 0) return { c: 0, s: 0, r: smallError(Math.abs(a.c) + d) };
  const chord = high / (high - low);
  const gap = Math.max(-chord * low, (1 - chord) * high) / 2;
  const r = (chord * a.r + gap + smallError(Math.abs(a.c) + d)) * INFLATE + TINY;
  return { c: chord * a.c + gap, s: chord * a.s, r };
}

/**
 * `1 / sqrt(a)` of a form whose numbers are at least `floor`, which is above 0. That the root is right is seen by its square.
 */
export function inverseRootForm(a: LineForm, floor: number): LineForm {
  const value = 1 / Math.sqrt(a.c);
  const low = Math.min(a.c, Math.max(floor, rangeOf(a).least)) * (1 - 8 * UNIT);
  // The second derivative, 3/4 a^(-5/2), falls: it is largest at the lower end.
  const steepest = 1 / Math.sqrt(low);
  if (!isRoot(a.c, value) || !isRoot(low, steepest)) return { c: NaN, s: NaN, r: NaN };
  const curvature = 0.75 * steepest ** 5 * (1 + 1e-12);
  const slope = -0.5 * value ** 3;
  const error = smallError(4 * (value + Math.abs(slope)));
  return tangentForm(a, { value, slope, error, curvature });
}

/** Whether a number is the inverse root of another to within 8 u: twice of that is what its square may be off by. */
function isRoot(of: number, root: number): boolean {
  return Math.abs(of * root * root - 1) <= 12 * UNIT;
}
