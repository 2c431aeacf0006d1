import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { Gunzip, Inflate } from 'fflate';
import { CompressionError } from './platform.js';
import type { Platform } from './platform.js';

/** A browser, or any other host without Node's modules. */
export const platform: Platform = {
  sha256(...parts) {
    const hash = sha256.create();
    for (const part of parts) hash.update(typeof part === 'string' ? utf8ToBytes(part) : part);
    return bytesToHex(hash.digest());
  },
  csvInput: (bytes) => new TextDecoder().decode(bytes),
  crc32,
  gunzip: (bytes, maxBytes) => unpacked(new Gunzip(), bytes, maxBytes),
  inflate: (bytes, maxBytes) => unpacked(new Inflate(), bytes, maxBytes),
};

/** Bytes that are unpacked at a time, so that a small file that holds too much is stopped early. */
const CHUNK = 2 ** 16;

function unpacked(stream: Gunzip | Inflate, bytes: Uint8Array, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  stream.ondata = (part) => {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) throw new CompressionError('too-large', `more than ${maxBytes} bytes`);
  };
  try {
    for (let at = 0; at === 0 || at < bytes.length; at += CHUNK)
      stream.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length);
  } catch (cause) {
    if (cause instanceof CompressionError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CompressionError(/EOF/.test(message) ? 'truncated' : 'damaged', message, { cause });
  }
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The polynomial of zip and gzip, its bits reversed. */
const POLYNOMIAL = 0xedb88320;

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return ~crc >>> 0;
}
