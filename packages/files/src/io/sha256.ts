import { platform } from '#platform';
import type { Dataset } from '@isthmus/contract';

/** SHA-256 of texts and bytes one after the other, in hexadecimal. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  return platform.sha256(...parts);
}

/**
 * SHA-256 of data sets: for each its number of rows, then the bytes of its inputs and targets
 * (little-endian float32).
 */
export function dataSha256(...sets: readonly Dataset[]): string {
  return sha256(...sets.flatMap(({ size, x, y }) => [`${size}\n`, bytesOf(x), bytesOf(y)]));
}

/** The bytes of an array, without copying; every platform that is supported is little-endian. */
function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
