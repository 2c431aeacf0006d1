import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { IsthmusError } from '@isthmus/contract/base';
import { errnoOf, fileReason } from '../io/file-error.js';
import { makeFolders } from './make-folders.js';

/** The temporary files of `writeFileAtomic`: what a crash may leave beside the real ones. */
export const LEFTOVER = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** A fresh name for a temporary file beside a file. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, flushed to the disk, then
 * renamed. A reader sees the old content or the new, never a part; a crash leaves at most a
 * temporary file (named `.NAME.….tmp`), which no reader of run folders looks at. Folders on the way
 * are made. A device, a pipe or a socket is no file to be replaced, nor is a link to one (`/dev/stdout`).
 *
 * @throws `io/write-failed` naming the file and the reason; the old content then still stands
 * @example
 * await writeFileAtomic('notes/today.txt', 'written whole or not at all');
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryFor(path);
  try {
    await makeFolders(dirname(path));
    await refuseSpecial(path);
    await writeFlushed(temporary, content);
    await replace(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new IsthmusError(
      'io/write-failed',
      `${path}: cannot be written: ${fileReason(cause)}.`,
      { path, errno: errnoOf(cause) },
      { cause },
    );
  }
}

/** To rename over `/dev/null` would take it away from the whole machine. */
async function refuseSpecial(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile() && !found.isDirectory())
    throw new Error('it is a device, a pipe or a socket, and no file');
}

/** Writes a new file and flushes it to the disk. */
export async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** On Windows a file cannot be replaced in the moment in which another program has it open. */
async function replace(from: string, to: string): Promise<void> {
  for (let tries = process.platform === 'win32' ? 10 : 1; ; tries--) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '');
      if (!busy || tries <= 1) throw error;
      await wait(50);
    }
  }
}

/**
 * Makes the rename itself durable. Windows cannot open folders and needs no flush for them; some
 * network file systems cannot flush them, and then nothing more can be done.
 */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(errnoOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
