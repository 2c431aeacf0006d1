import { platform } from '#platform';
import { CompressionError } from '../../platform/platform.js';
import { dataError } from './data-error.js';

/** Most bytes that a compressed file may grow to unless the caller says otherwise: 1 GiB. */
export const defaultMaxBytes = 2 ** 30;

/** Tells gzip by its first two bytes, whatever the file is called. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Returns the content of a gzip file, and any other bytes as they are.
 *
 * @param maxBytes most bytes of content, so that a small file cannot fill the memory
 * @throws `data/truncated`, `data/bad-gzip`, `data/too-large`
 */
export function gunzipIfGzip(
  bytes: Uint8Array,
  source: string,
  maxBytes: number = defaultMaxBytes,
): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return platform.gunzip(bytes, maxBytes);
  } catch (thrown) {
    throw gzipError(thrown, source, bytes.length, maxBytes);
  }
}

function gzipError(thrown: unknown, source: string, length: number, maxBytes: number): Error {
  const cause = { cause: thrown };
  switch (thrown instanceof CompressionError ? thrown.reason : null) {
    case 'truncated':
      return dataError(
        'truncated',
        source,
        {
          expected: 'a complete gzip file',
          came: `one that breaks off after ${length} bytes`,
          remedy: 'Copy or download the file again',
        },
        cause,
      );
    case 'too-large':
      return dataError(
        'too-large',
        source,
        {
          expected: `at most ${maxBytes} bytes of content`,
          came: 'a gzip file that holds more',
          remedy: 'Take a part of the data',
        },
        cause,
      );
    default:
      return dataError(
        'bad-gzip',
        source,
        {
          expected: 'an intact gzip file',
          came: `a damaged one (${thrown instanceof Error ? thrown.message : String(thrown)})`,
          remedy: 'Copy or download the file again',
        },
        cause,
      );
  }
}
