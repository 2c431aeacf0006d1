import { createHash } from 'node:crypto';
import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import { CompressionError } from './platform.js';
import type { Platform } from './platform.js';

/** Node, by its own modules. */
export const platform: Platform = {
  sha256(...parts) {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  },
  csvInput: ({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length),
  crc32,
  gunzip: (bytes, maxBytes) => unpacked(() => gunzipSync(bytes, { maxOutputLength: maxBytes })),
  inflate: (bytes, maxBytes) =>
    unpacked(() => inflateRawSync(bytes, { maxOutputLength: maxBytes })),
};

function unpacked(unpack: () => Buffer): Uint8Array {
  try {
    const { buffer, byteOffset, length } = unpack();
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CompressionError(REASONS[code] ?? 'damaged', message, { cause });
  }
}

const REASONS: Readonly<Record<string, CompressionError['reason']>> = {
  Z_BUF_ERROR: 'truncated',
  ERR_BUFFER_TOO_LARGE: 'too-large',
};
