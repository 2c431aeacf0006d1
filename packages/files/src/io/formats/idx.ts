import { firstBytes, foreignFile } from '../what-is/what-is.js';
import { dataError } from './data-error.js';
import { type ElementKind, type NumericFile, readElements } from './elements.js';
import { gunzipIfGzip } from './gunzip.js';

const kinds: ReadonlyMap<number, ElementKind> = new Map([
  [0x08, 'u1'],
  [0x09, 'i1'],
  [0x0b, 'i2'],
  [0x0c, 'i4'],
  [0x0d, 'f4'],
  [0x0e, 'f8'],
]);

/**
 * Reads an IDX file, the format of MNIST and Fashion-MNIST, plain or gzipped (told by content).
 *
 * Format: two zero bytes, a byte for the kind of number, a byte for the number of axes, the size of
 * each axis as 4 bytes, then the data, row-major, all big-endian.
 *
 * @param source name of the file for messages
 * @param maxBytes most bytes that a gzipped file may grow to
 * @returns shape, such as `[N, 28, 28]`, and values as stored
 * @throws `data/truncated`, `data/bad-magic`, `data/unsupported`, `data/trailing-bytes`,
 *   `data/bad-value` (a NaN or an infinity), and those of gzip
 * @example
 * readIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9), 'labels'); // { shape: [2], data: Uint8Array [7, 9] }
 */
export function readIdx(bytes: Uint8Array, source: string, maxBytes?: number): NumericFile {
  const content = gunzipIfGzip(bytes, source, maxBytes);
  const { kind, axes } = readMagic(content, source);
  const end = 4 + 4 * axes;
  if (content.length < end) throw headerError(source, end, content.length);
  const view = new DataView(content.buffer, content.byteOffset, end);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  return readElements(content, end, { shape, kind, littleEndian: false }, source);
}

function readMagic(content: Uint8Array, source: string): { kind: ElementKind; axes: number } {
  const [first, second, code, axes] = content;
  if ((first ?? 0) !== 0 || (second ?? 0) !== 0) {
    throw dataError('bad-magic', source, {
      expected: 'an IDX file',
      ...(foreignFile(content, 'data', ['idx']) ?? {
        came: firstBytes(content),
        remedy: 'Name an IDX file, such as train-images-idx3-ubyte.gz',
      }),
    });
  }
  if (code === undefined || axes === undefined) throw headerError(source, 4, content.length);
  const kind = kinds.get(code);
  if (kind !== undefined && axes > 0) return { kind, axes };
  throw dataError('unsupported', source, {
    expected: 'an IDX file of numbers with one axis or more',
    came: `number kind 0x${code.toString(16).padStart(2, '0')} and ${axes} axes`,
    remedy: 'Write the file again with kind 0x08, 09, 0b, 0c, 0d or 0e',
  });
}

function headerError(source: string, needed: number, length: number): Error {
  return dataError('truncated', source, {
    expected: `an IDX header of ${needed} bytes`,
    came: length === 0 ? 'an empty file' : `a file of ${length} bytes`,
    remedy: 'Copy or download the file again',
  });
}
