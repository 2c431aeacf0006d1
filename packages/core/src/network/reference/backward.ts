import type { ElementwiseRule } from '../../contract/layer.js';
import type { Tape } from './forward.js';
import { multiply } from './forward.js';
import type { Plan, Step, StepOf } from './plan.js';

/**
 * Goes back over a block of rows: from the derivative of the summed loss in the prediction to those
 * in all parameters, which are added to `sums` (by leaf).
 */
export function backward(
  plan: Plan,
  weights: readonly Float64Array[],
  tape: Tape,
  dPrediction: Float64Array,
  rows: number,
  sums: readonly Float64Array[],
): void {
  const slots: (Float64Array | undefined)[] = [];
  slots[plan.output] = dPrediction;
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i]!;
    const dy = slots[step.slot];
    if (dy === undefined || !plan.active[step.slot]) continue;
    if (step.kind === 'bilinear') addLeafGradients(step, tape, dy, rows, sums);
    if (step.inputs.some((slot) => plan.active[slot]))
      addToInputs(plan, step, slots, pullBack(step, weights, tape, dy, rows));
  }
}

/** The derivatives in the inputs of a step, from those in its output. */
export function pullBack(
  step: Step,
  weights: readonly Float64Array[],
  tape: Tape,
  dy: Float64Array,
  rows: number,
): readonly Float64Array[] {
  const x = tape.values[step.inputs[0]!]!;
  switch (step.kind) {
    case 'bilinear':
      return [step.rule.transposeInput(weights[step.kernel]!, dy, rows)];
    case 'elementwise':
      return [timesDerivative(step.rule, x, dy)];
    case 'linear':
      return step.rule.transpose(dy, rows);
    case 'selection':
      return [putBack(dy, tape.chosen[step.slot]!, x.length)];
    case 'noise': {
      const factors = tape.factors[step.slot];
      return [factors === undefined ? dy : multiply(dy, factors)];
    }
  }
}

/** Adds what a step hands to each of its inputs; inputs that no parameter reaches need nothing. */
export function addToInputs(
  plan: Plan,
  step: Step,
  slots: (Float64Array | undefined)[],
  parts: readonly Float64Array[],
): void {
  step.inputs.forEach((slot, i) => {
    if (!plan.active[slot]) return;
    const held = slots[slot];
    slots[slot] = held === undefined ? parts[i]! : add(held, parts[i]!);
  });
}

function addLeafGradients(
  step: StepOf<'bilinear'>,
  tape: Tape,
  dy: Float64Array,
  rows: number,
  sums: readonly Float64Array[],
): void {
  const x = tape.values[step.inputs[0]!]!;
  addInPlace(sums[step.kernel]!, step.rule.transposeKernel(x, dy, rows));
  if (step.bias !== null) addColumnSums(sums[step.bias]!, dy);
}

/** `total += part`. */
export function addInPlace(total: Float64Array, part: Float64Array): void {
  for (let i = 0; i < total.length; i++) total[i]! += part[i]!;
}

/** Adds the sums along the last axis: the transpose of adding a bias. */
export function addColumnSums(total: Float64Array, dy: Float64Array): void {
  const units = total.length;
  for (let at = 0; at < dy.length; at += units)
    for (let j = 0; j < units; j++) total[j]! += dy[at + j]!;
}

/** The sum as a new block: rules may hand out one block twice, so neither is written to. */
export function add(a: Float64Array, b: Float64Array): Float64Array {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < sum.length; i++) sum[i] = a[i]! + b[i]!;
  return sum;
}

function putBack(dy: Float64Array, chosen: Int32Array, size: number): Float64Array {
  const dx = new Float64Array(size);
  for (let i = 0; i < dy.length; i++) dx[chosen[i]!]! += dy[i]!;
  return dx;
}

/** `f'(x) v`, entry by entry. */
export function timesDerivative(
  rule: ElementwiseRule,
  x: Float64Array,
  v: Float64Array,
): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = rule.derivative(x[i]!) * v[i]!;
  return out;
}
