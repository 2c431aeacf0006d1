import { z } from 'zod';
import type { WarningRecord } from '@isthmus/contract';
import { dataError, listed, quote } from '@isthmus/files/internal';
import type { NumericArray } from '@isthmus/files/internal';
import { labelRange, type LabelRange, offenceIn, unusedClasses } from './label-range.js';

/** More entries than 1 GiB of float32 holds come of a wrong label, not of data. */
const MAX_ENTRIES = 2 ** 28;

/** How many classes there are. */
export const classCount = z.int().min(2);

/** How many classes there are, or what they are called, in the order of their numbers. */
export const classNames = z.union(
  [classCount, z.array(z.string().min(1)).min(2).refine(areDifferent, 'expected different names')],
  'expected how many classes there are (2 or more), or a list of their names',
);

function areDifferent(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** Targets of one class each. */
export interface ClassTargets {
  readonly targets: 'classes';
  /** How many classes there are. */
  readonly output: readonly [number];
  /** One-hot, `[N, classes]`. */
  readonly y: Float32Array;
  /** What the classes are called, where they have names. */
  readonly classes: readonly string[] | null;
  readonly warnings: readonly WarningRecord[];
}

/** Where labels come from. */
export interface LabelSource {
  readonly source: string;
  /** Where the label of a row stands; its row counted from 0 where left out. */
  readonly placeOf?: (row: number) => string;
  /** How the file spells the labels, where a config can list them in place of their number. */
  readonly texts?: readonly string[];
}

/**
 * Labels 0, 1, 2 … as one-hot rows. What is odd about them is said: labels that start at 1, a 255
 * among ten classes, classes without a row.
 *
 * @param classes how many there are; the largest label plus 1 where left out
 * @throws `data/bad-value` for a label that is none of them, naming its place and what labels there are
 */
export function numberedClasses(
  labels: NumericArray,
  classes: number | undefined,
  from: LabelSource,
): ClassTargets {
  const range = labelRange(labels);
  const offence = offenceIn(labels, range, classes, from.texts);
  if (offence !== null)
    throw dataError('bad-value', from.source, {
      place: place(offence.row, from),
      ...offence.words,
    });
  const count = classes ?? range.largest + 1;
  if (count < 2) throw oneClass(range, from.source);
  if (count * labels.length > MAX_ENTRIES) throw tooMany(count, labels.length, from.source);
  return oneHot(labels, count, null, unusedClasses(range, count, null, from.source));
}

/**
 * Class names as one-hot rows. Without a list of names they are numbered in sorted order, by the codes
 * of their characters; names that are all numbers are taken for the numbers of the classes.
 *
 * @param labels the names that occur, and which of them each row has
 * @param classes how many there are, or their names in the order of their numbers
 * @throws `data/bad-value` for another number of names, or a name that is not in the list
 */
export function namedClasses(
  labels: { readonly names: readonly string[]; readonly codes: Float64Array },
  classes: number | readonly string[],
  from: LabelSource,
): ClassTargets {
  const { names, codes } = labels;
  const numbers = names.map((name) => (DECIMAL.test(name) ? Number(name) : NaN));
  if (typeof classes === 'number' && !numbers.some(Number.isNaN)) {
    const values = codes.map((code) => numbers[code]!);
    const texts = names.toSorted((a, b) => Number(a) - Number(b));
    return numberedClasses(values, classes, { ...from, texts });
  }
  const order = typeof classes === 'number' ? [...names].sort() : classes;
  if (typeof classes === 'number' && order.length !== classes)
    throw otherCount(order, classes, from.source);
  const numberOf = new Map(order.map((name, number) => [name, number]));
  const stranger = names.findIndex((name) => !numberOf.has(name));
  if (stranger >= 0) throw unknownName(names[stranger]!, codes.indexOf(stranger), order, from);
  const values = codes.map((code) => numberOf.get(names[code]!)!);
  const warnings = unusedClasses(labelRange(values), order.length, order, from.source);
  return oneHot(values, order.length, order, warnings);
}

const DECIMAL = /^[+-]?\d+(?:\.\d*)?$/;

function oneHot(
  labels: NumericArray,
  count: number,
  names: readonly string[] | null,
  warnings: readonly WarningRecord[],
): ClassTargets {
  const y = new Float32Array(count * labels.length);
  labels.forEach((label, row) => {
    y[row * count + label] = 1;
  });
  return { targets: 'classes', output: [count], y, classes: names, warnings };
}

function place(row: number, { placeOf }: LabelSource): string {
  return placeOf?.(row) ?? `row ${row} (counted from 0)`;
}

function oneClass({ largest }: LabelRange, source: string): Error {
  return dataError('bad-value', source, {
    expected: 'labels of two classes or more',
    came: `labels up to ${largest}`,
    remedy: 'Check that the right file is named, or set "classes"',
  });
}

function tooMany(classes: number, rows: number, source: string): Error {
  return dataError('too-large', source, {
    expected: 'one-hot targets of at most 1 GiB',
    came: `${classes} classes of ${rows} row${rows === 1 ? '' : 's'}`,
    remedy:
      'Check "classes" and that the right file is named: a single wrong label can make millions of classes',
  });
}

const MOST_LISTED = 10;

function otherCount(names: readonly string[], classes: number, source: string): Error {
  return dataError('bad-value', source, {
    expected: `${classes} classes, as "classes" says`,
    came: `${names.length === 1 ? '1 name of a class' : `${names.length} names of classes`}: ${listed(names, MOST_LISTED)}`,
    remedy:
      names.length > classes
        ? 'Check the column for misspelt names, or set "classes" to how many there are'
        : 'Set "classes" to how many there are, or to a list of all their names',
  });
}

function unknownName(
  name: string,
  row: number,
  names: readonly string[],
  from: LabelSource,
): Error {
  return dataError('bad-value', from.source, {
    place: place(row, from),
    expected: `one of the classes ${listed(names, MOST_LISTED)}`,
    came: quote(name),
    remedy: 'Spell "classes" as the file does, or leave the list out and give their number',
  });
}
