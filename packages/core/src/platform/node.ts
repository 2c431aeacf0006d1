import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { RunHost, OwnData, Platform } from './platform.js';

/** Node, by its own modules. */
export const platform: Platform = {
  readOwnData,
  host,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
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

function host(): RunHost {
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
