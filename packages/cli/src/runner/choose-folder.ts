import { join, resolve } from 'node:path';
import { makeFreshRunFolder } from '@isthmus/core/node';
import type { RunRequest } from '../protocol/protocol.js';

/**
 * The folder that a run is to write into: the one asked for, or a new one under `runs/`.
 *
 * @param name the experiment's
 */
export async function chooseFolder(
  { out, nested = false }: RunRequest,
  name: string,
): Promise<string> {
  if (out === null) return makeFreshRunFolder(join('runs', `${name}-${stamp()}`));
  return resolve(nested ? join(out, name) : out);
}

/** `20260131-235959`: sorts by time, and says it. */
function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
