import { shortNumber, shortPoint } from '@isthmus/contract/internal';
import { ask } from './check.js';
import { FAR_SIZES } from './layer-points.js';
import { normals } from './layer-trial.js';
import { finiteSamples, type LossTrial } from './loss-reference.js';
import { atTarget, stream, type SampleLoss } from './loss-samples.js';
import { isSlope, largest, slopeOf, stepAt } from './slopes.js';

/** Targets from which predictions are led away. */
const TARGETS = 3;

/** Larger than this a loss may well leave float64 before the next point. */
const HUGE = 1e100;

/** The loss near its targets, or at one prediction. */
interface Sizes {
  readonly value: number;
  readonly gradient: number;
  readonly hessian: number;
}

/** Further and further out, losses, gradients and Hessians are numbers, and derivatives of each other. */
export function isSoundFarOut(trial: LossTrial): void {
  const { loss, outputs } = trial;
  const rng = stream('far');
  const samples = finiteSamples(trial);
  for (const { z, y } of samples.slice(0, TARGETS)) {
    const of = atTarget(loss, y);
    const v = normals(outputs, rng);
    const near = sizesOf(of, z, v);
    for (const direction of directionsFor(outputs)) walksOut(of, direction, v, near);
  }
}

/** One output to either side, all of them together, and each by a number of its own. */
function directionsFor(outputs: number): readonly Float64Array[] {
  const last = new Float64Array(outputs).with(outputs - 1, 1);
  const drawn = normals(outputs, stream('directions far out'));
  const unit = drawn.map((entry) => entry / largest(drawn));
  const one = [last, unit, new Float64Array(outputs).fill(1)];
  return one.flatMap((direction) => [direction, direction.map((entry) => -entry)]);
}

function sizesOf(
  { value, gradient, hessianVector }: SampleLoss,
  z: Float64Array,
  v: Float64Array,
): Sizes {
  return {
    value: Math.abs(value(z)),
    gradient: largest(gradient(z)),
    hessian: largest(hessianVector(z, v)),
  };
}

function walksOut(of: SampleLoss, direction: Float64Array, v: Float64Array, near: Sizes): void {
  // What is outside of its domain already is no overflow.
  if (!Number.isFinite(of.value(direction.map((entry) => FAR_SIZES[0]! * entry)))) return;
  let before = near;
  for (const size of FAR_SIZES) {
    if (!(Math.max(...Object.values(before)) < HUGE)) return;
    const z = direction.map((entry) => Math.fround(size * entry));
    const here = sizesOf(of, z, v);
    for (const [name, came] of Object.entries(here))
      ask(
        Number.isFinite(came),
        'conformance/loss-overflow',
        `At the prediction ${shortPoint(z)} the ${name} is ${came}, and nearer to 0 all was of moderate size. Write it so that no step of it overflows: subtract the largest before exponentials, take those of -|z|, and Math.log1p.`,
        { size, of: name },
      );
    asksSlopes(of, z, v, farScale(near, here, size));
    before = here;
  }
}

/** What a slope is held to: those near 0, and what grows with z by its growth. */
function farScale(near: Sizes, here: Sizes, size: number): Sizes {
  return {
    value: near.value + here.value / size,
    gradient: near.gradient + here.gradient,
    hessian: near.hessian + here.hessian,
  };
}

/** At one step from every prediction: far out a loss may bend as shortly as near 0. */
function asksSlopes(
  { value, gradient, hessianVector }: SampleLoss,
  z: Float64Array,
  v: Float64Array,
  sizes: Sizes,
): void {
  const [slopes, product] = [gradient(z), hessianVector(z, v)];
  for (const i of z.keys()) {
    const beside = (by: number) => value(z.with(i, z[i]! + by));
    asksSlope('gradient', beside, slopes[i]!, sizes.value + sizes.gradient, z, i);
    const along = (by: number) => gradient(z.map((entry, j) => entry + by * v[j]!))[i]!;
    asksSlope('hessian', along, product[i]!, sizes.gradient + sizes.hessian, z, i);
  }
}

function asksSlope(
  of: 'gradient' | 'hessian',
  f: (by: number) => number,
  claimed: number,
  scale: number,
  z: Float64Array,
  i: number,
): void {
  const step = stepAt(0);
  ask(
    isSlope(f, claimed, scale, step),
    of === 'gradient' ? 'conformance/loss-gradient' : 'conformance/loss-hessian',
    `At the prediction ${shortPoint(z)}, far out, entry ${i} of the ${of === 'gradient' ? 'gradient' : 'Hessian times a direction'} is ${shortNumber(claimed)}, and ${of === 'gradient' ? 'values' : 'gradients'} beside it rise by ${shortNumber(slopeOf(f, step), claimed)} per unit.`,
    { at: i },
  );
}
