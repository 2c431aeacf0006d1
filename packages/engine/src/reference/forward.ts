import type { NoiseRule, RuleMap, RulePoint } from '@isthmus/contract';
import type { MatrixProducts } from './rules.js';
import { addBias, mapEntries, multiply, pick } from './entries.js';
import type { ReferencePlan, ReferenceStep, StepOf } from './plan.js';
import type { ReusedArrays, ReferenceWorkspace } from './reused-arrays.js';

/** What the forward pass over a block of rows leaves for the backward passes, by slot. */
export interface ForwardTrace {
  readonly rows: number;
  /** Whether it is a batch of training, as general rules may compute another map there. */
  readonly training: boolean;
  /** Parameters by leaf. */
  readonly weights: readonly Float64Array[];
  readonly values: readonly Float64Array[];
  /** Of a selection: the chosen entries. */
  readonly chosen: readonly (Int32Array | undefined)[];
  /** Of noise in training: the factor of every entry. */
  readonly factors: readonly (Float64Array | undefined)[];
}

/** What a block is computed for. */
export interface BlockMode {
  readonly training: boolean;
  /** The uniform numbers of its noise, by slot; empty without noise. */
  readonly noise: readonly (Float32Array | undefined)[];
}

/** Neither noise nor anything that looks at the whole batch. */
export const EVALUATION: BlockMode = { training: false, noise: [] };

/** Products that are known beforehand, without their biases, by slot; they are written to. */
type KnownProducts = ReadonlyMap<number, Float64Array>;

const NONE: KnownProducts = new Map();

/** Computes every node for a block of rows. */
export function forward(
  plan: ReferencePlan,
  weights: readonly Float64Array[],
  x: Float64Array,
  rows: number,
  { training, noise }: BlockMode,
  workspace: ReferenceWorkspace,
  known: KnownProducts = NONE,
): ForwardTrace {
  const trace = { rows, training, weights, values: [x], chosen: [], factors: [] };
  for (const step of plan.steps) advance(plan, step, trace, noise[step.slot], workspace, known);
  return trace;
}

/** A trace that is being written. */
export interface OpenTrace extends ForwardTrace {
  readonly values: Float64Array[];
  readonly chosen: (Int32Array | undefined)[];
  readonly factors: (Float64Array | undefined)[];
}

/** Computes one node, the inputs of which are on the trace. */
export function advance(
  plan: ReferencePlan,
  step: ReferenceStep,
  trace: OpenTrace,
  uniform: Float32Array | undefined,
  space: Pick<ReferenceWorkspace, 'values' | 'factors'>,
  known: KnownProducts = NONE,
): void {
  const { rows, values, chosen, factors } = trace;
  const { products } = plan;
  if (step.kind === 'selection')
    chosen[step.slot] = step.rule.choose(values[step.inputs[0]!]!, rows, products);
  if (step.kind === 'noise' && uniform !== undefined)
    factors[step.slot] = makeFactors(step.rule, uniform, step.slot, space.factors);
  const length = rows * plan.sizes[step.slot]!;
  values[step.slot] = compute(step, trace, length, space.values, known, products);
}

function compute(
  step: ReferenceStep,
  trace: ForwardTrace,
  length: number,
  reused: ReusedArrays,
  known: KnownProducts,
  products: MatrixProducts,
): Float64Array {
  const { operations } = products;
  const { rows, weights, values } = trace;
  const x = values[step.inputs[0]!]!;
  switch (step.kind) {
    case 'bilinear': {
      const y =
        known.get(step.slot) ??
        step.rule.apply(weights[step.kernel]!, x, rows, products, reused.take(step.slot, length));
      if (step.bias !== null) (operations?.addBias ?? addBias)(y, weights[step.bias]!);
      return y;
    }
    case 'elementwise': {
      const y = reused.take(step.slot, length);
      if (step.rule.relu !== true || operations === undefined) return mapEntries(step.rule, x, y);
      operations.relu(x, y);
      return y;
    }
    case 'linear':
      return step.rule.apply(
        step.inputs.map((slot) => values[slot]!),
        rows,
      );
    case 'selection':
      return pick(x, trace.chosen[step.slot]!, reused.take(step.slot, length));
    case 'noise': {
      const factors = trace.factors[step.slot];
      return factors === undefined ? x : multiply(x, factors, reused.take(step.slot, length));
    }
    case 'general':
      return mapOf(step, trace).apply(pointOf(step, x, weights), rows);
  }
}

/** The map of a general rule in evaluation, or in training where it has one for that. */
export function mapOf(
  { rule }: StepOf<'general'>,
  { training }: Pick<ForwardTrace, 'training'>,
): RuleMap {
  return training ? (rule.training ?? rule) : rule;
}

/** A block with those of all arrays that a general rule reads. */
export function pointOf(
  { own }: StepOf<'general'>,
  x: Float64Array,
  arrays: readonly Float64Array[],
): RulePoint {
  return { x, own: own.map((leaf) => arrays[leaf]!) };
}

function makeFactors(
  rule: NoiseRule,
  uniform: Float32Array,
  slot: number,
  reused: ReusedArrays,
): Float64Array {
  const factors = reused.take(slot, uniform.length);
  for (let i = 0; i < factors.length; i++) factors[i] = rule.factor(uniform[i]!);
  return factors;
}
