import type { IsthmusError } from '@isthmus/contract/base';
import { quote } from './formats/data-error.js';
import type { JsonCursor } from './json-cursor.js';
import { cursorOver } from './json-cursor.js';
import { modelError } from './model-error.js';
import { NO_WAY } from './what-is/formats/format.js';
import { firstBytes, foreignFile } from './what-is/what-is.js';

/** One tensor as the header describes it; offsets count from the start of the data. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The header, and where the data begins in the file. */
export interface SafetensorsHeader {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: ReadonlyMap<string, string>;
  readonly dataStart: number;
}

/** The reference implementation's limit. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_RANK = 32;

/**
 * Reads a header without `JSON.parse`, which would let the last of two tensors of one name win, turn
 * `__proto__` into something other than a name, round large offsets and take 1e3 for a size.
 *
 * @throws `model/invalid` naming the file and the fault
 */
export function parseHeader(bytes: Uint8Array, source: string): SafetensorsHeader {
  const size = headerSize(bytes, source);
  const text = headerText(bytes.subarray(8, 8 + size), source);
  const cursor = cursorOver(text, (expected, place) =>
    fault(
      source,
      `expected ${expected} at character ${place} of its header, came ${came(text, place)}`,
    ),
  );
  const entries: HeaderEntry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  eachMember(cursor, 'the header', source, (name) => {
    if (name === '__metadata__') metadata = readMetadata(cursor, source);
    else entries.push(readEntry(cursor, name, source));
  });
  if (!cursor.atEnd()) throw fault(source, 'something follows the JSON object in its header');
  return { entries, metadata, dataStart: 8 + size };
}

function headerSize(bytes: Uint8Array, source: string): number {
  const foreign = foreignFile(bytes, 'model', ['safetensors']);
  if (foreign !== null)
    throw modelError(
      'invalid',
      source,
      `expected a safetensors file, came ${foreign.came}. ${foreign.remedy}.`,
    );
  if (bytes.length < 8)
    throw fault(source, `it has ${bytes.length} bytes, too few for a safetensors file`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(view.getBigUint64(0, true));
  if (size > MAX_HEADER_BYTES)
    throw modelError(
      'invalid',
      source,
      `expected a safetensors file, which begins with the size of its header, at most ${MAX_HEADER_BYTES}; came ${firstBytes(bytes)}. ${NO_WAY.model}.`,
    );
  if (size > bytes.length - 8)
    throw fault(
      source,
      `its first 8 bytes announce a header of ${size} bytes, but ${bytes.length - 8} follow: it breaks off, or is no safetensors file. Copy or write it again`,
    );
  return size;
}

/** A byte order mark is kept, so that it is refused: the header begins with a brace. */
function headerText(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fault(source, 'its header is not UTF-8');
  }
}

function eachMember(
  cursor: JsonCursor,
  what: string,
  source: string,
  visit: (name: string) => void,
): void {
  const seen = new Set<string>();
  cursor.expect('{');
  if (cursor.take('}')) return;
  do {
    const name = cursor.text();
    if (seen.has(name)) throw fault(source, `${quote(name)} stands twice in ${what}`);
    seen.add(name);
    cursor.expect(':');
    visit(name);
  } while (cursor.take(','));
  cursor.expect('}');
}

function readMetadata(cursor: JsonCursor, source: string): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  eachMember(cursor, '__metadata__', source, (key) => metadata.set(key, cursor.text()));
  return metadata;
}

function readEntry(cursor: JsonCursor, name: string, source: string): HeaderEntry {
  const label = quote(name);
  let dtype: string | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly number[] | undefined;
  eachMember(cursor, label, source, (field) => {
    if (field === 'dtype') dtype = cursor.text();
    else if (field === 'shape') shape = readNumbers(cursor, MAX_RANK, `axes of ${label}`, source);
    else if (field === 'data_offsets')
      offsets = readNumbers(cursor, 2, `data_offsets of ${label}`, source);
    else throw fault(source, `${label} has an unknown field ${quote(field)}`);
  });
  if (dtype === undefined || shape === undefined || offsets === undefined)
    throw fault(source, `${label} lacks one of dtype, shape and data_offsets`);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || begin > end)
    throw fault(source, `data_offsets of ${label} are not [begin, end] with begin <= end`);
  return { name, dtype, shape, begin, end };
}

function readNumbers(
  cursor: JsonCursor,
  most: number,
  what: string,
  source: string,
): readonly number[] {
  const values: number[] = [];
  cursor.expect('[');
  if (cursor.take(']')) return values;
  do {
    if (values.length === most) throw fault(source, `there are more than ${most} ${what}`);
    values.push(cursor.wholeNumber());
  } while (cursor.take(','));
  cursor.expect(']');
  return values;
}

function came(text: string, place: number): string {
  return place < text.length ? quote(text.slice(place, place + 20)) : 'its end';
}

function fault(source: string, message: string): IsthmusError {
  return modelError('invalid', source, `${message}. The file was not read.`);
}
