import { ask } from '../faults.js';
import { listOf, numberOf, recordOf, textOf } from '../json.js';
import type { Point } from '../segment.js';
import { compared, scaledBy, scaled, sign } from './exact.js';
import type { ChainLayer, ChainSubject } from './subject.js';

type Matrix = bigint[][];

/**
 * Why two deep linear networks are not shown to be apart above a level; null where they are.
 *
 * The determinant of a square block of layers is continuous, so where its signs differ it is 0 somewhere on
 * every path, and there the whole has a rank s below the size of the block. With τ and a matrix G such that
 * `τ I + G Gᵀ - M` has no negative eigenvalue, M being `Y Xᵀ (X Xᵀ)⁻¹ X Yᵀ`, the s largest eigenvalues of M
 * have a sum of at most `s τ + |G|²`, so that no map of rank s has `N L < |Y|² - s τ - |G|²` (Eckart &
 * Young, Ky Fan). That difference is looked at as the Schur complement in a matrix of whole numbers.
 *
 * @param stated a lower bound of the loss of every map of such a rank
 * @throws `Malformed`
 */
export function determinantFault(
  subject: ChainSubject,
  separation: ReadonlyMap<string, unknown>,
  [a, b]: readonly [a: Point, b: Point],
  stated: number,
): string | null {
  ask(subject.layers.every(({ activation }) => activation === 'none'), () => 'the network is not linear'); // prettier-ignore
  const separator = recordOf(separation.get('separator'), 'separator', ['kind', 'kernels']);
  const kernels = listOf(separator.get('kernels'), 'separator.kernels').map((name) => textOf(name, 'separator.kernels')); // prettier-ignore
  const block = blockOf(subject, kernels);
  const [p, q] = [a, b].map((end) => determinantSign(block.map((layer) => matrixOf(layer, end))));
  if (p! * q! >= 0) return `the determinant has the signs ${p!} and ${q!} at the two`;
  const size = block[0]!.inputs;
  return rankFault(subject, size - 1, separation.get('rank'), stated);
}

/** The layers of these kernels, in a row, square as a whole. @throws `Malformed` */
function blockOf({ layers }: ChainSubject, kernels: readonly string[]): readonly ChainLayer[] {
  const first = layers.findIndex(({ kernel }) => kernel === kernels[0]);
  const block = layers.slice(first, first + kernels.length);
  const isRow = first >= 0 && kernels.every((name, i) => block[i]?.kernel === name);
  ask(isRow && kernels.length > 0, () => 'separator.kernels: these are no layers in a row');
  const size = block[0]!.inputs;
  ask(size === block.at(-1)!.units && size <= 32, () => 'separator.kernels: their product is not square, or above 32 x 32'); // prettier-ignore
  return block;
}

function matrixOf({ kernel, inputs, units }: ChainLayer, point: Point): Matrix {
  const found = point.get(kernel);
  ask(found?.length === inputs * units, () => `an end has no array ${kernel} of ${inputs * units} numbers`); // prettier-ignore
  const { digits } = scaled([...found]);
  return Array.from({ length: inputs }, (_, i) => digits.slice(i * units, (i + 1) * units));
}

/** Of a product of matrices of whole numbers, by elimination in which every division comes out even (Bareiss). */
function determinantSign(factors: readonly Matrix[]): number {
  const m = factors.reduce(times);
  let [result, last] = [1, 1n];
  for (let k = 0; k < m.length; k++) {
    const pivot = m.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (pivot < 0) return 0;
    if (pivot !== k) {
      [m[k], m[pivot]] = [m[pivot]!, m[k]!];
      result = -result;
    }
    eliminate(m, k, last);
    last = m[k]![k]!;
  }
  return result * sign(last);
}

/** Takes row k from the rows below it; `last` is the pivot before. */
function eliminate(m: Matrix, k: number, last: bigint): void {
  const top = m[k]!;
  for (let i = k + 1; i < m.length; i++) {
    const row = m[i]!;
    for (let j = k + 1; j < m.length; j++) row[j] = (row[j]! * top[k]! - row[k]! * top[j]!) / last;
  }
}

function times(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, entry, k) => sum + entry * b[k]![j]!, 0n))); // prettier-ignore
}

/** Inputs and outputs together at most: whole numbers grow with them. */
const MOST_COLUMNS = 64;

function rankFault(
  subject: ChainSubject,
  rank: number,
  evidence: unknown,
  stated: number,
): string | null {
  const fields = recordOf(evidence, 'rank', ['tau', 'factor']);
  const tau = numberOf(fields.get('tau'), 'rank.tau');
  const outputs = subject.targets[0]!.length;
  const factor = listOf(fields.get('factor'), 'rank.factor').map((row) => listOf(row, 'rank.factor').map((entry) => numberOf(entry, 'rank.factor'))); // prettier-ignore
  ask(factor.every((row) => row.length === outputs) && tau >= 0, () => 'rank: expected rows of one number an output, and tau from 0'); // prettier-ignore
  const columns = subject.inputs[0]!.length + outputs;
  ask(columns <= MOST_COLUMNS, () => `rank: ${columns} inputs and outputs, more than ${MOST_COLUMNS}`); // prettier-ignore
  const moments = momentsOf(subject, tau, factor);
  if (!isSemidefinite(moments.matrix)) return 'tau and factor do not bound the eigenvalues';
  const left = moments.targets - moments.factor - BigInt(rank) * moments.tau;
  const size = BigInt(subject.inputs.length) * moments.unit;
  return compared(left, size, stated) < 0 ? `the bound by rank is below ${stated}` : null;
}

/** `[[X Xᵀ, X Yᵀ], [Y Xᵀ, τ I + G Gᵀ]]` in whole numbers; where a bias is free, of deviations from the mean. */
function momentsOf(
  { inputs, targets, layers }: ChainSubject,
  tau: number,
  factor: readonly (readonly number[])[],
) {
  const centred = layers.some(({ bias }) => bias !== null);
  const count = BigInt(inputs.length);
  const rowsOf = (table: readonly (readonly number[])[], shift: number) =>
    table[0]!.map((_, k) => table.map((row) => scaledBy(row[k]!, shift)));
  const deviations = (row: readonly bigint[]) => {
    const sum = row.reduce((total, entry) => total + entry, 0n);
    return centred ? row.map((entry) => count * entry - sum) : row;
  };
  const shiftOf = (table: readonly (readonly number[])[]) => scaled(table.flat()).shift;
  const shift = Math.max(shiftOf(targets), shiftOf(factor), Math.ceil(scaled([tau]).shift / 2));
  const xs = rowsOf(inputs, shiftOf(inputs)).map(deviations);
  const ys = rowsOf(targets, shift).map(deviations);
  // Deviations come N times too large, so that tau and G are taken as many times.
  const scale = centred ? count : 1n;
  const gs = factor.map((row) => row.map((entry) => scale * scaledBy(entry, shift)));
  const dot = (p: readonly bigint[], q: readonly bigint[]) => p.reduce((sum, entry, i) => sum + entry * q[i]!, 0n); // prettier-ignore
  const all = [...xs, ...ys];
  const matrix = all.map((p, i) =>
    all.map((q, j) => {
      const [k, l] = [i - xs.length, j - xs.length];
      if (k < 0 || l < 0) return dot(p, q);
      const own = k === l ? scale * scale * scaledBy(tau, 2 * shift) : 0n;
      return gs.reduce((sum, row) => sum + row[k]! * row[l]!, own);
    }),
  );
  const squares = (rows: readonly (readonly bigint[])[]) =>
    rows.reduce((sum, row) => sum + dot(row, row), 0n);
  return {
    matrix,
    /** |Y|², |G|² and tau, all in the unit below, which is a whole number of times 1. */
    targets: squares(ys),
    factor: squares(gs),
    tau: scale * scale * scaledBy(tau, 2 * shift),
    unit: (scale * scale) << BigInt(2 * shift),
  };
}

/** Whether a symmetric matrix has no negative eigenvalue: elimination meets no pivot below 0, and 0 alone in rows of 0. */
function isSemidefinite(matrix: Matrix): boolean {
  const m = matrix.map((row) => [...row]);
  let last = 1n;
  for (let k = 0; k < m.length; k++) {
    const pivot = m[k]![k]!;
    if (pivot < 0n) return false;
    if (pivot === 0n) {
      if (m[k]!.slice(k).some((entry) => entry !== 0n)) return false;
      continue;
    }
    eliminate(m, k, last);
    last = pivot;
  }
  return true;
}
