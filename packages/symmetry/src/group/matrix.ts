import { IsthmusError } from '@isthmus/core';
import type { GroupFactor } from '@isthmus/core/contract';
import { inverse, Matrix } from 'ml-matrix';

/** An invertible square matrix `[n, n]` with its inverse, both row-major. */
export interface InvertiblePair {
  readonly matrix: Float64Array;
  readonly inverse: Float64Array;
}

/** `a b` of two square matrices, row-major. */
export function product(a: Float64Array, b: Float64Array): Float64Array {
  const n = Math.sqrt(a.length);
  const result = new Float64Array(a.length);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      for (let j = 0; j < n; j++) result[i * n + j]! += factor * b[k * n + j]!;
    }
  return result;
}

/** `second` after `first`. */
export function composePairs(second: InvertiblePair, first: InvertiblePair): InvertiblePair {
  return {
    matrix: product(second.matrix, first.matrix),
    inverse: product(first.inverse, second.inverse),
  };
}

/** The largest entry of `matrix · inverse - 1`: rounding alone for a true pair. */
export function pairError({ matrix, inverse: other }: InvertiblePair): number {
  const n = Math.sqrt(matrix.length);
  return product(matrix, other).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - Number(at % (n + 1) === 0))),
    0,
  );
}

/** `‖matrix‖ ‖inverse‖` in the norm of largest row sums: by how much rounding may grow. */
export function conditionOf({ matrix, inverse: other }: InvertiblePair): number {
  return largestRowSum(matrix) * largestRowSum(other);
}

function largestRowSum(matrix: Float64Array): number {
  const n = Math.sqrt(matrix.length);
  let most = 0;
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let i = row * n; i < (row + 1) * n; i++) sum += Math.abs(matrix[i]!);
    most = Math.max(most, sum);
  }
  return most;
}

/**
 * A factor that mixes the units of a space by a matrix, with its inverse worked out.
 *
 * @param matrix row-major `[units, units]`
 * @throws `symmetry/not-a-symmetry` for a matrix that is not square, or singular in float64
 * @example
 * linearFactor(Float64Array.of(0, 2, 1, 0)).inverse; // Float64Array.of(0, 1, 0.5, 0)
 */
export function linearFactor(matrix: Float64Array): Extract<GroupFactor, { kind: 'linear' }> {
  const n = Math.sqrt(matrix.length);
  if (!Number.isInteger(n) || n === 0)
    throw new IsthmusError(
      'symmetry/not-a-symmetry',
      `A matrix on the units of a space is square; this one has ${matrix.length} entries.`,
      { entries: matrix.length },
    );
  try {
    const found = inverse(Matrix.from1DArray(n, n, Array.from(matrix)));
    return { kind: 'linear', matrix, inverse: Float64Array.from(found.to1DArray()) };
  } catch (cause) {
    throw new IsthmusError(
      'symmetry/not-a-symmetry',
      `This matrix of ${n} x ${n} is singular in float64, so nothing undoes it; only invertible ones are symmetries.`,
      { size: n },
      { cause },
    );
  }
}
