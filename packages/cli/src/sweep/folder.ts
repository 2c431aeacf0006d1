import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IsthmusError, messageOf } from '@isthmus/core';
import {
  lockFolder,
  makeRunFolder,
  refuseLinks,
  sameFolder,
  writeFileAtomic,
} from '@isthmus/core/node';
import type { SweepRecord } from '@isthmus/core/contract';
import type { StoredSweep } from './other-sweep.js';
import { checkSameSweep } from './other-sweep.js';
import type { SweepPlan } from './plan.js';

/** The folder of a sweep: its own files, and the run folder of each trial. */
export interface SweepFolder {
  readonly path: string;
  /** Writes a file whole or not at all. @throws `io/write-failed` */
  write(name: string, text: string): Promise<void>;
  /** @throws `run/folder-gone` when it has been removed or replaced */
  checkThere(): Promise<void>;
  /** Gives the folder back, for others to open. */
  close(): Promise<void>;
}

/** The format of `sweep.json`. */
export const SWEEP_FORMAT: SweepRecord['format'] = 'isthmus/sweep@1';

/** Where the run folders of trials lie. */
export const TRIALS = 'trials';

/** What the folder of a sweep may hold before its first `sweep.json`; hidden files are temporary. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  TRIALS,
  'sweep.csv',
  'findings.csv',
  'sweep.html',
  'run.log',
]);

/**
 * Opens a folder for a new sweep, or for one to be resumed, and keeps it from being opened by others
 * until it is closed. A folder that is refused is left as it was.
 *
 * @param plan what is to be run
 * @throws `run/folder-not-empty` for a new sweep in a folder that holds anything,
 * `run/other-run` for a folder of another experiment, or one whose finished trials would be lost, `run/not-a-run-folder` for one that holds no
 * sweep, `run/bad-manifest` for a damaged `sweep.json`, `run/folder-locked`
 */
export async function openSweepFolder(
  path: string,
  resume: boolean,
  plan: SweepPlan,
): Promise<SweepFolder> {
  const present = await entriesOf(path);
  if (!resume && present.length > 0)
    throw refusal(
      'run/folder-not-empty',
      path,
      'the folder is not empty. Name another with --out, or continue the sweep in it with --resume.',
    );
  if (present.includes('sweep.json')) await checkSame(path, plan);
  else checkOwn(path, present);
  await checkTrials(path, present);
  await makeRunFolder(path);
  await makeRunFolder(join(path, TRIALS));
  const unlock = await lockFolder(path);
  const checkThere = await sameFolder(path);
  return {
    path,
    async write(file, text) {
      await checkThere();
      await writeFileAtomic(join(path, file), text);
    },
    checkThere,
    close: unlock,
  };
}

async function entriesOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ENOENT') return [];
    throw refusal('run/folder', path, `cannot be used as a folder: ${messageOf(cause)}.`, cause);
  }
}

async function checkSame(path: string, plan: SweepPlan): Promise<void> {
  const { name } = plan;
  const sweep = await storedHead(path);
  const { format, name: stored } = sweep;
  if (format !== SWEEP_FORMAT)
    throw refusal(
      'run/bad-manifest',
      path,
      `the format of sweep.json is ${JSON.stringify(format) ?? 'not stated'}, expected "${SWEEP_FORMAT}". Name another folder with --out.`,
    );
  if (stored !== name)
    throw refusal(
      'run/other-run',
      path,
      `the folder holds the sweep ${JSON.stringify(stored) ?? 'of nothing'}, and this experiment is "${name}". Name the folder of "${name}" with --out.`,
    );
  checkSameSweep(path, sweep, plan);
}

async function storedHead(path: string): Promise<StoredSweep> {
  try {
    const head = JSON.parse(await readFile(join(path, 'sweep.json'), 'utf8')) as unknown;
    return typeof head === 'object' && head !== null ? head : {};
  } catch (cause) {
    throw refusal(
      'run/bad-manifest',
      path,
      `sweep.json cannot be read (${messageOf(cause).slice(0, 100)}). Remove it to go on with the trials in the folder, or name another with --out.`,
      cause,
    );
  }
}

function checkOwn(path: string, present: readonly string[]): void {
  const foreign = present.find((name) => !OWN_NAMES.has(name) && !name.startsWith('.'));
  if (foreign === undefined) return;
  throw refusal(
    'run/not-a-run-folder',
    path,
    `there is no sweep to resume; the folder holds something else (${JSON.stringify(foreign)}). Name the folder of a sweep with --out.`,
  );
}

/** A link would lead reading and writing out of the folder. */
async function checkTrials(path: string, present: readonly string[]): Promise<void> {
  await refuseLinks(path, present, new Set([TRIALS]));
  if (!present.includes(TRIALS)) return;
  const trials = await entriesOf(join(path, TRIALS));
  await refuseLinks(join(path, TRIALS), trials, new Set(trials));
}

function refusal(
  code: IsthmusError['code'],
  path: string,
  fault: string,
  cause?: unknown,
): IsthmusError {
  return new IsthmusError(code, `${path}: ${fault}`, { path }, { cause });
}
