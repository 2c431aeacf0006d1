import { IsthmusError } from '@isthmus/contract/base';
import type { ReferencePlan } from './plan.js';
import type { DatasetInputs, ReferenceValues } from './reference.js';
import type { ReusedArrays } from './reused-arrays.js';

/**
 * The parameters in the plan's order, in float64: float32 ones are copied, others taken as they are.
 *
 * @throws `network/bad-values` naming a parameter that is missing or of another size
 */
export function readValues(
  plan: ReferencePlan,
  values: ReferenceValues,
  reused: ReusedArrays,
): readonly Float64Array[] {
  return plan.leaves.map(({ name, size }, leaf) => {
    const data = values[name]?.data;
    if (data?.length !== size)
      throw new IsthmusError(
        'network/bad-values',
        `Parameter "${name}" should hold ${size} numbers; ${data === undefined ? 'it is missing' : `it holds ${data.length}`}.`,
        { name, expected: size, came: data?.length ?? null },
      );
    return data instanceof Float64Array ? data : widened(data, 0, reused.take(leaf, size));
  });
}

/** The inputs of `rows` samples from sample `from` on, in float64. */
export function inputBlock(
  plan: ReferencePlan,
  { x }: DatasetInputs,
  from: number,
  rows: number,
  reused: ReusedArrays,
): Float64Array {
  const size = plan.sizes[0]!;
  return widened(x, from * size, reused.take(0, rows * size));
}

function widened(source: Float32Array, from: number, to: Float64Array): Float64Array {
  for (let i = 0; i < to.length; i++) to[i] = source[from + i]!;
  return to;
}

/** @throws `network/bad-batch` unless the batch has rows of the network's input and output sizes */
export function checkBatch(
  plan: ReferencePlan,
  { size, x }: DatasetInputs,
  y: Float32Array | null,
): void {
  const inputs = size * plan.sizes[0]!;
  const outputs = size * plan.sizes[plan.output]!;
  if (size < 1 || x.length !== inputs || (y !== null && y.length !== outputs))
    throw new IsthmusError(
      'network/bad-batch',
      `A batch of ${size} samples should have at least one sample, ${inputs} input numbers and ${outputs} target numbers; got ${x.length} and ${y === null ? 'no' : y.length}.`,
      { size, inputs: x.length, targets: y?.length ?? null },
    );
}
