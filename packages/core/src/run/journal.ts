import type { RunStatus } from '@isthmus/contract';
import type { RunFolder } from '@isthmus/files';
import { RUN_FORMAT, sha256, type StoredStep } from '@isthmus/files/internal';
import type { ResolvedConfig } from '../registry/resolve.js';
import { checkSameRun, type RunInputs } from './other-run.js';
import { recordHash, revived } from './stored-record.js';

/** `run.json`: what a run is, how it stands, and which of its steps are done. */
export interface RunManifest {
  readonly format: typeof RUN_FORMAT;
  readonly name: string;
  readonly status: RunStatus | 'running';
  /** When the run was begun first, in UTC. */
  readonly startedAt: string;
  /** When it ended last; null while it runs. */
  readonly finishedAt: string | null;
  readonly isthmus: string;
  readonly config: ResolvedConfig;
  /** What the steps depend on besides the experiment. */
  readonly inputs: RunInputs;
  readonly steps: Readonly<Record<string, StoredStep>>;
}

/** A finished step: what it found, and the file of its weights. */
export interface FinishedStep {
  readonly key: string;
  readonly record: object;
  readonly file: string;
  /** Of the file. */
  readonly sha256: string;
}

/** Keeps `run.json` current: it is written whole after every step that ends. */
export interface Journal {
  /**
   * The stored step with the bytes of its weights, when its key is the same and both its record and
   * its file are as they were written; else null, and the step is to be run.
   */
  find(
    name: string,
    key: string,
    file: string,
  ): Promise<{ record: object; bytes: Uint8Array } | null>;
  add(name: string, step: FinishedStep): Promise<void>;
  /** The files of the steps that the run is made of. */
  files(): readonly string[];
  /** A finished run keeps the steps that it was made of; any other keeps what may be used again. */
  close(status: RunStatus, finishedAt: string): Promise<void>;
}

/**
 * Opens the journal of a run; in a folder to be resumed, with the steps that are done.
 *
 * @throws `run/other-run` when what is finished in the folder would be lost, before anything is written
 */
export async function openJournal(
  folder: RunFolder,
  head: Pick<RunManifest, 'name' | 'startedAt' | 'isthmus' | 'config' | 'inputs'>,
): Promise<Journal> {
  const { stored } = folder;
  if (stored !== null) checkSameRun(folder.path, stored, head);
  let steps = stored?.steps ?? {};
  const used = new Set<string>();
  const write = (status: RunManifest['status'], finishedAt: string | null) =>
    folder.writeJson('run.json', {
      format: RUN_FORMAT,
      ...head,
      startedAt: stored?.startedAt ?? head.startedAt,
      status,
      finishedAt,
      steps,
    } satisfies RunManifest);
  await write('running', null);
  // One writer at a time, for steps may end at the same moment; a write that failed stops no later one.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (action: () => Promise<unknown>) =>
    (last = last.catch(() => undefined).then(action));
  return {
    async find(name, key, file) {
      const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
      if (step === undefined || step.key !== key || step.file !== file) return null;
      const record = revived(step.record) as object;
      if (recordHash(record) !== step.recordSha256) return null;
      const bytes = await folder.read(file);
      if (bytes === null || sha256(bytes) !== step.sha256) return null;
      used.add(name);
      return { record, bytes };
    },
    async add(name, { key, record, file, sha256: fileHash }) {
      used.add(name);
      const fields = { key, record: { ...record }, recordSha256: recordHash(record) };
      steps = { ...steps, [name]: { ...fields, file, sha256: fileHash } };
      await inTurn(() => write('running', null));
    },
    files: () =>
      Object.entries(steps).flatMap(([name, { file }]) => (used.has(name) ? [file] : [])),
    async close(status, finishedAt) {
      if (status === 'finished')
        steps = Object.fromEntries(Object.entries(steps).filter(([name]) => used.has(name)));
      await inTurn(() => write(status, finishedAt));
    },
  };
}
