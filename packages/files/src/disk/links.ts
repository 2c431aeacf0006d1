import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IsthmusError } from '@isthmus/contract/base';

/**
 * Refuses what is no plain file or folder: a link would lead reading and writing out of the folder.
 *
 * @param names entries of the folder
 * @param folders those that are to be folders; the others may be what they are, but no links
 * @throws `run/folder` naming the first that is a link, or no folder
 * @example
 * await refuseLinks('examples', ['graph.isthmus.json'], new Set());
 */
export async function refuseLinks(
  path: string,
  names: readonly string[],
  folders: ReadonlySet<string>,
): Promise<void> {
  for (const name of names) {
    const kind = await kindOf(join(path, name));
    if (folders.has(name) ? kind === 'folder' : kind !== 'link') continue;
    const expected = folders.has(name) ? 'a folder, and no link to one' : 'a file or folder, and no link to one'; // prettier-ignore
    throw new IsthmusError('run/folder', `${join(path, name)}: expected ${expected}.`, { path });
  }
}

/** What is there, links not followed; null when there is nothing. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'link' | 'other' | null> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return 'link';
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'other';
  } catch {
    return null;
  }
}

/**
 * Remembers which folder is at a path.
 *
 * @returns throws `run/folder-gone` when it is there no more: to write on would make a folder that
 * looks like a run and lacks what was written before
 * @example
 * const checkThere = await sameFolder('examples');
 * await checkThere();
 */
export async function sameFolder(path: string): Promise<() => Promise<void>> {
  const before = await identityOf(path);
  return async () => {
    if ((await identityOf(path)) !== before) throw goneError(path);
  };
}

/** On file systems without numbers of files only whether it is there. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** What was removed, or replaced, while a run wrote there. */
export function goneError(path: string): IsthmusError {
  return new IsthmusError(
    'run/folder-gone',
    `${path}: it was removed, or another was put in its place, while the run went on. What the run had written there is lost; run it again.`,
    { path },
  );
}
