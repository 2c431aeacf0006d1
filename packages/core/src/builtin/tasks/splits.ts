import { z } from 'zod';
import type { Rng } from '@isthmus/contract/base';
import { createRng, permutation } from '@isthmus/contract/base';
import type { Dataset, Split, TaskData, WarningRecord } from '@isthmus/contract';
import { dataError } from '@isthmus/files/internal';
import { sizeOf } from '@isthmus/contract/parameters';
import { standardized, withoutTrainSplit, type Inputs } from './standardize.js';
import { untaught } from './untaught.js';

const SPLITS = ['train', 'probe', 'test'] as const satisfies readonly Split[];

const rows = z.union(
  [z.literal('all'), z.tuple([z.int().min(0), z.int().min(0)]), z.number().gt(0).max(1)],
  'expected "all", a range [from, to] of rows (from 0; "to" is left out), or a fraction above 0',
);

const DESCRIPTION =
  'Rows of the three splits: each "all", a range [from, to] that leaves out row "to", or (all of them) fractions of the rows after a shuffle.';

const schema = z
  .strictObject({
    train: rows.optional().describe('Rows to train on; none where left out.'),
    probe: rows
      .optional()
      .describe('Rows that thresholds and verdicts are about; none where left out.'),
    test: rows
      .optional()
      .describe('Rows that nothing but the final report looks at; none where left out.'),
    seed: z.int().min(0).default(0).describe('Seed of the shuffle, where splits are fractions.'),
  })
  .superRefine((given, context) => {
    const fault = complaint(given);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

/** The rows of each split, as a config says them. */
export type Splits = Readonly<z.output<typeof schema>>;

/** Which rows are train, probe and test, where left out means: as `taskData` deals them. */
export const splits = schema.optional().describe(DESCRIPTION);

/** Which rows are train, probe and test, with rows for a config that does not say. */
export function splitsOr(rowsByDefault: z.input<typeof schema>) {
  return schema.prefault(rowsByDefault).describe(DESCRIPTION);
}

/** Samples before they are dealt out. */
export interface Samples extends Dataset, Inputs {
  readonly size: number;
  readonly x: Float32Array;
  /** What the entries of the last axis of an input are called. */
  readonly columns?: readonly string[];
  /** Shape of one target. */
  readonly output: readonly number[];
  readonly targets: TaskData['targets'];
  /** What the classes are called, where they have names. */
  readonly classes?: readonly string[] | null;
  /** How many rows of the file were left out. */
  readonly dropped?: number;
  readonly warnings?: readonly WarningRecord[];
}

/** Without splits every row is to train on and to judge by, and none to test. */
const WHOLE: Splits = { train: 'all', probe: 'all', seed: 0 };

/** What a config says of its rows. */
export interface Dealing {
  readonly splits?: Splits | undefined;
  /** Whether inputs are scaled by the rows of the train split. */
  readonly standardize?: boolean;
}

/**
 * Deals samples out to the splits, their inputs standardized where that is asked for.
 *
 * @param source name of the file for messages
 * @throws `data/bad-value` for a split beyond the last row, or one that comes out empty
 */
export function taskData(samples: Samples, given: Dealing, source: string): TaskData {
  const chosen = rowsOf(given.splits ?? WHOLE, samples.size, source);
  const scaled = given.standardize === true ? scaledBy(chosen, samples, source) : samples;
  const { input, output, targets, classes = null, dropped = 0, columns, scaling } = scaled;
  const dealt = SPLITS.map((split) => [split, pick(scaled, chosen[split])] as const);
  const splits = Object.fromEntries(dealt) as TaskData['splits'];
  const odd = targets === 'classes' ? untaught(splits, classes, source) : [];
  const said = [...(scaled.warnings ?? []), ...odd];
  return {
    ...{ input, output, targets, splits },
    ...(classes === null ? {} : { classes }),
    ...(dropped === 0 ? {} : { dropped }),
    ...(columns === undefined ? {} : { columns }),
    ...(scaling === undefined ? {} : { scaling }),
    ...(said.length === 0 ? {} : { warnings: said }),
  };
}

/** By the rows of the train split; where it is empty, by those of the next that is not. */
function scaledBy(
  chosen: Readonly<Record<Split, Rows>>,
  samples: Samples,
  source: string,
): Samples {
  const from = SPLITS.find((split) => [...rowNumbers(chosen[split])].length > 0)!;
  const warnings = [...(samples.warnings ?? []), ...withoutTrainSplit(from, source)];
  return { ...samples, ...standardized(samples, rowNumbers(chosen[from]), from), warnings };
}

function rowNumbers(rows: Rows): Iterable<number> {
  if (rows instanceof Int32Array) return rows;
  const [from, to] = rows;
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function complaint(given: Splits): string | null {
  const kinds = SPLITS.map((split) => given[split]).filter((each) => each !== undefined);
  const fractions = kinds.filter((each) => typeof each === 'number');
  // Fractions that add up to 1 in decimals may add up to a little more in binary.
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (kinds.length === 0) return 'expected rows for at least one of train, probe and test';
  if (fractions.length > 0 && fractions.length < kinds.length)
    return 'expected fractions for all splits or for none: shuffled rows have no ranges';
  if (sum > 1 + 1e-9) return `expected fractions that add up to at most 1, not ${sum}`;
  const backwards = kinds.find((each) => Array.isArray(each) && each[0] >= each[1]);
  return backwards === undefined ? null : `expected a range [from, to] with from < to`;
}

type Rows = readonly [from: number, to: number] | Int32Array;

function rowsOf(given: Splits, size: number, source: string): Readonly<Record<Split, Rows>> {
  const shuffled = shuffle(size, createRng(given.seed).fork('splits'));
  let dealt = 0;
  const rowsOfSplit = (split: Split): Rows => {
    const each = given[split];
    if (each === undefined) return [0, 0];
    if (each === 'all') return [0, size];
    if (typeof each !== 'number') return within(each, size, split, source);
    const from = Math.round(dealt * size);
    dealt += each;
    const part = shuffled().subarray(from, Math.round(dealt * size));
    if (part.length === 0) throw emptySplit(split, each, size, source);
    return part;
  };
  return { train: rowsOfSplit('train'), probe: rowsOfSplit('probe'), test: rowsOfSplit('test') };
}

/** The shuffle is made when it is first asked for: ranges need none. */
function shuffle(size: number, rng: Rng): () => Int32Array {
  let order: Int32Array | undefined;
  return () => (order ??= permutation(size, rng));
}

function within(
  [from, to]: readonly [number, number],
  size: number,
  split: Split,
  source: string,
): Rows {
  if (to <= size) return [from, to];
  throw dataError('bad-value', source, {
    place: `splits.${split}`,
    expected: `rows from 0 to ${size} at most, for there are ${size}`,
    came: `[${from}, ${to}]`,
    remedy: 'Choose rows that the file has',
  });
}

function emptySplit(split: Split, fraction: number, size: number, source: string): Error {
  return dataError('bad-value', source, {
    place: `splits.${split}`,
    expected: 'at least one row',
    came: `a fraction of ${fraction} of ${size} rows, which rounds to none`,
    remedy: 'Choose a larger fraction, or leave the split out',
  });
}

function pick({ size, x, y, input, output }: Samples, chosen: Rows): Dataset {
  const width = { x: sizeOf(input), y: sizeOf(output) };
  if (chosen instanceof Int32Array)
    return {
      size: chosen.length,
      x: gather(x, width.x, chosen),
      y: gather(y, width.y, chosen),
    };
  const [from, to] = chosen;
  // Large files are not copied where they are used whole, which is mostly twice.
  if (from === 0 && to === size) return { size, x, y };
  return {
    size: to - from,
    x: x.slice(from * width.x, to * width.x),
    y: y.slice(from * width.y, to * width.y),
  };
}

function gather(data: Float32Array, width: number, chosen: Int32Array): Float32Array {
  const out = new Float32Array(chosen.length * width);
  chosen.forEach((row, i) => out.set(data.subarray(row * width, (row + 1) * width), i * width));
  return out;
}
