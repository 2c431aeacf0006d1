import { dataError } from '../../io/formats/data-error.js';
import type { NumericArray } from '../../io/formats/elements.js';

/** More entries than 1 GiB of float32 holds come of a wrong label, not of data. */
const MAX_ENTRIES = 2 ** 28;

/**
 * Rounds numbers to float32.
 *
 * @param placeOf where entry i stands in the file, for messages
 * @throws `data/bad-value` for a number beyond float32, which would become an infinity
 */
export function toFloat32(
  values: NumericArray,
  source: string,
  placeOf: (index: number) => string,
): Float32Array {
  const data = Float32Array.from(values);
  const lost = data.findIndex((value) => !Number.isFinite(value));
  if (lost < 0) return data;
  throw dataError('bad-value', source, {
    place: placeOf(lost),
    expected: 'a number that float32 can hold, at most 3.4e38 in size',
    came: String(values[lost]),
    remedy: 'Scale the data before writing the file',
  });
}

/** Whether bytes are grey values 0..255; bytes that are all 0 or 1 are a mask or a flag already. */
export function arePixels(data: NumericArray): boolean {
  return data instanceof Uint8Array && data.some((value) => value > 1);
}

/** Divides grey values 0..255 in place, so that they lie in [0, 1]. */
export function scalePixels(data: Float32Array): Float32Array {
  for (let i = 0; i < data.length; i++) data[i]! /= 255;
  return data;
}

/** Targets of one class each. */
export interface OneHot {
  readonly classes: number;
  /** `[N, classes]` */
  readonly y: Float32Array;
}

/**
 * Labels 0, 1, 2 … as one-hot rows.
 *
 * @param classes how many there are; the largest label plus 1 where left out
 * @throws `data/bad-value` for a label that is none of them, naming its row
 */
export function oneHot(labels: NumericArray, classes: number | undefined, source: string): OneHot {
  const bad = labels.findIndex(
    (label) => !Number.isInteger(label) || label < 0 || label >= (classes ?? Infinity),
  );
  if (bad >= 0) throw badLabel(bad, labels[bad]!, classes, source);
  const count = classes ?? largest(labels) + 1;
  if (count < 2 || count * labels.length > MAX_ENTRIES) throw badCount(count, source);
  const y = new Float32Array(count * labels.length);
  labels.forEach((label, row) => {
    y[row * count + label] = 1;
  });
  return { classes: count, y };
}

function largest(labels: NumericArray): number {
  let most = 0;
  for (const label of labels) most = Math.max(most, label);
  return most;
}

function badLabel(row: number, label: number, classes: number | undefined, source: string): Error {
  return dataError('bad-value', source, {
    place: `row ${row} (counted from 0)`,
    expected:
      classes === undefined
        ? 'a class 0, 1, 2 …'
        : `a class from 0 to ${classes - 1}, for there are ${classes} classes`,
    came: String(label),
    remedy: 'Number the classes from 0, or set "classes" to how many there are',
  });
}

function badCount(count: number, source: string): Error {
  return dataError('bad-value', source, {
    expected: 'labels of two classes or more, and not so many that the targets need over 1 GiB',
    came: `labels up to ${count - 1}`,
    remedy: 'Check that the right file is named, or set "classes"',
  });
}
