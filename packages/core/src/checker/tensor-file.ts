import { ask, Malformed, shown } from './faults.js';
import { fieldsOf, listOf, numberOf, textOf } from './json.js';

/** An array of a safetensors file: float32 numbers, each of which float64 holds exactly. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Named arrays and free text. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a safetensors file of float32 arrays. Every byte belongs to one array, none to two, and every
 * number is finite: a name that stands twice in the header would leave a gap.
 *
 * @throws `Malformed`
 */
export function readTensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  ask(bytes.length >= 8, () => 'it is too short for a safetensors file');
  const size = Number(view.getBigUint64(0, true));
  ask(size <= bytes.length - 8, () => 'it breaks off within its header');
  const header = fieldsOf(parseJson(bytes.subarray(8, 8 + size)), 'its header');
  const metadata = new Map<string, string>();
  const tensors = new Map<string, Tensor>();
  const extents: (readonly [begin: number, end: number])[] = [];
  for (const [name, value] of header)
    if (name === '__metadata__')
      for (const [key, text] of fieldsOf(value, 'its metadata'))
        metadata.set(key, textOf(text, key));
    else {
      const { shape, begin, end } = entryOf(value, name);
      const from = 8 + size + begin;
      ask(
        8 + size + end <= bytes.length,
        () => `${shown(name)} reaches beyond the end of the file`,
      );
      extents.push([begin, end]);
      tensors.set(name, { shape, data: numbersIn(view, from, (end - begin) / 4, name) });
    }
  let at = 0;
  for (const [begin, end] of extents.sort((p, q) => p[0] - q[0] || p[1] - q[1])) {
    ask(begin === at, () => `its arrays overlap or leave a gap at byte ${at}`);
    at = end;
  }
  ask(8 + size + at === bytes.length, () => 'bytes of it belong to no array');
  return { tensors, metadata };
}

/** @throws `Malformed` for what is no JSON in UTF-8 */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new Malformed('it is no JSON');
  }
  checkNames(text);
  return value;
}

/** Texts with what follows them, and the braces between; of JSON that is well-formed. */
const NAMES = /"(?:[^"\\]|\\.)*"\s*:?|[{}]/g;

/** Of a name that stands twice a person may read the first value, and we would take the last. */
function checkNames(text: string): void {
  const open: Set<string>[] = [];
  for (const [token] of text.matchAll(NAMES)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, -1)) as string;
      ask(!open.at(-1)!.has(name), () => `${shown(name)} stands twice in an object`);
      open.at(-1)!.add(name);
    }
  }
}

function entryOf(value: unknown, name: string) {
  const fields = fieldsOf(value, shown(name));
  ask(fields.get('dtype') === 'F32', () => `${shown(name)} is not of float32 numbers`);
  const shape = listOf(fields.get('shape'), `the shape of ${shown(name)}`).map((axis) =>
    wholeFrom0(axis, `the shape of ${shown(name)}`),
  );
  const [begin, end, more] = listOf(fields.get('data_offsets'), 'data_offsets').map((offset) =>
    wholeFrom0(offset, `data_offsets of ${shown(name)}`),
  );
  ask(begin !== undefined && end !== undefined && more === undefined && begin <= end, () => `data_offsets of ${shown(name)} are not a begin and an end`); // prettier-ignore
  const size = shape.reduce((product, axis) => product * axis, 4);
  ask(size === end - begin, () => `${shown(name)} has shape [${shape.join(', ')}] and ${end - begin} bytes`); // prettier-ignore
  return { shape, begin, end };
}

function wholeFrom0(value: unknown, what: string): number {
  const number = numberOf(value, what);
  ask(Number.isSafeInteger(number) && number >= 0, () => `${what} is not whole`);
  return number;
}

function numbersIn(view: DataView, from: number, count: number, name: string): Float64Array {
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    data[i] = view.getFloat32(from + 4 * i, true);
    ask(Number.isFinite(data[i]!), () => `${shown(name)} holds a number that is not finite`);
  }
  return data;
}
