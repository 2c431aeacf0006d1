import type { ErrorCode } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type { Dataset, ElementwiseRule } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import type { Engine, GraphNetwork } from '@isthmus/engine';
import { ask } from './check.js';
import { dense, networkOf, reshaped } from './layer-networks.js';
import type { PlacedLayer } from './layer-networks.js';
import { FAR_SIZES, sweep } from './layer-points.js';
import { ruleOf } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';
import { FLOAT32_BOUND, largest } from './slopes.js';

/**
 * A network in which an elementwise layer meets chosen points, and what the reference makes of each:
 * sample i is the i-th unit vector, and row i of a kernel holds its points, so that the gradient in the
 * kernel is that in the points.
 */
export interface Sweep {
  readonly network: GraphNetwork;
  readonly params: Params;
  readonly data: Dataset;
  readonly x: Float32Array;
  readonly value: Float64Array;
  readonly derivative: Float64Array;
  /** What float32 may be off at each point. */
  readonly valueBound: Float64Array;
  readonly derivativeBound: Float64Array;
}

/** Larger numbers are no matter of float32. */
const LARGE = 1e12;

/** Off the round numbers, on which kinks lie. */
const SHIFT = 0.37;

/** Some roundings of x in float32, which a steep function carries on. */
const ROUNDED_INPUT = 1e-6;

/** Targets lie so many times the size of a value from it: then its rounding is none of the gradient. */
const AWAY = 1024;

/** The points near 0 and far from it; null for layers that are not elementwise. */
export function sweepOf(trial: LayerTrial): Sweep | null {
  const rule = ruleOf(trial);
  if (rule.kind !== 'elementwise') return null;
  const [shape] = trial.inputs as readonly [readonly number[]];
  const x = pointsFor(rule, sizeOf(shape));
  if (x.length === 0) return null;
  const rows = x.length / sizeOf(shape);
  const placed: readonly PlacedLayer[] = [
    ['heart', dense(sizeOf(shape), false), ['input']],
    ['shaped', reshaped(shape), ['heart']],
    ['tried', trial.layer, ['shaped']],
  ];
  const value = Float64Array.from(x, (entry) => rule.value(entry));
  return {
    network: networkOf([rows], placed),
    params: { 'heart.kernel': { shape: [rows, sizeOf(shape)], data: x } },
    data: {
      size: rows,
      x: Float32Array.from({ length: rows * rows }, (_, i) => Number(i % (rows + 1) === 0)),
      y: Float32Array.from(value, (entry) => entry - AWAY * Math.max(1, Math.abs(entry))),
    },
    ...{ x, value, derivative: Float64Array.from(x, (entry) => rule.derivative(entry)) },
    valueBound: boundsOf(x, rule.value, rule.derivative),
    derivativeBound: boundsOf(x, rule.derivative, rule.second),
  };
}

/** As many as fill whole samples, in their order. */
function pointsFor(rule: ElementwiseRule, size: number): Float32Array {
  const far = FAR_SIZES.flatMap((each) => [-each, each]);
  const all = [...sweep(SHIFT), ...far].map(Math.fround).sort((a, b) => a - b);
  const usable = all.filter((x) =>
    [rule.value(x), rule.derivative(x), rule.second(x)].every((y) => Math.abs(y) < LARGE),
  );
  const length = Math.ceil(usable.length / size) * size;
  return Float32Array.from({ length }, (_, i) => usable[Math.min(i, usable.length - 1)]!);
}

function boundsOf(
  x: Float32Array,
  f: (x: number) => number,
  slope: (x: number) => number,
): Float64Array {
  const near = largest(x.filter((entry) => Math.abs(entry) <= 4).map(f));
  return Float64Array.from(
    x,
    (entry) =>
      FLOAT32_BOUND * (near + Math.abs(f(entry))) + ROUNDED_INPUT * Math.abs(entry * slope(entry)),
  );
}

/** Values in the order of the points, where they can be seen. */
export function asksSweptValues(
  sweep: Sweep,
  who: string,
  code: ErrorCode,
  came: ArrayLike<number>,
): void {
  const { x, value, valueBound } = sweep;
  for (const [i, bound] of valueBound.entries())
    ask(
      Math.abs(came[i]! - value[i]!) <= bound,
      code,
      `${who} computes f(${shortNumber(x[i]!)}) = ${shortNumber(came[i]!)} where \`reference\` says ${shortNumber(value[i]!, came[i]!)}. The reference decides, so make the other say the same.`,
      { x: x[i], came: came[i], expected: value[i] },
    );
}

/** Values of an engine that tells losses alone: against targets that are the values of the reference. */
export function asksSweptLosses(sweep: Sweep, who: string, code: ErrorCode, engine: Engine): void {
  const { x, value, valueBound, data, params } = sweep;
  const size = x.length / data.size;
  for (let row = 0; row < data.size; row++) {
    const [from, end] = [row * size, (row + 1) * size];
    const sample = data.x.slice(row * data.size, (row + 1) * data.size);
    const wanted = { size: 1, x: sample, y: Float32Array.from(value.subarray(from, end)) };
    const apart = Math.sqrt(engine.value([params], wanted)[0]!);
    ask(
      apart <= Math.hypot(...valueBound.subarray(from, end)),
      code,
      `${who} computes another function than \`reference\` where x is from ${shortNumber(x[from]!)} to ${shortNumber(x[end - 1]!)}: they differ by ${shortNumber(apart)}. The reference decides, so make the other say the same.`,
      { x: [x[from], x[end - 1]], apart },
    );
  }
}

/** The gradient in the points, of squared errors. */
export function asksSweptSlopes(sweep: Sweep, who: string, code: ErrorCode, engine: Engine): void {
  const { x, value, derivative, derivativeBound, data, params } = sweep;
  const { gradient } = engine.valueAndGradient([params], data, null)[0]!;
  const came = gradient['heart.kernel']!.data;
  for (const [i, bound] of derivativeBound.entries()) {
    const slope = (came[i]! * data.size) / (2 * (value[i]! - data.y[i]!));
    ask(
      Math.abs(slope - derivative[i]!) <= bound,
      code,
      Number.isNaN(slope)
        ? `${who} has a gradient that is NaN at some x from ${shortNumber(x[0]!)} to ${shortNumber(x.at(-1)!)}, and the values are sound.`
        : `${who} has the derivative ${shortNumber(slope)} at x = ${shortNumber(x[i]!)} where \`reference\` says ${shortNumber(derivative[i]!, slope)}. The values agree, so a derivative of one of the two is wrong.`,
      { x: x[i], came: slope, expected: derivative[i] },
    );
  }
}
