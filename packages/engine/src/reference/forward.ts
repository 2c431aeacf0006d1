import type { NoiseRule, RuleMap, RulePoint } from '@isthmus/contract';
import type { Products } from './rules.js';
import { addBias, mapEntries, multiply, pick } from './entries.js';
import type { Plan, Step, StepOf } from './plan.js';
import type { Scratch, Workspace } from './scratch.js';

/** What the forward pass over a block of rows leaves for the backward passes, by slot. */
export interface Tape {
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
  plan: Plan,
  weights: readonly Float64Array[],
  x: Float64Array,
  rows: number,
  { training, noise }: BlockMode,
  space: Workspace,
  known: KnownProducts = NONE,
): Tape {
  const tape = { rows, training, weights, values: [x], chosen: [], factors: [] };
  for (const step of plan.steps) advance(plan, step, tape, noise[step.slot], space, known);
  return tape;
}

/** A tape that is being written. */
export interface OpenTape extends Tape {
  readonly values: Float64Array[];
  readonly chosen: (Int32Array | undefined)[];
  readonly factors: (Float64Array | undefined)[];
}

/** Computes one node, the inputs of which are on the tape. */
export function advance(
  plan: Plan,
  step: Step,
  tape: OpenTape,
  uniform: Float32Array | undefined,
  space: Pick<Workspace, 'values' | 'factors'>,
  known: KnownProducts = NONE,
): void {
  const { rows, values, chosen, factors } = tape;
  const { products } = plan;
  if (step.kind === 'selection')
    chosen[step.slot] = step.rule.choose(values[step.inputs[0]!]!, rows, products);
  if (step.kind === 'noise' && uniform !== undefined)
    factors[step.slot] = makeFactors(step.rule, uniform, step.slot, space.factors);
  const length = rows * plan.sizes[step.slot]!;
  values[step.slot] = compute(step, tape, length, space.values, known, products);
}

function compute(
  step: Step,
  tape: Tape,
  length: number,
  scratch: Scratch,
  known: KnownProducts,
  products: Products,
): Float64Array {
  const { passes } = products;
  const { rows, weights, values } = tape;
  const x = values[step.inputs[0]!]!;
  switch (step.kind) {
    case 'bilinear': {
      const y =
        known.get(step.slot) ??
        step.rule.apply(weights[step.kernel]!, x, rows, products, scratch.take(step.slot, length));
      if (step.bias !== null) (passes?.addBias ?? addBias)(y, weights[step.bias]!);
      return y;
    }
    case 'elementwise': {
      const y = scratch.take(step.slot, length);
      if (step.rule.relu !== true || passes === undefined) return mapEntries(step.rule, x, y);
      passes.relu(x, y);
      return y;
    }
    case 'linear':
      return step.rule.apply(
        step.inputs.map((slot) => values[slot]!),
        rows,
      );
    case 'selection':
      return pick(x, tape.chosen[step.slot]!, scratch.take(step.slot, length));
    case 'noise': {
      const factors = tape.factors[step.slot];
      return factors === undefined ? x : multiply(x, factors, scratch.take(step.slot, length));
    }
    case 'general':
      return mapOf(step, tape).apply(pointOf(step, x, weights), rows);
  }
}

/** The map of a general rule in evaluation, or in training where it has one for that. */
export function mapOf({ rule }: StepOf<'general'>, { training }: Pick<Tape, 'training'>): RuleMap {
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
  scratch: Scratch,
): Float64Array {
  const factors = scratch.take(slot, uniform.length);
  for (let i = 0; i < factors.length; i++) factors[i] = rule.factor(uniform[i]!);
  return factors;
}
