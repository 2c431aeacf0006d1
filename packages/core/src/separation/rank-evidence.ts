import { EigenvalueDecomposition, Matrix, pseudoInverse } from 'ml-matrix';
import type { Dataset, RankEvidence } from '@isthmus/contract';

/** Inputs and outputs together at most, and numbers of data: a checker goes through them in whole numbers. */
const MOST = { columns: 64, numbers: 100_000 };

/** How far above the eigenvalues the evidence stands, relative to their sum: more than they are off by. */
const SLACK = 1e-10;

/**
 * From which a bound of the loss of all linear maps of a rank follows without any rounding: the eigenvalues of
 * what the best map explains, a little raised. They propose alone: who checks computes in whole numbers.
 *
 * @returns null where the data are too many for such a check
 */
export function rankEvidence(
  { size, x, y }: Dataset,
  rank: number,
  withConstant: boolean,
): RankEvidence | null {
  const columns = (x.length + y.length) / size;
  if (columns > MOST.columns || x.length + y.length > MOST.numbers) return null;
  const rowsOf = (flat: Float32Array) => {
    const matrix = new Matrix(
      Array.from({ length: size }, (_, n) => [...flat.subarray((n * flat.length) / size, ((n + 1) * flat.length) / size)]), // prettier-ignore
    );
    return (withConstant ? matrix.center('column') : matrix).transpose();
  };
  const [inputs, targets] = [rowsOf(x), rowsOf(y)];
  const explained = targets.mmul(pseudoInverse(inputs)).mmul(inputs);
  const moments = explained.mmul(explained.transpose());
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(
    moments,
    { assumeSymmetric: true },
  );
  if (![...values, ...vectors.to1DArray()].every(Number.isFinite)) return null;
  const order = [...values.keys()].sort((i, j) => values[j]! - values[i]!);
  const room = SLACK * values.reduce((sum, value) => sum + Math.abs(value), Number.MIN_VALUE);
  const tau = Math.max(0, values[order[rank]!] ?? 0) + room;
  const factor = order.slice(0, rank).map((i) => {
    const scale = Math.sqrt(Math.max(0, values[i]! - tau) + room);
    return vectors.getColumn(i).map((entry) => scale * entry);
  });
  return { tau, factor };
}
