import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import { CompressionError } from './platform.js';
import type { Host, OwnData, Platform } from './platform.js';

/** Node, by its own modules. */
export const platform: Platform = {
  sha256(...parts) {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  },
  crc32,
  gunzip: (bytes, maxBytes) => unpacked(() => gunzipSync(bytes, { maxOutputLength: maxBytes })),
  inflate: (bytes, maxBytes) =>
    unpacked(() => inflateRawSync(bytes, { maxOutputLength: maxBytes })),
  readOwnData,
  host,
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

async function readOwnData(name: string): Promise<OwnData> {
  const folders = dataFolders();
  for (const folder of folders) {
    const bytes = await readFile(join(folder, name)).catch(() => null);
    if (bytes !== null) return { bytes, folders };
  }
  return { bytes: null, folders };
}

/**
 * Where the data may lie: in the folder `data` of this package, or, when the code was bundled,
 * beside the bundle. A bundle in the format of CommonJS does not know where it lies; the program
 * that was started does.
 */
function dataFolders(): readonly string[] {
  const here = import.meta.url;
  const program = process.argv[1];
  return [
    ...(here
      ? [fileURLToPath(new URL('./data', here)), fileURLToPath(new URL('../../data', here))]
      : []),
    ...(program === undefined ? [] : [join(dirname(resolve(program)), 'data')]),
  ];
}

function host(): Host {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memory: machineMemory(),
    env: process.env,
  };
}

/** In a container less than the machine has; without a limit that is a number beyond all memory. */
function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
