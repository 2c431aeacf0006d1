import { IsthmusError } from '@isthmus/contract/base';
import type { Leaf } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';
import { quote } from './formats/data-error.js';
import { halfToNumber } from './formats/half.js';
import { modelError } from './model-error.js';
import type { HeaderEntry } from './safetensors-header.js';
import { parseHeader } from './safetensors-header.js';

/** Named arrays and free text, as a safetensors file holds them. */
export interface TensorFile {
  /** In the order in which the data lies in the file. A map, so that no name is special. */
  readonly tensors: ReadonlyMap<string, Leaf>;
  readonly metadata: ReadonlyMap<string, string>;
  /** Tensors of whole numbers and booleans, which are not read. */
  readonly others: readonly OtherTensor[];
}

/** A tensor of another kind of numbers than weights are. */
export interface OtherTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** A kind of number: its bytes, and its conversion to float32. */
interface Dtype {
  readonly width: number;
  convert(view: DataView, count: number): Float32Array;
}

const DTYPES: ReadonlyMap<string, Dtype> = new Map([
  ['F64', { width: 8, convert: numbers((view, i) => view.getFloat64(8 * i, true)) }],
  ['F32', { width: 4, convert: bits((view, i) => view.getUint32(4 * i, true)) }],
  ['F16', { width: 2, convert: numbers((view, i) => halfToNumber(view.getUint16(2 * i, true))) }],
  ['BF16', { width: 2, convert: bits((view, i) => view.getUint16(2 * i, true) << 16) }],
]);

/** Bytes of the kinds that are no weights. */
const OTHER_WIDTHS: ReadonlyMap<string, number> = new Map([
  ...(['BOOL', 'U8', 'I8', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0'] as const).map(
    (kind) => [kind, 1] as const,
  ),
  ...(['I16', 'U16'] as const).map((kind) => [kind, 2] as const),
  ...(['I32', 'U32'] as const).map((kind) => [kind, 4] as const),
  ...(['I64', 'U64', 'C64'] as const).map((kind) => [kind, 8] as const),
]);

/**
 * Reads a safetensors file strictly: the header is checked whole (bounds, gaps, overlaps, shapes,
 * duplicate names) before any array is made, and every byte must belong to something. What is
 * allocated is bounded by the size of the file.
 *
 * F32 is read bit for bit, NaNs included; F64, F16 and BF16 are converted to float32.
 *
 * @param source the file's name, for messages
 * @throws `model/invalid` saying what is wrong and where; `model/unsupported` for a tensor of whole
 * numbers or booleans
 * @example
 * const { tensors } = readSafetensors(encodeModel(a), 'a.safetensors');
 * tensors.get('dense1.kernel')?.shape; // [1, 4]
 */
export function readSafetensors(bytes: Uint8Array, source: string): TensorFile {
  const file = readTensorFile(bytes, source);
  const [other] = file.others;
  if (other === undefined) return file;
  throw modelError(
    'unsupported',
    source,
    `${quote(other.name)} has dtype ${quote(other.dtype)}; weights are ${[...DTYPES.keys()].join(', ')}. Leave it out and save again.`,
    { tensor: other.name },
  );
}

/** The same for a file that may have tensors of whole numbers and booleans, which are listed. */
export function readTensorFile(bytes: Uint8Array, source: string): TensorFile {
  const { entries, metadata, dataStart } = parseHeader(bytes, source);
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  const ends = inOrder.reduce((end, entry) => checkExtent(entry, end, source), 0);
  if (dataStart + ends !== bytes.length)
    throw fault(source, `its tensors end at byte ${dataStart + ends}, the file at ${bytes.length}`);
  const weights = inOrder.filter(({ dtype }) => DTYPES.has(dtype));
  const others = inOrder
    .filter(({ dtype }) => !DTYPES.has(dtype))
    .map(({ name, dtype, shape }) => ({ name, dtype, shape }));
  const tensors = weights.map((entry): [string, Leaf] => {
    const data = bytes.subarray(dataStart + entry.begin, dataStart + entry.end);
    return [entry.name, { shape: entry.shape, data: toFloat32(data, entry, source) }];
  });
  return { tensors: new Map(tensors), metadata, others };
}

/** Where the tensor ends, which is where the next one must begin. */
function checkExtent(entry: HeaderEntry, expectedBegin: number, source: string): number {
  const { dtype, shape, begin, end } = entry;
  const name = quote(entry.name);
  const width = DTYPES.get(dtype)?.width ?? OTHER_WIDTHS.get(dtype);
  if (width === undefined)
    throw fault(
      source,
      `${name} has dtype ${quote(dtype)}; weights are ${[...DTYPES.keys()].join(', ')}`,
    );
  // A zero decides first: the product of the rest may be infinite, and 0 times that is NaN.
  const size = shape.includes(0) ? 0 : sizeOf(shape) * width;
  if (size !== end - begin)
    throw fault(
      source,
      `${name} has shape [${shape.join(', ')}] of ${dtype}, ${size} bytes, but ${end - begin} are given to it`,
    );
  if (begin !== expectedBegin)
    throw fault(
      source,
      `${name} begins at ${begin} of the data, expected ${expectedBegin}: tensors may neither overlap nor leave a gap`,
    );
  return end;
}

function toFloat32(bytes: Uint8Array, { name, dtype }: HeaderEntry, source: string): Float32Array {
  const { width, convert } = DTYPES.get(dtype)!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = convert(view, bytes.length / width);
  if (dtype === 'F64') checkRange(view, data, name, source);
  return data;
}

/** Only float64 reaches beyond float32; such a number would become an infinity unseen. */
function checkRange(view: DataView, data: Float32Array, name: string, source: string): void {
  const lost = data.findIndex(
    (value, i) => !Number.isFinite(value) && Number.isFinite(view.getFloat64(8 * i, true)),
  );
  if (lost >= 0)
    throw fault(
      source,
      `${quote(name)} holds ${view.getFloat64(8 * lost, true)} at entry ${lost}, which float32 cannot hold`,
    );
}

function numbers(read: (view: DataView, index: number) => number): Dtype['convert'] {
  return (view, count) => {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = read(view, i);
    return data;
  };
}

/** Goes by bits, because a NaN that passes through a number may lose its payload. */
function bits(read: (view: DataView, index: number) => number): Dtype['convert'] {
  return (view, count) => {
    const words = new Uint32Array(count);
    for (let i = 0; i < count; i++) words[i] = read(view, i);
    return new Float32Array(words.buffer);
  };
}

type NamedLeaf = readonly [name: string, leaf: Leaf];

/**
 * Writes named float32 arrays as a safetensors file, bit for bit, NaNs included. The bytes depend on
 * the arguments alone, not on the machine or the time; the header is padded so that the data begins
 * at a multiple of 8.
 *
 * @throws `model/unwritable` for the name `__metadata__`, or a leaf whose data do not fill its shape
 * @example
 * const bytes = writeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } });
 * readSafetensors(bytes, 'w.safetensors').tensors.get('w')?.data; // Float32Array.of(1, 2)
 * writeSafetensors({ w: { shape: [3], data: Float32Array.of(1, 2) } }); // throws model/unwritable
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, Leaf>> | ReadonlyMap<string, Leaf>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries: readonly NamedLeaf[] = isMap(tensors) ? [...tensors] : Object.entries(tensors);
  for (const entry of entries) checkEntry(entry);
  const header = new TextEncoder().encode(headerOf(entries, metadata));
  const headerSize = Math.ceil(header.length / 8) * 8;
  const dataSize = entries.reduce((sum, [, { data }]) => sum + data.byteLength, 0);
  const bytes = new Uint8Array(8 + headerSize + dataSize);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerSize), true);
  bytes.fill(0x20, 8, 8 + headerSize);
  bytes.set(header, 8);
  writeData(view, 8 + headerSize, entries);
  return bytes;
}

function isMap(
  tensors: Readonly<Record<string, Leaf>> | ReadonlyMap<string, Leaf>,
): tensors is ReadonlyMap<string, Leaf> {
  return tensors instanceof Map;
}

/** Put together by hand: in an object, a tensor called `__proto__` would be lost and `1` moved. */
function headerOf(
  entries: readonly NamedLeaf[],
  metadata: Readonly<Record<string, string>>,
): string {
  let offset = 0;
  const members = entries.map(([name, { shape, data }]) => {
    const begin = offset;
    offset += data.byteLength;
    const entry = { dtype: 'F32', shape, data_offsets: [begin, offset] };
    return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  });
  return `{${[`"__metadata__":${JSON.stringify(metadata)}`, ...members].join(',')}}`;
}

function writeData(view: DataView, start: number, entries: readonly NamedLeaf[]): void {
  let at = start;
  for (const [, { data }] of entries)
    for (const word of new Uint32Array(data.buffer, data.byteOffset, data.length)) {
      view.setUint32(at, word, true);
      at += 4;
    }
}

function checkEntry([name, { shape, data }]: NamedLeaf): void {
  if (name === '__metadata__' || sizeOf(shape) !== data.length)
    throw new IsthmusError(
      'model/unwritable',
      name === '__metadata__'
        ? 'A tensor cannot be called "__metadata__" in a safetensors file. Rename it.'
        : `"${name}" holds ${data.length} numbers, its shape [${shape.join(', ')}] asks for ${sizeOf(shape)}.`,
      { name },
    );
}

function fault(source: string, message: string): IsthmusError {
  return modelError('invalid', source, `${message}. The file was not read.`);
}
