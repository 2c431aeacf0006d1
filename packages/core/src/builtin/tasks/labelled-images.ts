import { dataError } from '../../io/formats/data-error.js';
import type { NumericArray, NumericFile } from '../../io/formats/elements.js';
import { readIdx } from '../../io/formats/idx.js';
import { sizeOf } from '../../parameters/spec.js';
import { arePixels, oneHot, scalePixels, toFloat32 } from './numbers.js';
import type { Samples } from './splits.js';

/** A file's name, for messages, and its content. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Samples from IDX files of images and of labels; several files of one sort are read one after the
 * other. Images `[N, h, w]` become inputs `[h, w, 1]`; bytes are scaled to [0, 1].
 *
 * @param classes how many there are; the largest label plus 1 where left out
 * @throws `data/…` naming the file and what is wrong in it
 */
export function labelledImages(
  images: readonly NamedFile[],
  labels: readonly NamedFile[],
  classes: number | undefined,
): Samples {
  const read = ({ name, bytes }: NamedFile) => ({ name, ...readIdx(bytes, name) });
  const inputs = joinRows(images.map(read));
  const marks = joinRows(labels.map(read));
  if (marks.shape.length !== 1) throw notLabels(marks);
  checkRowCounts(inputs, marks);
  const targets = oneHot(marks.data, classes, marks.name);
  return {
    size: inputs.shape[0]!,
    input: imageShape(inputs.shape.slice(1)),
    x: scaledInputs(inputs),
    output: [targets.classes],
    y: targets.y,
    targets: 'classes',
  };
}

/** An array with samples along its first axis, and the name of its file or files. */
export interface NamedArray extends NumericFile {
  readonly name: string;
}

/**
 * Puts arrays of equally shaped rows one after the other.
 *
 * @throws `data/bad-value` for rows of another shape, no rows or rows without entries
 */
export function joinRows(files: readonly NamedArray[]): NamedArray {
  const [first, ...others] = files;
  if (first === undefined || files.some(({ shape }) => sizeOf(shape) === 0 || shape.length === 0))
    throw noRows(files);
  if (others.length === 0) return first;
  const odd = others.find(({ shape }) => String(shape.slice(1)) !== String(first.shape.slice(1)));
  if (odd !== undefined) throw otherShape(first, odd);
  const rows = files.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return {
    name: files.map(({ name }) => name).join(' and '),
    shape: [rows, ...first.shape.slice(1)],
    data: concatenate(files.map(({ data }) => data)),
  };
}

/** Inputs in float32, grey values of bytes scaled to [0, 1]. @throws `data/bad-value` beyond float32 */
export function scaledInputs({ name, shape, data }: NamedArray): Float32Array {
  const width = sizeOf(shape.slice(1));
  const values = toFloat32(data, name, (i) => `row ${Math.floor(i / width)} (counted from 0)`);
  return arePixels(data) ? scalePixels(values) : values;
}

/** @throws `data/bad-value` unless there is a target for every input */
export function checkRowCounts(inputs: NamedArray, targets: NamedArray): void {
  const [expected, came] = [inputs.shape[0]!, targets.shape[0]!];
  if (expected === came) return;
  throw dataError('bad-value', targets.name, {
    expected: `${expected} rows, as many as ${inputs.name} has`,
    came: String(came),
    remedy: 'Name the files that belong together',
  });
}

/** Convolutions want a channel axis; a list of numbers per row has none. */
function imageShape(row: readonly number[]): readonly number[] {
  if (row.length === 0) return [1];
  return row.length === 2 ? [...row, 1] : row;
}

/** In the type of the files where all have one, which tells bytes from other numbers. */
function concatenate(parts: readonly NumericArray[]): NumericArray {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = parts.every((part) => part instanceof Uint8Array);
  const all = bytes ? new Uint8Array(size) : new Float64Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function notLabels({ name, shape }: NamedArray): Error {
  return dataError('bad-value', name, {
    expected: 'one label a row, an array with one axis',
    came: `the shape [${shape.join(', ')}]`,
    remedy: 'Name the file of the labels, such as train-labels-idx1-ubyte.gz',
  });
}

function noRows(files: readonly NamedArray[]): Error {
  const empty = files.find(({ shape }) => sizeOf(shape) === 0 || shape.length === 0);
  return dataError('bad-value', empty?.name ?? 'the task', {
    expected: 'at least one row of at least one number',
    came: `the shape [${empty?.shape.join(', ') ?? ''}]`,
    remedy: 'Check that the right file is named',
  });
}

function otherShape(first: NamedArray, odd: NamedArray): Error {
  return dataError('bad-value', odd.name, {
    expected: `rows of shape [${first.shape.slice(1).join(', ')}], as ${first.name} has`,
    came: `rows of shape [${odd.shape.slice(1).join(', ')}]`,
    remedy: 'Name files of one sort',
  });
}
