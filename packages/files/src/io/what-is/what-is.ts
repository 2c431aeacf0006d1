import { archives } from './formats/archives.js';
import { arrays } from './formats/arrays.js';
import { type FileFormat, NO_WAY, type FilePurpose } from './formats/format.js';
import { models } from './formats/models.js';
import { texts } from './formats/texts.js';
import { sampleOf } from './sample.js';

/**
 * Every format that is recognised, the particular ones before the general: a PyTorch file before any
 * other zip archive, an experiment before any other JSON.
 */
export const FORMATS: readonly FileFormat[] = [
  {
    id: 'empty',
    what: 'an empty file',
    is: ({ bytes }) => bytes.length === 0,
    remedy: {
      data: 'Check that the right file is named and that it was written whole',
      model: 'Check that the right file is named and that it was written whole',
      experiment: 'Check that the right file is named and that it was written whole',
    },
  },
  ...models,
  ...arrays,
  ...archives,
  ...texts,
];

/** What a file is, by its content; null where nothing is known about it. */
export function whatIs(bytes: Uint8Array): FileFormat | null {
  const sample = sampleOf(bytes);
  return FORMATS.find(({ is }) => is(sample)) ?? null;
}

/** What came in place of the file that was expected, and the way out. */
export interface ForeignFile {
  readonly came: string;
  /** A sentence without its stop. */
  readonly remedy: string;
}

/**
 * What to say about a file that a reader cannot read: what it is and what to do with it. The name of
 * the file decides nothing.
 *
 * @param accepts the formats that the reader itself takes; a file of one of them is not foreign
 * @returns null for a file that may be the reader's own, or that nothing is known about
 * @example
 * foreignFile(new TextEncoder().encode('<html>'), 'data', ['text'])?.came; // 'a web page or XML'
 * foreignFile(new TextEncoder().encode('x,y'), 'data', ['text']); // null
 */
export function foreignFile(
  bytes: Uint8Array,
  purpose: FilePurpose,
  accepts: readonly string[],
): ForeignFile | null {
  const found = whatIs(bytes);
  if (found === null || accepts.includes(found.id)) return null;
  return { came: found.what, remedy: found.remedy[purpose] ?? NO_WAY[purpose] };
}

/** The first bytes of a file of which nothing else is known. */
export function firstBytes(bytes: Uint8Array): string {
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'));
  return `a file that begins with the bytes ${start.join(' ')}`;
}
