import type { Rng } from '@isthmus/core/contract';
import type { FlatHessian } from './flat-hessian.js';

/** The largest entry of a symmetric matrix by size: κ = max |H_ij|. */
export interface LargestEntry {
  readonly kappa: number;
  /** Where it stands, row and column. */
  readonly at: readonly [number, number];
  /** Columns that were looked at: all of them, or κ is a lower bound. */
  readonly columns: number;
  /** For each parameter whose column was looked at the largest entry of it; NaN for the others. */
  readonly byColumn: Float64Array;
}

/** From every column in turn, in several scalings at once: the entries are those of `D⁻¹ H D⁻¹`. */
export function exactLargest(
  hessian: FlatHessian,
  size: number,
  scalings: readonly Float64Array[],
): readonly LargestEntry[] {
  const found = scalings.map(() => emptyEntry(size));
  for (let column = 0; column < size; column++) {
    const entries = hessian(unitVector(size, column));
    scalings.forEach((scales, which) => {
      const own = entries.map((entry, row) => entry / (scales[row]! * scales[column]!));
      found[which] = withColumn(found[which]!, own, column);
    });
  }
  return found;
}

/** Where to look for large entries. */
export interface CandidateSearch {
  /** An eigenvector of a largest eigenvalue: a large entry of the matrix makes large coordinates. */
  readonly vector: Float64Array;
  /** Random vectors of ±1 for the estimate of the diagonal. */
  readonly probes: number;
  /** Columns to look at. */
  readonly columns: number;
}

/**
 * A lower bound of κ from some columns: those at the largest coordinates of the eigenvector and of an estimate
 * of the diagonal (Hutchinson's, `mean of z ∘ Hz`), and those where the largest entries of columns stand.
 */
export function lowerLargest(
  hessian: FlatHessian,
  size: number,
  rng: Rng,
  { vector, probes, columns }: CandidateSearch,
): LargestEntry {
  const diagonal = estimatedDiagonal(hessian, size, rng, probes);
  const [byDiagonal, byVector] = [diagonal, vector].map((one) => largestPlaces(one, columns));
  const queue = byDiagonal!.flatMap((place, i) => [place, byVector![i]!]);
  let found = emptyEntry(size);
  const seen = new Set<number>();
  while (seen.size < columns && queue.length > 0) {
    const column = queue.shift()!;
    if (seen.has(column)) continue;
    seen.add(column);
    const entries = hessian(unitVector(size, column));
    found = withColumn(found, entries, column);
    queue.unshift(largestPlaces(entries, 1)[0]!);
  }
  return found;
}

function estimatedDiagonal(
  hessian: FlatHessian,
  size: number,
  rng: Rng,
  probes: number,
): Float64Array {
  const sum = new Float64Array(size);
  for (let probe = 0; probe < probes; probe++) {
    const z = Float64Array.from({ length: size }, () => (rng.next() < 0.5 ? -1 : 1));
    hessian(z).forEach((entry, i) => (sum[i]! += (z[i]! * entry) / probes));
  }
  return sum;
}

function largestPlaces(vector: Float64Array, count: number): readonly number[] {
  const order = [...vector.keys()].sort((i, j) => Math.abs(vector[j]!) - Math.abs(vector[i]!));
  return order.slice(0, count);
}

function unitVector(size: number, at: number): Float64Array {
  const vector = new Float64Array(size);
  vector[at] = 1;
  return vector;
}

function emptyEntry(size: number): LargestEntry {
  return { kappa: 0, at: [0, 0], columns: 0, byColumn: new Float64Array(size).fill(NaN) };
}

function withColumn(found: LargestEntry, entries: Float64Array, column: number): LargestEntry {
  let row = 0;
  for (let i = 1; i < entries.length; i++)
    if (Math.abs(entries[i]!) > Math.abs(entries[row]!)) row = i;
  const most = Math.abs(entries[row]!);
  found.byColumn[column] = most;
  const columns = found.columns + 1;
  return most > found.kappa
    ? { ...found, kappa: most, at: [row, column], columns }
    : { ...found, columns };
}
