import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { RunRequest } from './protocol.js';

/**
 * The folder that a run is to write into: the one asked for, or a new one under `runs/`.
 *
 * @param name the experiment's
 */
export async function chooseFolder(
  { out, nested = false }: RunRequest,
  name: string,
): Promise<string> {
  if (out === null) return freshFolder(join('runs', `${name}-${stamp()}`));
  return resolve(nested ? join(out, name) : out);
}

/** Makes the folder, so that two runs that begin in one second get two. */
async function freshFolder(path: string, attempt = 1): Promise<string> {
  const folder = resolve(attempt === 1 ? path : `${path}-${attempt}`);
  await mkdir(dirname(folder), { recursive: true });
  try {
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    return freshFolder(path, attempt + 1);
  }
}

/** `20260131-235959`: sorts by time, and says it. */
function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
