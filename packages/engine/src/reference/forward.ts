import type { NoiseRule } from '@isthmus/contract';
import type { MatrixProducts } from './rules.js';
import { addBias, mapEntries, multiply, pick } from './entries.js';
import type { ReferencePlan, ReferenceStep } from './plan.js';
import type { ReusedArrays, ReferenceWorkspace } from './reused-arrays.js';

/** What the forward pass over a block of rows leaves for the backward passes, by slot. */
export interface ForwardTrace {
  readonly rows: number;
  /** Parameters by leaf. */
  readonly weights: readonly Float64Array[];
  readonly values: readonly Float64Array[];
  /** Of a selection: the chosen entries. */
  readonly chosen: readonly (Int32Array | undefined)[];
  /** Of noise in training: the factor of every entry. */
  readonly factors: readonly (Float64Array | undefined)[];
}

/** The uniform numbers of a block's noise, by slot; empty for evaluation. */
export type BlockNoise = readonly (Float32Array | undefined)[];

/** Products that are known beforehand, without their biases, by slot; they are written to. */
type KnownProducts = ReadonlyMap<number, Float64Array>;

const NONE: KnownProducts = new Map();

/** Computes every node for a block of rows. */
export function forward(
  plan: ReferencePlan,
  weights: readonly Float64Array[],
  x: Float64Array,
  rows: number,
  noise: BlockNoise,
  workspace: ReferenceWorkspace,
  known: KnownProducts = NONE,
): ForwardTrace {
  const values = [x];
  const chosen: (Int32Array | undefined)[] = [];
  const factors: (Float64Array | undefined)[] = [];
  const trace = { rows, weights, values, chosen, factors };
  const { products } = plan;
  for (const step of plan.steps) {
    const uniform = noise[step.slot];
    if (step.kind === 'selection')
      chosen[step.slot] = step.rule.choose(values[step.inputs[0]!]!, rows, products);
    if (step.kind === 'noise' && uniform !== undefined)
      factors[step.slot] = makeFactors(step.rule, uniform, step.slot, workspace.factors);
    const length = rows * plan.sizes[step.slot]!;
    values[step.slot] = compute(step, trace, length, workspace.values, known, products);
  }
  return trace;
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
  }
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
