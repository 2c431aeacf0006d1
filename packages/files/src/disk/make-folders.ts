import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { IsthmusError } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';
import { errnoOf, fileReason } from '../io/file-error.js';

/**
 * Makes a folder for a run, with those on the way to it; what is made is for this user alone.
 *
 * @throws `run/folder` naming the folder and why it cannot be
 * @example
 * await makeRunFolder('runs/of/today');
 */
export async function makeRunFolder(path: string): Promise<void> {
  try {
    await makeFolders(path, 0o700);
  } catch (cause) {
    throw runFolderError(path, cause);
  }
}

/**
 * Makes a new folder for a run, with a number behind its name where there is one of that name; so two
 * runs that begin at once get two.
 *
 * @returns its absolute path
 * @throws `run/folder` naming the folder and why it cannot be
 * @example
 * const first = await makeFreshRunFolder('runs/fresh');
 * const second = await makeFreshRunFolder('runs/fresh');
 * second === `${first}-2`; // true
 */
export async function makeFreshRunFolder(path: string): Promise<string> {
  await makeRunFolder(dirname(resolve(path)));
  for (let attempt = 1; ; attempt++) {
    const folder = resolve(attempt === 1 ? path : `${path}-${attempt}`);
    try {
      await mkdir(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'ENOENT') throw runFolderError(folder, noFolder(folder, path));
      if (errno !== 'EEXIST') throw runFolderError(folder, error);
    }
  }
}

/** That a folder cannot hold a run, and why. */
export function runFolderError(path: string, cause: unknown): IsthmusError {
  const message = `${printable(path)}: cannot be used as a run folder: ${fileReason(cause)}.`;
  return new IsthmusError('run/folder', message, { path }, { cause });
}

/**
 * Makes a folder and those that are missing on the way to it, one by one from the nearest that is
 * there; a folder that is there is left as it is. The recursive `mkdir` of Node 20 never returns
 * where a folder is there and takes no children, as `/proc` is, so nothing else here makes folders.
 *
 * @param mode permissions of the folders that are made, such as `0o700`; what the process gives
 * unless set
 * @throws `io/no-folder` naming the folder that takes no other, or the system's own error
 * @example
 * await makeFolders('notes/of/today');
 */
export async function makeFolders(path: string, mode?: number): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isMade(at, mode)); at = dirname(at)) {
    if (dirname(at) === at) throw noFolder(at, path);
    missing.push(at);
  }
  for (const folder of missing.toReversed())
    if (!(await isMade(folder, mode))) throw noFolder(folder, path);
}

/** Makes one folder, or finds it there; false where the one above it is missing. */
async function isMade(folder: string, mode: number | undefined): Promise<boolean> {
  try {
    await mkdir(folder, { mode });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    // Systems differ in what they say of a folder that is there and may not be written.
    if (await isFolder(folder)) return true;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function noFolder(folder: string, path: string): IsthmusError {
  const parent = dirname(folder);
  return new IsthmusError(
    'io/no-folder',
    `no folder can be made in ${printable(parent)}, which takes none or leads nowhere`,
    { path, parent },
  );
}
