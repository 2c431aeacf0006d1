import { IsthmusError } from '@isthmus/core';
import { munkres } from 'munkres';

/**
 * Solves the linear assignment problem: gives each row a column of its own so that the sum of the
 * chosen profits is largest. Equal profits give equal answers on every machine.
 *
 * @param profit row-major `[size, size]`
 * @returns for each row its column
 * @throws `symmetry/not-finite` when a profit is not a finite number
 */
export function linearAssignment(profit: Float64Array, size: number): Int32Array {
  // munkres looks for the smallest sum of costs.
  const cost = new Float64Array(profit.length);
  let zero = 0;
  for (let i = 0; i < cost.length; i++) {
    cost[i] = -profit[i]!;
    zero += 0 * profit[i]!;
  }
  // Only of what is not finite 0 times is not 0.
  if (zero !== 0)
    throw new IsthmusError(
      'symmetry/not-finite',
      'Units are compared by inner products of their weights; one of these is not a finite number. Check that both networks are finite.',
    );
  const rows = Array.from({ length: size }, (_, i) => cost.subarray(i * size, (i + 1) * size));
  const columns = new Int32Array(size);
  for (const [row, column] of munkres(rows)) columns[row] = column;
  return columns;
}
