import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { IsthmusError } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';
import { temporaryFor, writeFlushed } from './atomic.js';
import { errnoOf } from '../io/file-error.js';
import { sha256 } from '../io/sha256.js';

/** The file whose being there says that a process works in the folder. */
export const LOCK_FILE = '.lock';

/** Which process holds a lock. */
const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** Tells the process from others that had or will have its number. */
  started: z.string(),
  /** Tells this lock from others of the same process. */
  token: z.string(),
});
type Owner = z.output<typeof ownerSchema>;

/**
 * Takes the only place in a folder. The lock of a process that has ended, in whatever way, is taken
 * over; so is one from before the machine was started last.
 *
 * @returns what gives the place back
 * @throws `run/folder-locked` while another process works in the folder, or this one does already
 * @example
 * const unlock = await lockFolder('.');
 * await unlock();
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid) ?? OWN_START,
    token: randomBytes(8).toString('hex'),
  } satisfies Owner);
  return locked(join(folder, LOCK_FILE), mine, folder);
}

async function locked(file: string, mine: string, folder: string): Promise<() => Promise<void>> {
  while (!(await placed(file, mine))) {
    const held = await contentOf(file);
    if (held === null) continue;
    const owner = ownerOf(held);
    if (owner === null || mayRun(owner)) throw lockedError(folder, owner);
    await removeStale(file, held, mine, folder);
  }
  return () => released(file, mine);
}

/**
 * Removes the lock that was found to be stale, and no other: several may come upon it, and by the
 * time that the second removes it, it would be the fresh one of the first. So only who holds the
 * right to remove this very lock may do so; the right is a lock itself, named by what it is about.
 */
async function removeStale(
  file: string,
  stale: string,
  mine: string,
  folder: string,
): Promise<void> {
  const right = join(folder, `.${basename(file)}.${sha256(stale).slice(0, 12)}.tmp`);
  const giveBack = await locked(right, mine, folder);
  try {
    if ((await contentOf(file)) === stale) await rm(file, { force: true });
  } finally {
    await giveBack();
  }
}

/** Puts a lock in place with its content, in one step; false when there is one. */
async function placed(file: string, content: string): Promise<boolean> {
  const temporary = temporaryFor(file);
  await writeFlushed(temporary, content);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    // The other opener may just have swept up temporary files.
    if (['EEXIST', 'ENOENT'].includes(errnoOf(error) ?? '')) return false;
    return await placedWithoutLink(file, content);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For file systems that know no links: the lock is there at once, its content a moment later. */
async function placedWithoutLink(file: string, content: string): Promise<boolean> {
  try {
    await writeFlushed(file, content);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function released(file: string, mine: string): Promise<void> {
  if ((await contentOf(file)) === mine) await rm(file, { force: true });
}

async function contentOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function ownerOf(content: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(content));
  } catch {
    return null;
  }
}

/** Whether the process may still run; of another machine that cannot be told. */
function mayRun({ pid, host, started }: Owner): boolean {
  if (host !== hostname()) return true;
  if (!exists(pid)) return false;
  const now = startOf(pid) ?? (pid === process.pid ? OWN_START : null);
  return now === null || now === started;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** When this process started, where the system does not tell it of others. */
const OWN_START = String(Math.round(performance.timeOrigin));

/** On Linux the boot and the clock tick in which a process started; null elsewhere. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces; field 22 is the 20th after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot} ${ticks}`;
  } catch {
    return null;
  }
}

function lockedError(folder: string, owner: Owner | null): IsthmusError {
  const file = join(folder, LOCK_FILE);
  const here = owner?.host === hostname();
  const who =
    owner === null
      ? 'another process'
      : `the process ${owner.pid}${here ? '' : ` on ${printable(owner.host)}`}`;
  const how = here
    ? 'Wait for it to end, or name another folder with --out.'
    : `If no run is going on there any more, delete ${file}.`;
  return new IsthmusError('run/folder-locked', `${folder}: ${who} works in this folder. ${how}`, {
    folder,
    pid: owner?.pid ?? null,
    host: owner?.host ?? null,
  });
}
