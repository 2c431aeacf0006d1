import { firstBytes, foreignFile } from '../what-is/what-is.js';
import { dataError, quote } from './data-error.js';
import { type ElementKind, type ArrayLayout, type NumericFile, readElements } from './elements.js';
import { gunzipIfGzip } from './gunzip.js';
import { type NpyHeader, parseNpyHeader } from './npy-header.js';
import { readTexts, type TextArray, textKind } from './npy-text.js';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** NumPy's own limit is 10,000 characters; plain arrays need about 100. */
const maxHeaderBytes = 65_536;

/**
 * Reads a NumPy .npy file (format 1, 2 or 3), plain or gzipped (told by content).
 *
 * Kinds `u1 u2 u4 u8 i1 i2 i4 i8 f2 f4 f8 b1`, little- or big-endian, in C or Fortran order. Pickled
 * objects are refused, never run.
 *
 * @param source name of the file for messages
 * @param maxBytes most bytes that a gzipped file may grow to
 * @returns shape (`[]` for a scalar) and values row by row; integers of 8 bytes come as float64, `f2` as
 *   float32, `b1` as bytes 0 and 1
 * @throws `data/truncated`, `data/bad-magic`, `data/unsupported`, `data/trailing-bytes`,
 *   `data/bad-value` (a bad header, a NaN, an infinity, an integer beyond ±(2^53 − 1)), and those of gzip
 */
export function readNpy(bytes: Uint8Array, source: string, maxBytes?: number): NumericFile {
  const array = readNpyArray(bytes, source, maxBytes);
  if ('data' in array) return array;
  throw dataError('unsupported', source, {
    expected: 'an array of numbers',
    came: 'an array of texts',
    remedy:
      'Texts can be the names of classes, as targets with "classes"; write other texts as numbers',
  });
}

/**
 * The same for arrays of text too (`U` and `S` of NumPy), such as names of classes.
 *
 * @throws the same, and `data/bad-value` for bytes that are no UTF-8
 */
export function readNpyArray(
  bytes: Uint8Array,
  source: string,
  maxBytes?: number,
): NumericFile | TextArray {
  const content = gunzipIfGzip(bytes, source, maxBytes);
  const { start, end } = locateHeader(content, source);
  const text = new TextDecoder('latin1').decode(content.subarray(start, end));
  const header = parseNpyHeader(text, source);
  const kind = textKind(header.descr);
  return kind === null
    ? readElements(content, end, layoutOf(header, source), source)
    : readTexts(content, end, { ...header, kind }, source);
}

/** Where the header's text is. Its characters of interest are ASCII in every version of the format. */
function locateHeader(content: Uint8Array, source: string): { start: number; end: number } {
  checkMagic(content, source);
  const major = content[6];
  const start = major === 1 ? 10 : 12;
  if (content.length < start) throw truncated(source, start, content.length);
  checkVersion(content, source);
  const view = new DataView(content.buffer, content.byteOffset, start);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maxHeaderBytes) throw longHeader(source, length);
  if (content.length < start + length) throw truncated(source, start + length, content.length);
  return { start, end: start + length };
}

function checkMagic(content: Uint8Array, source: string): void {
  if (!magic.every((byte, i) => i >= content.length || content[i] === byte)) {
    throw dataError('bad-magic', source, {
      expected: 'a NumPy .npy file',
      ...(foreignFile(content, 'data', ['npy']) ?? {
        came: firstBytes(content),
        remedy: 'Write the array with numpy.save',
      }),
    });
  }
}

function checkVersion(content: Uint8Array, source: string): void {
  const [major = 0, minor = 0] = content.subarray(6, 8);
  if (major >= 1 && major <= 3 && minor === 0) return;
  throw dataError('unsupported', source, {
    expected: '.npy format 1.0, 2.0 or 3.0',
    came: `${major}.${minor}`,
    remedy: 'Write the file again with numpy.save',
  });
}

function layoutOf({ descr, fortranOrder, shape }: NpyHeader, source: string): ArrayLayout {
  return { shape, fortranOrder, ...elementOf(descr, source) };
}

const kinds: readonly ElementKind[] = [
  ...(['u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8'] as const),
  ...(['f2', 'f4', 'f8', 'b1'] as const),
];

function elementOf(descr: string, source: string): { kind: ElementKind; littleEndian: boolean } {
  const kind = kinds.find((candidate) => candidate === descr.slice(1));
  const order = descr.slice(0, 1);
  const orders = kind?.endsWith('1') === true ? '|<>' : '<>';
  if (kind !== undefined && orders.includes(order)) return { kind, littleEndian: order !== '>' };
  throw dataError('unsupported', source, {
    expected: `a dtype of ${kinds.join(', ')} with its byte order, such as '<f4'`,
    came: descr.includes('O')
      ? `the object dtype ${quote(descr)}, a pickle, which is never read`
      : `the dtype ${quote(descr)}`,
    remedy: descr.includes('c')
      ? 'Save array.real and array.imag as columns of one array instead'
      : "Save array.astype('<f8') instead, or array.astype('U') where it holds the names of classes",
  });
}

function truncated(source: string, needed: number, length: number): Error {
  return dataError('truncated', source, {
    expected: `an .npy header of ${needed} bytes`,
    came: length === 0 ? 'an empty file' : `a file of ${length} bytes`,
    remedy: 'Copy or write the file again',
  });
}

function longHeader(source: string, length: number): Error {
  return dataError('unsupported', source, {
    expected: `a header of at most ${maxHeaderBytes} bytes`,
    came: `${length} bytes`,
    remedy: 'Write the file again with numpy.save as a plain array',
  });
}
