import type { RulePoint } from '@isthmus/contract';
import { addInPlace, columnSums, multiply, putBack, timesDerivative } from './entries.js';
import { mapOf, pointOf, type ForwardTrace } from './forward.js';
import type { ReferencePlan, ReferenceStep, StepOf } from './plan.js';
import type { ReusedArrays, ReferenceWorkspace } from './reused-arrays.js';

/** Sums over the samples seen so far, by leaf; undefined where nothing was added yet. */
export type LeafSums = (Float64Array | undefined)[];

/** Derivatives by slot; undefined where none has come yet. */
export type SlotValues = (Float64Array | undefined)[];

/**
 * Goes back over a block of rows: from the derivative of the summed loss in the prediction to those
 * in all parameters, which are added to `sums`.
 */
export function backward(
  plan: ReferencePlan,
  trace: ForwardTrace,
  dPrediction: Float64Array,
  sums: LeafSums,
  workspace: ReferenceWorkspace,
): void {
  const slots: SlotValues = [];
  slots[plan.output] = dPrediction;
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i]!;
    const dy = slots[step.slot];
    if (dy === undefined || !plan.active[step.slot]) continue;
    if (step.kind === 'general') {
      const { x, own } = transposed(step, trace, dy);
      addToLeaves(step, own, sums);
      addToInputs(plan, step, slots, [x]);
      continue;
    }
    if (step.kind === 'bilinear') addLeafGradients(step, trace, dy, sums);
    if (readsActive(plan, step))
      addToInputs(plan, step, slots, pullBack(step, trace, dy, workspace.slopes));
  }
}

/** Whether any input of a step depends on parameters; else there is nothing to go back for. */
export function readsActive(plan: ReferencePlan, step: ReferenceStep): boolean {
  for (const slot of step.inputs) if (plan.active[slot]) return true;
  return false;
}

/** What a general step hands back to its input and to what it reads. */
export function transposed(
  step: StepOf<'general'>,
  trace: ForwardTrace,
  dy: Float64Array,
): RulePoint {
  const at = pointOf(step, trace.values[step.inputs[0]!]!, trace.weights);
  return mapOf(step, trace).transpose(at, dy, trace.rows);
}

/** Adds to the sums of the arrays that a general step reads. */
export function addToLeaves(
  { own }: StepOf<'general'>,
  parts: readonly Float64Array[],
  sums: LeafSums,
): void {
  for (let i = 0; i < own.length; i++) addToLeaf(sums, own[i]!, parts[i]!);
}

/** The derivatives in the inputs of a step, from those in its output. */
export function pullBack(
  step: Exclude<ReferenceStep, { readonly kind: 'general' }>,
  { rows, weights, values, chosen, factors }: ForwardTrace,
  dy: Float64Array,
  reused: ReusedArrays,
): readonly Float64Array[] {
  const x = values[step.inputs[0]!]!;
  switch (step.kind) {
    case 'bilinear':
      return [step.rule.transposeInput(weights[step.kernel]!, dy, rows)];
    case 'elementwise':
      return [timesDerivative(step.rule, x, dy, reused.take(step.slot, x.length))];
    case 'linear':
      return step.rule.transpose(dy, rows);
    case 'selection':
      return [putBack(dy, chosen[step.slot]!, reused.take(step.slot, x.length))];
    case 'noise': {
      const factor = factors[step.slot];
      return [factor === undefined ? dy : multiply(dy, factor, reused.take(step.slot, x.length))];
    }
  }
}

/** Adds what a step hands to each of its inputs; inputs that no parameter reaches need nothing. */
export function addToInputs(
  plan: ReferencePlan,
  step: ReferenceStep,
  slots: SlotValues,
  parts: readonly Float64Array[],
): void {
  for (let i = 0; i < step.inputs.length; i++) {
    const slot = step.inputs[i]!;
    const held = slots[slot];
    if (plan.active[slot]) slots[slot] = held === undefined ? parts[i]! : sumOf(held, parts[i]!);
  }
}

/** A new block: several slots may hold one array, so neither is written to. */
function sumOf(a: Float64Array, b: Float64Array): Float64Array {
  const sum = a.slice();
  addInPlace(sum, b);
  return sum;
}

function addLeafGradients(
  { rule, inputs, kernel, bias }: StepOf<'bilinear'>,
  trace: ForwardTrace,
  dy: Float64Array,
  sums: LeafSums,
): void {
  addToLeaf(sums, kernel, rule.transposeKernel(trace.values[inputs[0]!]!, dy, trace.rows));
  if (bias !== null) addToLeaf(sums, bias, columnSums(dy, trace.weights[bias]!.length));
}

/** Adds a new array to a leaf's sum; the first one becomes the sum. */
export function addToLeaf(sums: LeafSums, leaf: number, part: Float64Array): void {
  const held = sums[leaf];
  if (held === undefined) sums[leaf] = part;
  else addInPlace(held, part);
}
