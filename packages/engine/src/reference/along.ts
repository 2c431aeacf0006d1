import { entriesBetween } from '@isthmus/contract/internal';
import { inputBlock, readValues } from './arguments.js';
import { EVALUATION, forward } from './forward.js';
import type { ReferencePlan, ReferenceStep, StepOf } from './plan.js';
import type { DatasetInputs, ReferenceValues } from './reference.js';
import { createReusedArrays, type ReferenceWorkspace } from './reused-arrays.js';

/** What the products of the first layers of both ends may hold together. */
const MOST_BYTES = 2 ** 28;

/** A plan cut where the parameters come in. */
interface CutPlan {
  /** The layers whose input depends on no parameter: their products are affine in t. */
  readonly first: readonly StepOf<'bilinear'>[];
  /** What the first layers read. */
  readonly before: ReferencePlan;
  /** The first layers and all that changes with the parameters, with what else that reads. */
  readonly rest: ReferencePlan;
  /** Whether a step of `rest` other than the first layers reads the input itself. */
  readonly readsInput: boolean;
}

/**
 * Predictions `[N, ...output]` at `(1-t)from + t to`, in float64. The products of the layers that read
 * the input alone are made once, at both ends, and serve every t.
 *
 * @param blockRows rows that a pass holds
 * @returns null where those products would take too much room
 */
export function predictionsAlong(
  plan: ReferencePlan,
  from: ReferenceValues,
  to: ReferenceValues,
  data: DatasetInputs,
  workspace: ReferenceWorkspace,
  blockRows: number,
): ((t: number) => Float64Array) | null {
  const cut = cutOf(plan);
  const entries = cut.first.reduce((sum, { slot }) => sum + plan.sizes[slot]!, 0);
  if (2 * 8 * entries * data.size > MOST_BYTES) return null;
  const ends = [from, to].map((values) => {
    const weights = readValues(plan, values, createReusedArrays());
    return { weights, products: productsOf(cut, weights, data, workspace, blockRows) };
  });
  const mix = plan.products.operations?.between ?? entriesBetween;
  const firstKernels = new Set(cut.first.map(({ kernel }) => kernel));
  return (t) => {
    const weights = plan.leaves.map(
      ({ size }, leaf) =>
      firstKernels.has(leaf)
        ? NOTHING
        : entriesBetween(ends[0]!.weights[leaf]!, ends[1]!.weights[leaf]!, t, 0, workspace.weights.take(leaf, size)), // prettier-ignore
    );
    return inBlocks(plan, data.size, blockRows, (start, rows) => {
      const known = new Map(
        cut.first.map(({ slot }, i) => {
          const size = plan.sizes[slot]!;
          const block = workspace.values.take(slot, rows * size);
          const [a, b] = [ends[0]!.products[i]!, ends[1]!.products[i]!];
          mix(a, b, t, start * size, block);
          return [slot, block] as const;
        }),
      );
      const x = cut.readsInput ? inputBlock(plan, data, start, rows, workspace.values) : NOTHING;
      return forward(cut.rest, weights, x, rows, EVALUATION, workspace, known).values[plan.output]!;
    });
  };
}

const NOTHING = new Float64Array();

function cutOf(plan: ReferencePlan): CutPlan {
  const { steps, active } = plan;
  const isFirst = (step: ReferenceStep): step is StepOf<'bilinear'> =>
    step.kind === 'bilinear' && !active[step.inputs[0]!];
  const read = new Set<number>();
  const rest = steps
    .toReversed()
    .filter((step) => {
      const kept = active[step.slot]! || read.has(step.slot) || step.slot === plan.output;
      if (kept && !isFirst(step)) step.inputs.forEach((slot) => read.add(slot));
      return kept;
    })
    .toReversed();
  return {
    first: steps.filter(isFirst),
    before: { ...plan, steps: steps.filter(({ slot }) => !active[slot]) },
    rest: { ...plan, steps: rest },
    readsInput: read.has(0),
  };
}

/** The products of the first layers, each `[N, ...its output]`, without biases. */
function productsOf(
  { first, before }: CutPlan,
  weights: readonly Float64Array[],
  data: DatasetInputs,
  workspace: ReferenceWorkspace,
  blockRows: number,
): readonly Float64Array[] {
  const products = first.map(({ slot }) => new Float64Array(data.size * before.sizes[slot]!));
  eachBlock(data.size, blockRows, (start, rows) => {
    const x = inputBlock(before, data, start, rows, workspace.values);
    const { values } = forward(before, weights, x, rows, EVALUATION, workspace);
    first.forEach(({ rule, kernel, inputs, slot }, i) => {
      const made = rule.apply(weights[kernel]!, values[inputs[0]!]!, rows);
      products[i]!.set(made, start * before.sizes[slot]!);
    });
  });
  return products;
}

function inBlocks(
  plan: ReferencePlan,
  count: number,
  blockRows: number,
  predict: (start: number, rows: number) => Float64Array,
): Float64Array {
  const size = plan.sizes[plan.output]!;
  const all = new Float64Array(count * size);
  eachBlock(count, blockRows, (start, rows) => {
    all.set(predict(start, rows), start * size);
  });
  return all;
}

function eachBlock(
  count: number,
  blockRows: number,
  action: (start: number, rows: number) => void,
): void {
  for (let start = 0; start < count; start += blockRows)
    action(start, Math.min(blockRows, count - start));
}
