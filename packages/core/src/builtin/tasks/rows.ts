import type { InputScaling, WarningRecord } from '@isthmus/contract';
import { dataError } from '@isthmus/files/internal';
import type { NumericArray, NumericFile } from '@isthmus/files/internal';
import { sizeOf } from '@isthmus/contract/parameters';
import { arePixels, GREY_VALUES, roundedNumbers, scalePixels, toFloat32 } from './numbers.js';

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

/** Numbers in float32, and what is to be said about them. */
export interface RowValues {
  readonly x: Float32Array;
  readonly warnings: readonly WarningRecord[];
}

/** An array in float32. @throws `data/bad-value` beyond float32 */
export function plainValues({ name, shape, data }: NamedArray): RowValues {
  const width = sizeOf(shape.slice(1));
  const place = (i: number) => `row ${Math.floor(i / width)} (counted from 0)`;
  return { x: toFloat32(data, name, place), warnings: roundedNumbers(data, name, place) };
}

/** Inputs in float32, and their numbers as the file has them. */
export interface InputValues extends RowValues {
  readonly exact: NumericArray;
  readonly scaling?: InputScaling;
}

/** Inputs in float32, grey values of bytes scaled to [0, 1]. @throws `data/bad-value` beyond float32 */
export function scaledInputs(inputs: NamedArray): InputValues {
  const { x, warnings } = plainValues(inputs);
  const exact = inputs.data;
  return arePixels(exact)
    ? { x: scalePixels(x), exact, scaling: GREY_VALUES, warnings }
    : { x, exact, warnings };
}

/** @throws `data/bad-value` unless there is a target for every input */
export function checkRowCounts(
  inputs: Pick<NamedArray, 'name' | 'shape'>,
  targets: Pick<NamedArray, 'name' | 'shape'>,
): void {
  const [expected, came] = [inputs.shape[0]!, targets.shape[0]!];
  if (expected === came) return;
  throw dataError('bad-value', targets.name, {
    expected: `${expected} rows, as many as ${inputs.name} has`,
    came: String(came),
    remedy: 'Name the files that belong together',
  });
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
