import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IsthmusError, messageOf } from '../base/errors.js';
import { toJson } from '../base/json.js';
import { writeFileAtomic } from './atomic.js';
import { sha256 } from './sha256.js';

/** A run folder: the only place where a run writes. Names inside it are ours, never a user's. */
export interface RunFolder {
  readonly path: string;
  /** Writes a file whole or not at all and gives its SHA-256. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  writeJson(name: string, value: unknown): Promise<string>;
  /** Its bytes, or null when there is no such file. */
  read(name: string): Promise<Uint8Array | null>;
}

/**
 * Opens a folder for a new run, or for one to be resumed. Temporary files that a crash left are
 * removed.
 *
 * @throws `run/folder-not-empty` for a new run in a folder that holds anything
 */
export async function openRunFolder(path: string, resume: boolean): Promise<RunFolder> {
  const present = await entriesOf(path);
  if (!resume && present.length > 0)
    throw new IsthmusError(
      'run/folder-not-empty',
      `${path}: the folder is not empty. Name another with --out, or continue the run in it with --resume.`,
      { path },
    );
  await mkdir(join(path, 'models'), { recursive: true, mode: 0o700 });
  await Promise.all([path, join(path, 'models')].map(removeLeftovers));
  return {
    path,
    write: async (name, content) => {
      await writeFileAtomic(join(path, name), content);
      return sha256(content);
    },
    writeJson: async (name, value) => {
      const text = `${toJson(value, 2)}\n`;
      await writeFileAtomic(join(path, name), text);
      return sha256(text);
    },
    read: (name) => readIfPresent(join(path, name)),
  };
}

async function entriesOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw new IsthmusError(
      'run/folder',
      `${path}: cannot be used as a run folder: ${messageOf(error)}`,
      { path },
    );
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  const leftovers = (await entriesOf(folder)).filter((name) => /^\..*\.tmp$/.test(name));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })));
}

async function readIfPresent(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}
