import type { HingeBounds, SelectionBounds, SmoothBounds } from '@isthmus/contract';
import type { FormBlock } from './form.js';
import { INFLATE, reach, smallError, TINY, UNIT } from './rounding.js';

/**
 * `x` above 0 and `slope x` below: unchanged where the whole form is above 0, else by the chord, which the function
 * is below of by at most its distance at 0.
 */
export function boundHinge({ slope }: HingeBounds, x: FormBlock, out: FormBlock): void {
  const { c, s, r } = x;
  const bend = 1 - slope;
  for (let i = 0; i < c.length; i++) {
    const [ci, si, ri] = [c[i]!, s[i]!, r[i]!];
    const d = reach(si, ri);
    const [low, high] = [ci - d, ci + d];
    if (low >= 0) setEntry(out, i, ci, si, ri);
    // d is no less than it is, and a sum is rounded to a number of its own sign: all values are at most 0.
    else if (high <= 0 && slope === 0) setEntry(out, i, 0, 0, 0);
    else {
      // Any chord in [0, 1] is right; this one is nearest. Below 0 nothing is left of the upper part.
      const chord = high <= 0 ? 0 : high / (high - low);
      const gap = high <= 0 ? 0 : Math.max(-chord * low, (1 - chord) * high) / 2;
      const factor = slope + bend * chord;
      const offset = bend * gap;
      const rounding = smallError(2 * (Math.abs(ci) + d));
      const radius = (Math.abs(factor) * ri + offset + rounding) * INFLATE + TINY;
      setEntry(out, i, factor * ci + offset, factor * si, radius);
    }
  }
}

function setEntry({ c, s, r }: FormBlock, i: number, ci: number, si: number, ri: number): void {
  c[i] = ci;
  s[i] = si;
  r[i] = ri;
}

/**
 * A smooth function by its tangent in the middle, with what the second derivative allows as remainder; by the range
 * of its values, without a slope, where half of that is less than the remainder alone.
 */
export function boundSmooth(rule: SmoothBounds, x: FormBlock, out: FormBlock): void {
  for (let i = 0; i < out.c.length; i++) {
    const [c, s, r] = [x.c[i]!, x.s[i]!, x.r[i]!];
    const d = reach(s, r);
    const edge = d * OUTWARD + 2 * UNIT * Math.abs(c) + TINY;
    const [low, high] = [c - edge, c + edge];
    const [value, slope] = [rule.value(c), rule.derivative(c)];
    const square = (d * d) / 2;
    const least = square * Math.min(0, rule.curvature.least(low, high));
    const most = square * Math.max(0, rule.curvature.most(low, high));
    const tangent = slope * s;
    const known = rule.accuracy * (1 + Math.abs(c)) * (1 + d);
    const size = Math.abs(value) + Math.abs(slope) * d + most - least;
    const radius =
      (Math.abs(slope) * r + (most - least) / 2 + known + smallError(size)) * INFLATE + TINY;
    const [floor, ceiling] = [rule.range.least(low, high), rule.range.most(low, high)];
    if (radius <= (ceiling - floor) / 2) {
      out.c[i] = value + (least + most) / 2;
      out.s[i] = tangent;
      out.r[i] = radius;
    } else {
      out.c[i] = (floor + ceiling) / 2;
      out.s[i] = 0;
      out.r[i] =
        ((ceiling - floor) / 2 + smallError(Math.abs(floor) + Math.abs(ceiling))) * INFLATE + TINY;
    }
  }
}

/** The ends of an interval are rounded by u of themselves. */
const OUTWARD = 1 + 1e-12;

/**
 * The largest of several entries: one of them where it is above the others at both ends, else half way between
 * the line over all of them and the one that is highest in the middle.
 */
export function boundLargest(
  { starts, entries }: SelectionBounds,
  x: FormBlock,
  out: FormBlock,
  rows: number,
): void {
  const size = starts.length - 1;
  const inputSize = x.c.length / rows;
  for (let row = 0; row < rows; row++)
    for (let o = 0; o < size; o++)
      largestOf(entries, starts[o]!, starts[o + 1]!, row * inputSize, x, out, row * size + o);
}

function largestOf(
  entries: Int32Array,
  from: number,
  end: number,
  base: number,
  { c, s, r }: FormBlock,
  out: FormBlock,
  to: number,
): void {
  let best = base + entries[from]!;
  let size = 0;
  for (let k = from; k < end; k++) {
    const i = base + entries[k]!;
    // Of NaN nothing may be chosen away.
    if (!(c[i]! - r[i]! <= c[best]! - r[best]!)) best = i;
    size = Math.max(size, Math.abs(c[i]!) + Math.abs(s[i]!) + r[i]!);
  }
  const slack = smallError(size);
  const [left, right] = [c[best]! - s[best]! - r[best]!, c[best]! + s[best]! - r[best]!];
  let [topLeft, topRight, above] = [-Infinity, -Infinity, true];
  for (let k = from; k < end; k++) {
    const i = base + entries[k]!;
    const [atLeft, atRight] = [c[i]! - s[i]! + r[i]!, c[i]! + s[i]! + r[i]!];
    above &&= i === best || (left >= atLeft + slack && right >= atRight + slack);
    topLeft = Math.max(topLeft, atLeft);
    topRight = Math.max(topRight, atRight);
  }
  if (above) {
    out.c[to] = c[best]!;
    out.s[to] = s[best]!;
    out.r[to] = r[best]!;
    return;
  }
  const [gapLeft, gapRight] = [topLeft - left, topRight - right];
  out.c[to] = (topLeft + topRight + left + right) / 4;
  out.s[to] = (topRight - topLeft + right - left) / 4;
  out.r[to] = (Math.max(gapLeft, gapRight) / 2 + slack) * INFLATE + TINY;
}
