import { createRng } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type { Regularizer } from '@isthmus/contract';
import { mapLeaves, widened } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import { ask } from './check.js';
import { copyPlain, samePlain } from './plain-data.js';
import { inner, isSlope, largest, slopeOf } from './slopes.js';

/** Shapes of rank 0 to 3. */
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  scalar: [],
  'dense1.bias': [3],
  'dense1.kernel': [2, 2],
  'conv1.kernel': [1, 2, 2],
};

/**
 * Parameters are float32, so that a step must be one of their grid: entries and steps are multiples of
 * 2^-12, which float32 adds exactly; a difference of values then errs by its truncation alone.
 */
const GRID = 2 ** -12;

/** Gradients are rounded to float32, by 6e-8; the truncation of a difference is about 1e-8. */
const GRADIENT_BOUND = 1e-5;

/** A longer step for differences of gradients: their rounding over it is 3e-5. */
const CURVATURE_STEP = 2 ** -9;
const CURVATURE_BOUND = 2e-4;

/** Weights from 0.03 to 18, where a penalty may be bounded or begin only. */
const SIZES = [1, 1 / 8, 8] as const;

const onGrid = (value: number) => Math.round(value / GRID) * GRID;

function stream(tag: string) {
  return createRng(0).fork('check-regularizer').fork(tag);
}

/** Drawn entries of the size of 1, or as many times that, none of them near 0, where penalties have their kinks. */
function drawn(tag: string, times = 1): Params {
  const rng = stream(tag);
  const entry = () => onGrid(times * (rng.next() < 0.5 ? -1 : 1) * (0.25 + 2 * rng.next()));
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => {
      const size = shape.reduce((product, each) => product * each, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, entry) }];
    }),
  );
}

/** A penalty is a number, the same at every call, and the parameters stay as they are. */
export function penalizes(regularizer: Regularizer): void {
  const params = drawn('point');
  const before = copyPlain(params);
  const value = regularizer.value(params);
  const gradient = regularizer.gradient(params);
  ask(
    Number.isFinite(value),
    'conformance/loss-value',
    `A penalty is a finite number where the parameters are; it is ${value}.`,
  );
  for (const [name, { shape, data }] of Object.entries(params)) {
    const leaf = gradient[name];
    ask(
      leaf?.data instanceof Float32Array &&
        leaf.data.length === data.length &&
        samePlain([...leaf.shape], [...shape]),
      'conformance/loss-gradient',
      `The gradient has every name of the parameters, with its shape, as Float32Array; "${name}" [${shape.join(', ')}] is missing or other.`,
    );
    ask(
      leaf.data.buffer !== data.buffer,
      'conformance/loss-impure',
      `The gradient of "${name}" is the array of the parameters. The caller owns it: return an array of its own.`,
    );
  }
  ask(
    samePlain(params, before),
    'conformance/loss-impure',
    'value or gradient changed the parameters. Arguments are borrowed: write into new arrays.',
  );
  ask(
    value === regularizer.value(params) && samePlain(gradient, regularizer.gradient(params)),
    'conformance/loss-not-repeatable',
    'Two calls at the same parameters gave other numbers. The parameters alone decide.',
  );
}

/** The gradient is that of the values, entry by entry. */
export function hasPenaltyGradient(regularizer: Regularizer): void {
  for (const times of SIZES) hasGradientAt(regularizer, drawn('point', times));
}

function hasGradientAt(regularizer: Regularizer, params: Params): void {
  const gradient = regularizer.gradient(params);
  const scale = Math.abs(regularizer.value(params)) + largestOf(gradient);
  for (const [name, { data }] of Object.entries(params))
    for (const i of data.keys()) {
      const f = (step: number) => regularizer.value(moved(params, unit(params, name, i), step));
      const claimed = gradient[name]!.data[i]!;
      ask(
        isSlope(f, claimed, scale, GRID, GRADIENT_BOUND),
        'conformance/loss-gradient',
        `Entry ${i} of the gradient in "${name}" is ${shortNumber(claimed)}, and penalties beside it rise by ${shortNumber(slopeOf(f, GRID), claimed)} per unit. Give the derivative of \`value\`.`,
        { name, at: i },
      );
    }
}

/** Where it is given: the Hessian times a direction is that of the gradient, and symmetric. */
export function hasPenaltyHessian(regularizer: Regularizer): void {
  const hessianVector = regularizer.hessianVector?.bind(regularizer);
  if (hessianVector === undefined) return;
  const params = drawn('point');
  const [u, v] = [coarse('u'), coarse('v')];
  const claimed = hessianVector(widened(params), widened(v));
  const scale = largestOf(regularizer.gradient(params)) + Math.max(...Object.values(claimed).map(largest)); // prettier-ignore
  for (const [name, { data }] of Object.entries(params))
    for (const i of data.keys()) {
      const f = (step: number) => regularizer.gradient(moved(params, v, step))[name]!.data[i]!;
      const came = claimed[name]?.[i] ?? NaN;
      ask(
        isSlope(f, came, scale, CURVATURE_STEP, CURVATURE_BOUND),
        'conformance/loss-hessian',
        `Entry ${i} of the Hessian times a direction, in "${name}", is ${shortNumber(came)}, and gradients along it rise by ${shortNumber(slopeOf(f, CURVATURE_STEP), came)} per unit. Give the derivative of \`gradient\` along the direction, by the names of the arrays, or leave \`hessianVector\` out.`,
        { name, at: i },
      );
    }
  const [uHv, vHu] = [across(u, claimed), across(v, hessianVector(widened(params), widened(u)))];
  ask(
    Math.abs(uHv - vHu) <= ROUNDING * (scale + Math.abs(uHv)),
    'conformance/loss-hessian',
    `A Hessian is symmetric: u·Hv and v·Hu are equal; they are ${shortNumber(uHv)} and ${shortNumber(vHu, uHv)}.`,
  );
}

/** Of sums of some ten products. */
const ROUNDING = 1e-9;

/** A direction whose entries are multiples of 1/8, so that steps along it stay on the grid. */
function coarse(tag: string): Params {
  return mapLeaves(drawn(tag), ({ data }) => data.map((entry) => Math.round(8 * entry) / 8));
}

function unit(params: Params, name: string, at: number): Params {
  return mapLeaves(params, ({ data }, leaf) => data.map((_, i) => Number(leaf === name && i === at))); // prettier-ignore
}

function moved(params: Params, direction: Params, step: number): Params {
  return mapLeaves(params, ({ data }, name) =>
    data.map((entry, i) => entry + step * direction[name]!.data[i]!),
  );
}

const largestOf = (params: Params) =>
  Math.max(...Object.values(params).map(({ data }) => largest(data)));

function across(direction: Params, vector: Readonly<Record<string, Float64Array>>): number {
  return Object.entries(direction).reduce(
    (sum, [name, { data }]) => sum + inner(data, vector[name]!),
    0,
  );
}
