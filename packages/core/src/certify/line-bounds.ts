import { expAtLeast, expAtMost } from '@isthmus/engine';
import type { Objective, ValueBounds } from '@isthmus/contract';
import { partBetween } from './form.js';
import { formBetween, rangeOf, type LineForm } from './line-form.js';
import { TINY, UNIT } from './rounding.js';

/**
 * The bounds of an objective by its formula in forms.
 *
 * @param formula what it is at most and at least, of a form for each parameter
 * @example
 * const square = lineBounds(([x]) => squareRange(x));
 * square(Float64Array.of(-1), Float64Array.of(1), 0, 1).most >= 1; // true
 */
export function lineBounds(
  formula: (w: readonly LineForm[]) => ValueBounds,
): NonNullable<Objective['bounds']> {
  return (a, b, from, to) => {
    const part = partBetween(from, to);
    return formula(Array.from(a, (entry, i) => formBetween(entry, b[i]!, part)));
  };
}

/** The sum of numbers that are not negative. */
export function sumRange(ranges: readonly ValueBounds[]): ValueBounds {
  const slack = (ranges.length + 4) * UNIT;
  const of = (pick: (range: ValueBounds) => number) =>
    ranges.reduce((sum, range) => sum + pick(range), 0);
  return {
    least: of(({ least }) => least) * (1 - slack),
    most: of(({ most }) => most) * (1 + slack),
  };
}

/** A number that is not negative, times another of which only rounding is not known. */
export function scaleRange(factor: number, { least, most }: ValueBounds): ValueBounds {
  return { least: factor * least * (1 - 4 * UNIT), most: factor * most * (1 + 4 * UNIT) + TINY };
}

/** A number that is not negative, divided by a whole number. */
export function overRange({ least, most }: ValueBounds, count: number): ValueBounds {
  return { least: (least / count) * (1 - 4 * UNIT), most: (most / count) * (1 + 4 * UNIT) + TINY };
}

/** The product of numbers that are not negative. */
export function productRange(a: ValueBounds, b: ValueBounds): ValueBounds {
  return {
    least: a.least * b.least * (1 - 4 * UNIT),
    most: a.most * b.most * (1 + 4 * UNIT) + TINY,
  };
}

/** The exponential, which rises. */
export function exponentialRange(a: LineForm): ValueBounds {
  const { least, most } = rangeOf(a);
  return { least: expAtLeast(least), most: expAtMost(most) };
}

/**
 * `sin²(π x)`: 0 at whole numbers, 1 half way between them, and monotone in between. The built-in sine, of which
 * ECMAScript states no error, is not asked: the series of the sine, of an argument of at most π/2.
 */
export function squaredSineRange(x: LineForm): ValueBounds {
  const { least, most } = rangeOf(x);
  if (!(most - least < 1)) return { least: 0, most: 1 };
  const [left, right] = [squaredSine(least), squaredSine(most)];
  const holds = (place: number) => Math.ceil(least - place) <= most - place;
  return {
    least: holds(0) ? 0 : Math.max(0, Math.min(left, right) - SINE_ERROR),
    most: holds(0.5) ? 1 : Math.max(left, right) + SINE_ERROR,
  };
}

/**
 * How far `squaredSine` may be off: its argument is off by u π/2 and by what rounding π loses, the series leaves out
 * less than 1e-17 after fifteen powers and rounds by a few u, and the square doubles that.
 */
const SINE_ERROR = 64 * UNIT;

/** `sin²(π x)`; x minus the nearest whole number is exact. */
function squaredSine(x: number): number {
  const angle = Math.PI * Math.abs(x - Math.round(x));
  const square = angle * angle;
  let term = angle;
  let sum = angle;
  for (let n = 2; n <= 24; n += 2) {
    term *= -square / (n * (n + 1));
    sum += term;
  }
  return sum * sum;
}
