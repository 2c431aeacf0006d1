import { createHash } from 'node:crypto';
import type { Dataset } from '../contract/task.js';

/** SHA-256 of texts and bytes one after the other, in hexadecimal. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * SHA-256 of data sets: for each its number of rows, then the bytes of its inputs and targets
 * (little-endian float32).
 */
export function dataSha256(...sets: readonly Dataset[]): string {
  return sha256(...sets.flatMap(({ size, x, y }) => [`${size}\n`, bytesOf(x), bytesOf(y)]));
}

/** The bytes of an array, without copying; every platform that Node runs on is little-endian. */
function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
