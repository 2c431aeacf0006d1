import type { ElementwiseRule, NoiseRule } from '../../contract/layer.js';
import type { Plan, Step } from './plan.js';

/** What the forward pass over a block of rows leaves for the backward passes, by slot. */
export interface Tape {
  readonly values: readonly Float64Array[];
  /** Of a selection: the chosen entries. */
  readonly chosen: readonly (Int32Array | undefined)[];
  /** Of noise in training: the factor of every entry. */
  readonly factors: readonly (Float64Array | undefined)[];
}

/** The uniform numbers of a block's noise, by slot; empty for evaluation. */
export type BlockNoise = readonly (Float32Array | undefined)[];

/** Computes every node for a block of rows. */
export function forward(
  plan: Plan,
  weights: readonly Float64Array[],
  x: Float64Array,
  rows: number,
  noise: BlockNoise,
): Tape {
  const values = [x];
  const chosen: (Int32Array | undefined)[] = [];
  const factors: (Float64Array | undefined)[] = [];
  for (const step of plan.steps) {
    const input = values[step.inputs[0]!]!;
    const uniform = noise[step.slot];
    if (step.kind === 'selection') chosen[step.slot] = step.rule.choose(input, rows);
    if (step.kind === 'noise' && uniform !== undefined)
      factors[step.slot] = makeFactors(step.rule, uniform);
    values.push(compute(step, weights, values, rows, chosen[step.slot], factors[step.slot]));
  }
  return { values, chosen, factors };
}

function compute(
  step: Step,
  weights: readonly Float64Array[],
  values: readonly Float64Array[],
  rows: number,
  chosen: Int32Array | undefined,
  factors: Float64Array | undefined,
): Float64Array {
  const x = values[step.inputs[0]!]!;
  switch (step.kind) {
    case 'bilinear': {
      const y = step.rule.apply(weights[step.kernel]!, x, rows);
      if (step.bias !== null) addBias(y, weights[step.bias]!);
      return y;
    }
    case 'elementwise':
      return mapEntries(step.rule, x);
    case 'linear':
      return step.rule.apply(
        step.inputs.map((slot) => values[slot]!),
        rows,
      );
    case 'selection':
      return pick(x, chosen!);
    case 'noise':
      return factors === undefined ? x : multiply(x, factors);
  }
}

/** Adds the bias along the last axis, in place: a bilinear rule hands over a new block. */
export function addBias(y: Float64Array, bias: Float64Array): void {
  const units = bias.length;
  for (let at = 0; at < y.length; at += units)
    for (let j = 0; j < units; j++) y[at + j]! += bias[j]!;
}

/** The entries at the chosen places. */
export function pick(x: Float64Array, chosen: Int32Array): Float64Array {
  const y = new Float64Array(chosen.length);
  for (let i = 0; i < y.length; i++) y[i] = x[chosen[i]!]!;
  return y;
}

/** The product, entry by entry. */
export function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const y = new Float64Array(a.length);
  for (let i = 0; i < y.length; i++) y[i] = a[i]! * b[i]!;
  return y;
}

function mapEntries(rule: ElementwiseRule, x: Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < y.length; i++) y[i] = rule.value(x[i]!);
  return y;
}

function makeFactors(rule: NoiseRule, uniform: Float32Array): Float64Array {
  const factors = new Float64Array(uniform.length);
  for (let i = 0; i < factors.length; i++) factors[i] = rule.factor(uniform[i]!);
  return factors;
}
