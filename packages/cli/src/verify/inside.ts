import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads plain files of a folder by their relative names; null for what is none: a name that leads out, a
 * link, a folder, a device.
 */
export function readerIn(folder: string): (name: string) => Uint8Array | null {
  return (name) => {
    const parts = name.split('/');
    if (!parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(part))) return null;
    let at = folder;
    for (const [i, part] of parts.entries()) {
      at = join(at, part);
      const found = lstatSync(at, { throwIfNoEntry: false });
      const isLast = i === parts.length - 1;
      if (found === undefined || !(isLast ? found.isFile() : found.isDirectory())) return null;
    }
    return readFileSync(at);
  };
}

/** The hash of an evaluation set, as records state it. */
export function evaluationHash({
  size,
  x,
  y,
}: {
  readonly size: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}): string {
  return sha256(`${size}\n`, bytesOf(x), bytesOf(y));
}

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** SHA-256 of parts one after the other, in hexadecimal. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
