import { IsthmusError } from '../../base/errors.js';
import type { Plan } from './plan.js';
import type { Inputs, ReferenceValues } from './reference.js';

/**
 * The parameters in the plan's order, in float64.
 *
 * @throws `network/bad-values` naming a parameter that is missing or of another size
 */
export function readValues(plan: Plan, values: ReferenceValues): readonly Float64Array[] {
  return plan.leaves.map(({ name, size }) => {
    const data = values[name]?.data;
    if (data?.length !== size)
      throw new IsthmusError(
        'network/bad-values',
        `Parameter "${name}" should hold ${size} numbers; ${data === undefined ? 'it is missing' : `it holds ${data.length}`}.`,
        { name, expected: size, came: data?.length ?? null },
      );
    return data instanceof Float64Array ? data : new Float64Array(data);
  });
}

/** @throws `network/bad-batch` unless the batch has rows of the network's input and output sizes */
export function checkBatch(plan: Plan, { size, x }: Inputs, y: Float32Array | null): void {
  const inputs = size * plan.sizes[0]!;
  const outputs = size * plan.sizes[plan.output]!;
  if (size < 1 || x.length !== inputs || (y !== null && y.length !== outputs))
    throw new IsthmusError(
      'network/bad-batch',
      `A batch of ${size} samples should have at least one sample, ${inputs} input numbers and ${outputs} target numbers; got ${x.length} and ${y === null ? 'no' : y.length}.`,
      { size, inputs: x.length, targets: y?.length ?? null },
    );
}
