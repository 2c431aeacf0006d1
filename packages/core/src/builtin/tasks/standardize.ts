import { z } from 'zod';
import type { InputScaling, Split, WarningRecord } from '@isthmus/contract';
import type { NumericArray } from '@isthmus/files/internal';
import { sizeOf } from '@isthmus/contract/parameters';

/** The option of every task that reads inputs from files. */
export const standardize = z
  .boolean()
  .default(false)
  .describe(
    'Whether inputs become (number - mean) / deviation, with mean and standard deviation of the rows of the train split alone: one of each for a column, for images one for a channel. A column that does not vary there is only shifted.',
  );

/** Inputs of many rows with all that decides how they are scaled. */
export interface Inputs {
  /** How many rows there are. */
  readonly size: number;
  /** Shape of one input; scales belong to the entries of its last axis. */
  readonly input: readonly number[];
  readonly x: Float32Array;
  /** The numbers of `x` before they were rounded to float32, where they are at hand. */
  readonly exact?: NumericArray;
  /** What was done to the numbers of the file to get `x`. */
  readonly scaling?: InputScaling;
}

/** Inputs that are scaled, and how. */
export interface Standardized {
  readonly x: Float32Array;
  readonly scaling: InputScaling;
}

/**
 * Inputs minus their mean, divided by their standard deviation (of the rows themselves, not corrected
 * for their number), of each entry of the last axis over some rows and all other axes; in float64 up to
 * the end. A deviation of 0 is taken for 1.
 *
 * @param rows whose mean and deviation are meant
 * @param from the split that they are
 */
export function standardized(inputs: Inputs, rows: Iterable<number>, from: Split): Standardized {
  const { input, size, exact = inputs.x, scaling } = inputs;
  const columns = input.at(-1)!;
  const width = sizeOf(input);
  const { mean, deviation } = momentsOf(exact, [...rows], width, columns);
  const x = new Float32Array(size * width);
  for (let i = 0; i < x.length; i++)
    x[i] = (exact[i]! - mean[i % columns]!) / deviation[i % columns]!;
  return { x, scaling: { from, ...afterScaling(mean, deviation, exact === inputs.x, scaling) } };
}

/** Two passes, shifted by the first row: a column that does not vary has the deviation 0, not a rounding. */
function momentsOf(data: NumericArray, rows: readonly number[], width: number, columns: number) {
  const first = Array.from({ length: columns }, (_, c) => data[rows[0]! * width + c]!);
  const count = (rows.length * width) / columns;
  const shifts = sumsOf(data, rows, width, columns, (value, c) => value - first[c]!);
  const mean = shifts.map((sum, c) => first[c]! + sum / count);
  const squares = sumsOf(data, rows, width, columns, (value, c) => (value - mean[c]!) ** 2);
  const deviation = squares.map((sum) => Math.sqrt(sum / count) || 1);
  return { mean, deviation };
}

function sumsOf(
  data: NumericArray,
  rows: readonly number[],
  width: number,
  columns: number,
  term: (value: number, column: number) => number,
): readonly number[] {
  const sums = Array.from({ length: columns }, () => 0);
  for (const row of rows)
    for (let i = 0; i < width; i++) sums[i % columns]! += term(data[row * width + i]!, i % columns);
  return sums;
}

/** In terms of the numbers of the file, where what was standardized had been scaled before. */
function afterScaling(
  mean: readonly number[],
  deviation: readonly number[],
  wasScaled: boolean,
  scaling: InputScaling | undefined,
): Pick<InputScaling, 'mean' | 'deviation'> {
  if (!wasScaled || scaling === undefined) return { mean, deviation };
  const of = (list: readonly number[], c: number) => list[c % list.length]!;
  return {
    mean: mean.map((m, c) => of(scaling.mean, c) + of(scaling.deviation, c) * m),
    deviation: deviation.map((d, c) => of(scaling.deviation, c) * d),
  };
}

/** Says so where there is no train split to take mean and deviation from. */
export function withoutTrainSplit(from: Split, source: string): readonly WarningRecord[] {
  if (from === 'train') return [];
  return [
    {
      code: 'data/scaled-by-judged-rows',
      message: `${source}: there is no train split, so mean and deviation of the inputs are taken from the ${from} split itself. Name train rows in "splits" to scale by those alone.`,
    },
  ];
}
