import { dataError, foreignFile, gunzipIfGzip } from '@isthmus/files/internal';
import type { NamedFile } from './labelled-images.js';

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const CHANNELS = 3;

/** Shape of one input: height, width, channels. */
export const CIFAR_INPUT = [SIDE, SIDE, CHANNELS] as const;

/** How the classes stand before the pixels of a record. */
export interface CifarLabels {
  /** Bytes before the pixels. */
  readonly bytes: number;
  /** Which of them is the class. */
  readonly at: number;
}

/** Images and classes of several files, one after the other. */
export interface CifarRows {
  readonly size: number;
  /** `[N, 32, 32, 3]`, in [0, 1]. */
  readonly x: Float32Array;
  /** `[N]` */
  readonly labels: Uint8Array;
}

/**
 * Reads the binary files of CIFAR-10 and CIFAR-100, plain or gzipped. A record is the class (of
 * CIFAR-100 the coarse one, then the fine), then the red, the green and the blue of all pixels, row by
 * row; the file is records and nothing else.
 *
 * @throws `data/truncated` for a file that does not end with a record, `data/bad-value` for an empty one
 */
export function readCifar(files: readonly NamedFile[], labels: CifarLabels): CifarRows {
  const contents = files.map(({ name, bytes }) => recordsIn(bytes, name, labels.bytes));
  const length = labels.bytes + CHANNELS * PIXELS;
  const size = contents.reduce((sum, { length: bytes }) => sum + bytes / length, 0);
  const rows = {
    size,
    x: new Float32Array(size * CHANNELS * PIXELS),
    labels: new Uint8Array(size),
  };
  let row = 0;
  for (const content of contents)
    for (let from = 0; from < content.length; from += length, row++) {
      rows.labels[row] = content[from + labels.at]!;
      const pixels = content.subarray(from + labels.bytes, from + length);
      spread(pixels, rows.x.subarray(row * CHANNELS * PIXELS, (row + 1) * CHANNELS * PIXELS));
    }
  return rows;
}

function recordsIn(bytes: Uint8Array, source: string, labelBytes: number): Uint8Array {
  const content = gunzipIfGzip(bytes, source);
  const length = labelBytes + CHANNELS * PIXELS;
  if (content.length === 0)
    throw dataError('bad-value', source, {
      expected: `at least one record of ${length} bytes`,
      came: 'an empty file',
      remedy: 'Check that the right file is named',
    });
  if (content.length % length === 0) return content;
  const foreign = foreignFile(content, 'data', []);
  if (foreign !== null)
    throw dataError('bad-magic', source, {
      expected: 'a binary file of CIFAR-10 or CIFAR-100',
      ...foreign,
    });
  throw dataError('truncated', source, {
    expected: `records of ${length} bytes: ${labelBytes} for the class, then ${SIDE} x ${SIDE} pixels in ${CHANNELS} colours`,
    came: `${content.length} bytes, which are ${Math.floor(content.length / length)} of them and ${content.length % length} bytes more`,
    remedy: 'Name a .bin file of CIFAR-10 or CIFAR-100, and check the option "labels"',
  });
}

/** From a plane a colour to the colours of a pixel side by side, in [0, 1]. */
function spread(planes: Uint8Array, out: Float32Array): void {
  for (let c = 0; c < CHANNELS; c++)
    for (let i = 0; i < PIXELS; i++) out[i * CHANNELS + c] = planes[c * PIXELS + i]! / 255;
}
