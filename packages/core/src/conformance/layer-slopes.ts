import { shortNumber } from '@isthmus/contract/internal';
import type { ElementwiseRule } from '@isthmus/contract';
import { ask } from './check.js';
import { FAR_SIZES, nearPoints } from './layer-points.js';
import { isSlope, slopeOf, stepAt } from './slopes.js';

/** The sizes of the three functions of a rule, near 0 together, or at one point. */
interface Sizes {
  readonly value: number;
  readonly derivative: number;
  readonly second: number;
}

/** A rule is differentiated at points near 0, and further and further from it on both sides. */
export function hasSlopes(rule: ElementwiseRule): void {
  const at = nearPoints();
  const near: Sizes = {
    value: usual(at.map((x) => rule.value(x))),
    derivative: usual(at.map((x) => rule.derivative(x))),
    second: usual(at.map((x) => rule.second(x))),
  };
  for (const x of at) asksSlopes(rule, x, sum(near, sizesAt(rule, x)), stepAt(x));
  for (const sign of [1, -1]) walksOut(rule, sign, near);
}

/** Of the sizes at all points: one that is out of all measure must not set what the others are held to. */
const USUAL = 0.98;

function usual(values: Float64Array): number {
  const sizes = values.filter(Number.isFinite).map(Math.abs).sort();
  return sizes[Math.floor(USUAL * (sizes.length - 1))] ?? 0;
}

/** At one point, as far as they are finite. */
function sizesAt({ value, derivative, second }: ElementwiseRule, x: number): Sizes {
  const finite = (size: number) => (Number.isFinite(size) ? Math.abs(size) : 0);
  return {
    value: finite(value(x)),
    derivative: finite(derivative(x)),
    second: finite(second(x)),
  };
}

function sum(one: Sizes, other: Sizes): Sizes {
  return {
    value: one.value + other.value,
    derivative: one.derivative + other.derivative,
    second: one.second + other.second,
  };
}

/** Larger than this a function may well leave float64 before the next point. */
const HUGE = 1e100;

/** At one step from every point: far out, waves are as short as they are near 0. */
function walksOut(rule: ElementwiseRule, sign: number, near: Sizes): void {
  let before = near;
  for (const size of FAR_SIZES) {
    if (Math.max(...Object.values(before)) > HUGE) return;
    const x = sign * size;
    const { value, derivative, second } = rule;
    const here = { value: value(x), derivative: derivative(x), second: second(x) };
    for (const [of, came] of Object.entries(here))
      ask(
        Number.isFinite(came),
        'conformance/layer-overflow',
        `${of}(${shortNumber(x)}) is ${came}, and at ${shortNumber(x / 2 ** 0.25)} all was of moderate size. Write it so that no step of it overflows: exponentials of -|x|, and Math.log1p.`,
        { x, of },
      );
    before = sizesAt(rule, x);
    // What grows with x is held to its growth.
    asksSlopes(rule, x, sum(near, { ...before, value: before.value / size }), stepAt(0));
  }
}

function asksSlopes(rule: ElementwiseRule, x: number, sizes: Sizes, step: number): void {
  const { value, derivative, second } = rule;
  const scale = sizes.value + sizes.derivative;
  asksSlope('derivative', (by) => value(x + by), derivative(x), { x, scale, step });
  const curved = sizes.derivative + sizes.second;
  asksSlope('second', (by) => derivative(x + by), second(x), { x, scale: curved, step });
}

function asksSlope(
  of: 'derivative' | 'second',
  f: (step: number) => number,
  claimed: number,
  { x, scale, step }: { readonly x: number; readonly scale: number; readonly step: number },
): void {
  const difference = slopeOf(f, step);
  ask(
    isSlope(f, claimed, scale, step),
    of === 'derivative' ? 'conformance/layer-derivative' : 'conformance/layer-second-derivative',
    `${of}(${shortNumber(x)}) is ${shortNumber(claimed)}, and ${of === 'derivative' ? 'values' : 'derivatives'} beside it rise by ${shortNumber(difference, claimed)} per unit. Give the ${of === 'derivative' ? 'derivative of `value`' : 'derivative of `derivative`'}; at a kink that of either side.`,
    { x, claimed, difference },
  );
}
