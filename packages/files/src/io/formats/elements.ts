import { dataError } from './data-error.js';
import { halfToNumber } from './half.js';
import type { NumericArray } from './numeric-array.js';
import { transpose } from './transpose.js';

export type { NumericArray } from './numeric-array.js';

/** An array read from a file, row-major. The caller owns `data`. */
export interface NumericFile {
  readonly shape: readonly number[];
  readonly data: NumericArray;
}

/** A kind of number in a file: letter as in NumPy (`u`, `i`, `f`, `b`) and size in bytes. */
export type ElementKind =
  'u1' | 'i1' | 'u2' | 'i2' | 'u4' | 'i4' | 'u8' | 'i8' | 'f2' | 'f4' | 'f8' | 'b1';

interface ElementType {
  readonly bytes: number;
  /** The numbers in a buffer that is theirs alone, in the byte order of the host. */
  readonly over: (buffer: ArrayBuffer) => NumericArray;
}

const types: Readonly<Record<ElementKind, ElementType>> = {
  b1: { bytes: 1, over: (buffer) => new Uint8Array(buffer) },
  u1: { bytes: 1, over: (buffer) => new Uint8Array(buffer) },
  i1: { bytes: 1, over: (buffer) => new Int8Array(buffer) },
  u2: { bytes: 2, over: (buffer) => new Uint16Array(buffer) },
  i2: { bytes: 2, over: (buffer) => new Int16Array(buffer) },
  u4: { bytes: 4, over: (buffer) => new Uint32Array(buffer) },
  i4: { bytes: 4, over: (buffer) => new Int32Array(buffer) },
  u8: { bytes: 8, over: (buffer) => Float64Array.from(new BigUint64Array(buffer), Number) },
  i8: { bytes: 8, over: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number) },
  f2: { bytes: 2, over: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber) },
  f4: { bytes: 4, over: (buffer) => new Float32Array(buffer) },
  f8: { bytes: 8, over: (buffer) => new Float64Array(buffer) },
};

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** What a header says about the data behind it. */
export interface ArrayLayout {
  readonly shape: readonly number[];
  readonly kind: ElementKind;
  readonly littleEndian: boolean;
  /** Whether the first axis runs fastest, as in Fortran, and not the last. */
  readonly fortranOrder?: boolean;
}

/**
 * Reads the elements behind a header that ends at `offset`, to the file's last byte. Sizes are
 * checked before anything is allocated.
 *
 * Integers of 8 bytes come as float64, numbers of 2 bytes as float32; whatever their order in the file,
 * the elements come row by row.
 *
 * @throws `data/truncated`, `data/trailing-bytes`,
 *   `data/bad-value` (NaN or infinite, an integer beyond ±(2^53 − 1), a boolean that is neither 0 nor 1)
 */
export function readElements(
  bytes: Uint8Array,
  offset: number,
  layout: ArrayLayout,
  source: string,
): NumericFile {
  const { shape, kind, littleEndian, fortranOrder = false } = layout;
  const type = types[kind];
  const count = countOf(shape);
  checkSize(source, shape, count * type.bytes, bytes.length - offset);
  // A copy, because the file's data need not be aligned, and belongs to the caller.
  const own = new Uint8Array(count * type.bytes);
  own.set(bytes.subarray(offset));
  if (littleEndian !== hostIsLittleEndian) swapBytes(own, type.bytes);
  const stored = type.over(own.buffer);
  const data = fortranOrder && shape.length > 1 ? rowByRow(stored, shape) : stored;
  checkValues(data, layout, source);
  return { shape, data };
}

/** The elements in Fortran order are those of the transposed array row by row. */
export function rowByRow<T extends NumericArray>(stored: T, shape: readonly number[]): T {
  const axes = shape.map((_, axis) => axis).reverse();
  return transpose(stored, shape.toReversed(), axes);
}

/** Reverses each group of `size` bytes in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const kept = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = kept;
    }
  }
}

/** How many elements an array has. Beyond 2^53 it is inexact, but then larger than any file. */
export function countOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

export function checkSize(
  source: string,
  shape: readonly number[],
  needed: number,
  given: number,
): void {
  if (needed === given) return;
  const short = given < needed;
  throw dataError(short ? 'truncated' : 'trailing-bytes', source, {
    expected: `${needed} bytes of data for the shape [${shape.join(', ')}] in its header`,
    came: String(given),
    remedy: short
      ? 'The file breaks off or its header is wrong: copy or write it again'
      : 'The header is wrong or something was appended: write the file again',
  });
}

const rules: Partial<
  Record<ElementKind, { expected: string; isGood: (value: number) => boolean }>
> = {
  f2: { expected: 'finite numbers', isGood: Number.isFinite },
  f4: { expected: 'finite numbers', isGood: Number.isFinite },
  f8: { expected: 'finite numbers', isGood: Number.isFinite },
  u8: { expected: 'integers below 2^53', isGood: Number.isSafeInteger },
  i8: { expected: 'integers within ±(2^53 − 1)', isGood: Number.isSafeInteger },
  b1: { expected: 'booleans stored as 0 or 1', isGood: (value) => value <= 1 },
};

function checkValues(data: NumericArray, { kind, shape }: ArrayLayout, source: string): void {
  const rule = rules[kind];
  if (rule === undefined) return;
  const bad = data.findIndex((value) => !rule.isGood(value));
  if (bad < 0) return;
  throw dataError('bad-value', source, {
    expected: rule.expected,
    came: `${data[bad]} at [${indicesOf(bad, shape).join(', ')}]`,
    remedy: 'Clean the data before writing the file',
  });
}

/** Position of the flat index in the array, zero-based, one number an axis. */
function indicesOf(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .toReversed();
}
