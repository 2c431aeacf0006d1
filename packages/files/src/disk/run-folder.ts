import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openLines } from './lines.js';
import { checkFileName } from '../io/file-name.js';
import type { RunFolder } from '../io/run-folder.js';
import { IsthmusError } from '@isthmus/contract/base';
import { printable, toJson } from '@isthmus/contract/internal';
import { LEFTOVER, writeFileAtomic } from './atomic.js';
import { errnoOf, fileReason } from '../io/file-error.js';
import { goneError, kindOf, refuseLinks, sameFolder } from './links.js';
import { LOCK_FILE, lockFolder } from './folder-lock.js';
import { makeRunFolder, runFolderError } from './make-folders.js';
import { sha256 } from '../io/sha256.js';
import { storedRun, type StoredRun } from '../io/stored-run.js';

/** What a run that was stopped at its very beginning may have made, besides temporary files. */
const OWN_NAMES: ReadonlySet<string> = new Set([LOCK_FILE, 'models', 'events.ndjson', 'run.log']);

/** What in a run folder is a folder. */
const FOLDERS: ReadonlySet<string> = new Set(['models', 'certificates']);
const NO_FOLDERS: ReadonlySet<string> = new Set();

/**
 * Opens a folder for a new run, or for one to be resumed, and keeps it from being opened by others
 * until it is closed. A folder that is refused is left as it was. Temporary files that a crash left
 * are removed. The folder and what is made on the way to it are for this user alone.
 *
 * @param resume continue the run in the folder; without `run.json` a new one begins there
 * @throws `run/folder-not-empty` for a new run in a folder that holds anything,
 * `run/not-a-run-folder` when the folder to be resumed holds something else, `run/bad-manifest` when
 * its `run.json` cannot be used, `run/folder-locked` while another process works there, `run/folder`
 * @example
 * const folder = await openRunFolder('runs/example', false);
 * await folder.write('notes.txt', 'written whole or not at all');
 * await openRunFolder('runs/example', false); // throws run/folder-not-empty
 */
export async function openRunFolder(path: string, resume: boolean): Promise<RunFolder> {
  const present = await entriesOf(path);
  if (!resume && present.length > 0)
    throw new IsthmusError(
      'run/folder-not-empty',
      `${path}: the folder is not empty. Name another with --out, or continue the run in it with --resume.`,
      { path },
    );
  await checkOwn(path, present);
  // Looked at once before anything is written, and once more when nobody else can change it.
  await readStored(path);
  await makeRunFolder(path);
  await makeRunFolder(join(path, 'models'));
  const unlock = await guarded(path, () => lockFolder(path));
  try {
    await guarded(path, () => removeLeftovers([path, join(path, 'models')]));
    return await folderAt(path, await readStored(path), unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function folderAt(
  path: string,
  stored: StoredRun | null,
  unlock: () => Promise<void>,
): Promise<RunFolder> {
  const checkThere = await sameFolder(path);
  const write = async (name: string, content: string | Uint8Array) => {
    await checkThere();
    await writeFileAtomic(placeOf(path, name), content);
    return sha256(content);
  };
  return {
    path,
    stored,
    write,
    openLines: (name) => openLines(placeOf(path, name)),
    writeJson: (name, value) => write(name, `${toJson(value, 2)}\n`),
    read: async (name) => readIfPresent(placeOf(path, name)),
    async checkWhole(names) {
      await checkThere();
      for (const name of names)
        if ((await kindOf(placeOf(path, name))) !== 'file') throw goneError(join(path, name));
    },
    close: unlock,
  };
}

function placeOf(path: string, name: string): string {
  checkFileName(name);
  return join(path, name);
}

async function entriesOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return [];
    throw runFolderError(path, cause);
  }
}

/** Keeps a slip of the hand from filling a folder of something else with the files of a run. */
async function checkOwn(path: string, present: readonly string[]): Promise<void> {
  const begun = present.includes('run.json') || present.includes('events.ndjson');
  const foreign = present.find((name) => !OWN_NAMES.has(name) && !LEFTOVER.test(name));
  if (!begun && foreign !== undefined)
    throw new IsthmusError(
      'run/not-a-run-folder',
      `${path}: there is no run to resume; the folder holds something else (${printable(JSON.stringify(foreign))}). Name the folder of a run with --out.`,
      { path },
    );
  await refuseLinks(path, present, FOLDERS);
  if (present.includes('models'))
    await refuseLinks(join(path, 'models'), await entriesOf(join(path, 'models')), NO_FOLDERS);
}

async function readStored(path: string): Promise<StoredRun | null> {
  const file = join(path, 'run.json');
  const bytes = await readIfPresent(file);
  return bytes === null ? null : storedRun(bytes, file);
}

async function removeLeftovers(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const leftovers = (await entriesOf(folder)).filter((name) => LEFTOVER.test(name));
    await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })));
  }
}

async function readIfPresent(path: string): Promise<Uint8Array | null> {
  const kind = await kindOf(path);
  // A pipe that nobody writes to would be read for ever.
  if (kind === 'other')
    throw new IsthmusError('io/read-failed', `${path}: cannot be read: it is no regular file.`, {
      path,
    });
  try {
    return await readFile(path);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return null;
    const message = `${path}: cannot be read: ${fileReason(cause)}.`;
    throw new IsthmusError('io/read-failed', message, { path }, { cause });
  }
}

async function guarded<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw cause instanceof IsthmusError ? cause : runFolderError(path, cause);
  }
}
