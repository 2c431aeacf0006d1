import type { LeafSums, SlotValues } from './backward.js';
import {
  addToInputs,
  addToLeaf,
  addToLeaves,
  pullBack,
  readsActive,
  transposed,
} from './backward.js';
import { addBias, addInPlace, columnSums, multiply, pick, timesDerivative } from './entries.js';
import { pointOf, type ForwardTrace } from './forward.js';
import type { ReferencePlan, ReferenceStep, StepOf } from './plan.js';
import type { ReusedArrays, ReferenceWorkspace } from './reused-arrays.js';

/** How fast everything changes as the parameters move along a direction. */
interface DirectionalRates {
  /** The direction, by leaf. */
  readonly direction: readonly Float64Array[];
  /** The rate of every slot; undefined: it does not change. */
  readonly tangents: readonly (Float64Array | undefined)[];
}

/**
 * The directional derivative of every node: the forward half of the R-operator.
 *
 * @source Pearlmutter 1994, Neural Computation 6(1), section 3
 */
export function forwardTangents(
  plan: ReferencePlan,
  direction: readonly Float64Array[],
  trace: ForwardTrace,
  workspace: ReferenceWorkspace,
): DirectionalRates {
  const tangents: SlotValues = [];
  const tangent = { direction, tangents };
  for (const step of plan.steps)
    if (plan.active[step.slot])
      tangents[step.slot] = pushForward(step, trace, tangent, workspace.tangents);
  return tangent;
}

function pushForward(
  step: ReferenceStep,
  trace: ForwardTrace,
  tangent: DirectionalRates,
  reused: ReusedArrays,
): Float64Array {
  const { values, chosen, factors, rows } = trace;
  const { tangents } = tangent;
  const x = values[step.inputs[0]!]!;
  const dx = tangents[step.inputs[0]!];
  const room = () => reused.take(step.slot, values[step.slot]!.length);
  switch (step.kind) {
    case 'bilinear':
      return pushBilinear(step, trace, tangent, dx);
    case 'elementwise':
      return timesDerivative(step.rule, x, dx!, room());
    case 'linear':
      return step.rule.apply(
        step.inputs.map((slot) => tangents[slot] ?? new Float64Array(values[slot]!.length)),
        rows,
      );
    case 'selection':
      return pick(dx!, chosen[step.slot]!, room());
    case 'noise': {
      const factor = factors[step.slot];
      return factor === undefined ? dx! : multiply(dx!, factor, room());
    }
    case 'general': {
      const direction = pointOf(step, dx ?? new Float64Array(x.length), tangent.direction);
      return step.rule.push(pointOf(step, x, trace.weights), direction, rows);
    }
  }
}

/** By the product rule: the kernel moves, the input moves, the bias moves. */
function pushBilinear(
  { rule, inputs, kernel, bias }: StepOf<'bilinear'>,
  { values, weights, rows }: ForwardTrace,
  { direction }: DirectionalRates,
  dx: Float64Array | undefined,
): Float64Array {
  const tangent = rule.apply(direction[kernel]!, values[inputs[0]!]!, rows);
  if (dx !== undefined) addInPlace(tangent, rule.apply(weights[kernel]!, dx, rows));
  if (bias !== null) addBias(tangent, direction[bias]!);
  return tangent;
}

/**
 * The backward half of the R-operator: goes back with the slope of the summed loss and with its rate
 * of change side by side, and adds the rates of all parameters to `sums`: the Hessian times the
 * direction.
 */
export function backwardTangents(
  plan: ReferencePlan,
  trace: ForwardTrace,
  tangent: DirectionalRates,
  prediction: { readonly slope: Float64Array; readonly rate: Float64Array },
  sums: LeafSums,
  workspace: ReferenceWorkspace,
): void {
  const slopes: SlotValues = [];
  const rates: SlotValues = [];
  slopes[plan.output] = prediction.slope;
  rates[plan.output] = prediction.rate;
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i]!;
    const dy = slopes[step.slot];
    const rate = rates[step.slot];
    if (dy === undefined || rate === undefined || !plan.active[step.slot]) continue;
    if (step.kind === 'general') {
      generalRates(plan, step, { trace, tangent, slopes, rates, sums });
      continue;
    }
    if (step.kind === 'bilinear') addLeafRates(step, trace, tangent, dy, rate, sums);
    if (!readsActive(plan, step)) continue;
    addToInputs(plan, step, slopes, pullBack(step, trace, dy, workspace.slopes));
    addToInputs(plan, step, rates, pullBack(step, trace, rate, workspace.rates));
    const bend = bendOf(step, trace, tangent, dy, workspace.bends);
    if (bend !== null) addToInputs(plan, step, rates, [bend]);
  }
}

interface Back {
  readonly trace: ForwardTrace;
  readonly tangent: DirectionalRates;
  readonly slopes: SlotValues;
  readonly rates: SlotValues;
  readonly sums: LeafSums;
}

/** Slopes and rates behind a general step: the rates also change with the step's own derivative. */
function generalRates(
  plan: ReferencePlan,
  step: StepOf<'general'>,
  { trace, tangent, slopes, rates, sums }: Back,
): void {
  const [dy, rate] = [slopes[step.slot]!, rates[step.slot]!];
  const slot = step.inputs[0]!;
  const x = trace.values[slot]!;
  const dx = tangent.tangents[slot] ?? new Float64Array(x.length);
  const at = pointOf(step, x, trace.weights);
  const moved = transposed(step, trace, rate);
  const bend = step.rule.bend(at, pointOf(step, dx, tangent.direction), dy, trace.rows);
  for (const { own } of [moved, bend]) addToLeaves(step, own, sums);
  addToInputs(plan, step, slopes, [transposed(step, trace, dy).x]);
  addToInputs(plan, step, rates, [moved.x]);
  addToInputs(plan, step, rates, [bend.x]);
}

function addLeafRates(
  { rule, inputs, kernel, bias }: StepOf<'bilinear'>,
  { values, weights, rows }: ForwardTrace,
  { tangents }: DirectionalRates,
  dy: Float64Array,
  rate: Float64Array,
  sums: LeafSums,
): void {
  const dx = tangents[inputs[0]!];
  addToLeaf(sums, kernel, rule.transposeKernel(values[inputs[0]!]!, rate, rows));
  if (dx !== undefined) addToLeaf(sums, kernel, rule.transposeKernel(dx, dy, rows));
  if (bias !== null) addToLeaf(sums, bias, columnSums(rate, weights[bias]!.length));
}

/** The part of an input's rate that comes of the step's own slope changing; null where it does not. */
function bendOf(
  step: Exclude<ReferenceStep, { readonly kind: 'general' }>,
  { values, rows }: ForwardTrace,
  { direction, tangents }: DirectionalRates,
  dy: Float64Array,
  reused: ReusedArrays,
): Float64Array | null {
  if (step.kind === 'bilinear') return step.rule.transposeInput(direction[step.kernel]!, dy, rows);
  if (step.kind !== 'elementwise') return null;
  const slot = step.inputs[0]!;
  const x = values[slot]!;
  const dx = tangents[slot]!;
  const bend = reused.take(step.slot, x.length);
  for (let i = 0; i < bend.length; i++) bend[i] = step.rule.second(x[i]!) * dx[i]! * dy[i]!;
  return bend;
}
