import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { IsthmusError } from '@isthmus/core';
import type { RunRequest } from './protocol.js';

/**
 * The folder that a run is to write into: the one asked for, or a new one under `runs/`.
 *
 * @param name the experiment's
 * @throws `run/nothing-to-resume`
 */
export async function chooseFolder(
  { out, nested = false, resume }: RunRequest,
  name: string,
): Promise<string> {
  if (out === null) return freshFolder(join('runs', `${name}-${stamp()}`));
  const folder = resolve(nested ? join(out, name) : out);
  if (resume) await checkResumable(folder);
  return folder;
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

/** Nobody's own folder becomes a run folder by a mistyped name. */
async function checkResumable(folder: string): Promise<void> {
  const present = await readdir(folder).catch((): string[] => []);
  if (present.length > 0 && !present.includes('run.json'))
    throw new IsthmusError(
      'run/nothing-to-resume',
      `${folder}: there is no run in this folder, and it is not empty. Name the folder of the run, or a new one.`,
      { folder },
    );
}

/** `20260131-235959`: sorts by time, and says it. */
function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
