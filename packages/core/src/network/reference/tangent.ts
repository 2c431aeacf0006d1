import {
  addColumnSums,
  addInPlace,
  addToInputs,
  pullBack,
  timesDerivative,
} from './backward.js';
import type { Tape } from './forward.js';
import { addBias, multiply, pick } from './forward.js';
import type { Plan, Step, StepOf } from './plan.js';

/** How fast every slot changes as the parameters move along a direction; undefined: not at all. */
export type Tangents = readonly (Float64Array | undefined)[];

/**
 * The directional derivative of every node along `direction` (by leaf): the forward half of the
 * R-operator (Pearlmutter 1994, Neural Computation 6, section 3).
 */
export function forwardTangents(
  plan: Plan,
  weights: readonly Float64Array[],
  direction: readonly Float64Array[],
  tape: Tape,
  rows: number,
): Tangents {
  const tangents: (Float64Array | undefined)[] = [];
  for (const step of plan.steps)
    if (plan.active[step.slot])
      tangents[step.slot] = pushForward(step, weights, direction, tape, tangents, rows);
  return tangents;
}

function pushForward(
  step: Step,
  weights: readonly Float64Array[],
  direction: readonly Float64Array[],
  tape: Tape,
  tangents: Tangents,
  rows: number,
): Float64Array {
  const x = tape.values[step.inputs[0]!]!;
  const dx = tangents[step.inputs[0]!];
  switch (step.kind) {
    case 'bilinear':
      return pushBilinear(step, weights, direction, x, dx, rows);
    case 'elementwise':
      return timesDerivative(step.rule, x, dx!);
    case 'linear':
      return step.rule.apply(
        step.inputs.map((slot) => tangents[slot] ?? new Float64Array(tape.values[slot]!.length)),
        rows,
      );
    case 'selection':
      return pick(dx!, tape.chosen[step.slot]!);
    case 'noise': {
      const factors = tape.factors[step.slot];
      return factors === undefined ? dx! : multiply(dx!, factors);
    }
  }
}

/** By the product rule: the kernel moves, the input moves, the bias moves. */
function pushBilinear(
  { rule, kernel, bias }: StepOf<'bilinear'>,
  weights: readonly Float64Array[],
  direction: readonly Float64Array[],
  x: Float64Array,
  dx: Float64Array | undefined,
  rows: number,
): Float64Array {
  const tangent = rule.apply(direction[kernel]!, x, rows);
  if (dx !== undefined) addInPlace(tangent, rule.apply(weights[kernel]!, dx, rows));
  if (bias !== null) addBias(tangent, direction[bias]!);
  return tangent;
}

/**
 * The backward half of the R-operator: goes back with the derivative `d` of the summed loss and with
 * its rate of change `rate` side by side, and adds the rates of all parameters to `sums` (by leaf):
 * the Hessian times the direction.
 */
export function backwardTangents(
  plan: Plan,
  weights: readonly Float64Array[],
  direction: readonly Float64Array[],
  tape: Tape,
  tangents: Tangents,
  prediction: { readonly d: Float64Array; readonly rate: Float64Array },
  rows: number,
  sums: readonly Float64Array[],
): void {
  const slots: (Float64Array | undefined)[] = [];
  const rates: (Float64Array | undefined)[] = [];
  slots[plan.output] = prediction.d;
  rates[plan.output] = prediction.rate;
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i]!;
    const dy = slots[step.slot];
    const rate = rates[step.slot];
    if (dy === undefined || rate === undefined || !plan.active[step.slot]) continue;
    if (step.kind === 'bilinear') addLeafRates(step, tape, tangents, dy, rate, rows, sums);
    if (!step.inputs.some((slot) => plan.active[slot])) continue;
    addToInputs(plan, step, slots, pullBack(step, weights, tape, dy, rows));
    addToInputs(plan, step, rates, pullBack(step, weights, tape, rate, rows));
    const bent = curvature(step, direction, tape, tangents, dy, rows);
    if (bent !== null) addToInputs(plan, step, rates, [bent]);
  }
}

function addLeafRates(
  { rule, inputs, kernel, bias }: StepOf<'bilinear'>,
  tape: Tape,
  tangents: Tangents,
  dy: Float64Array,
  rate: Float64Array,
  rows: number,
  sums: readonly Float64Array[],
): void {
  const moving = tangents[inputs[0]!];
  addInPlace(sums[kernel]!, rule.transposeKernel(tape.values[inputs[0]!]!, rate, rows));
  if (moving !== undefined) addInPlace(sums[kernel]!, rule.transposeKernel(moving, dy, rows));
  if (bias !== null) addColumnSums(sums[bias]!, rate);
}

/** The part of an input's rate that comes from the step's own slope changing; null where it does not. */
function curvature(
  step: Step,
  direction: readonly Float64Array[],
  tape: Tape,
  tangents: Tangents,
  dy: Float64Array,
  rows: number,
): Float64Array | null {
  if (step.kind === 'bilinear')
    return step.rule.transposeInput(direction[step.kernel]!, dy, rows);
  if (step.kind !== 'elementwise') return null;
  const slot = step.inputs[0]!;
  const x = tape.values[slot]!;
  const dx = tangents[slot]!;
  const bent = new Float64Array(x.length);
  for (let i = 0; i < bent.length; i++) bent[i] = step.rule.second(x[i]!) * dx[i]! * dy[i]!;
  return bent;
}
