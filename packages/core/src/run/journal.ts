import type { RunStatus } from '../contract/result.js';
import type { RunFolder } from '../io/run-folder.js';
import { sha256 } from '../io/sha256.js';
import type { ResolvedConfig } from '../registry/resolve.js';

/** `run.json`: what a run is, how it stands, and which of its steps are done. */
export interface RunManifest {
  readonly format: 'isthmus/run@1';
  readonly name: string;
  readonly status: RunStatus | 'running';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly isthmus: string;
  readonly config: ResolvedConfig;
  readonly steps: Readonly<Record<string, FinishedStep>>;
}

/** A finished step: its key, its record, and the file of its weights. */
export interface FinishedStep {
  readonly key: string;
  readonly record: unknown;
  readonly file: string;
  readonly sha256: string;
}

/** Keeps `run.json` current: it is written whole after every step that ends. */
export interface Journal {
  /** The stored step, when its key is the same and its file still has the same bytes. */
  find(name: string, key: string): Promise<{ step: FinishedStep; bytes: Uint8Array } | null>;
  add(name: string, step: FinishedStep): Promise<void>;
  close(status: RunStatus, finishedAt: string): Promise<void>;
}

/** Opens the journal of a run; in a folder to be resumed, with the steps that are done. */
export async function openJournal(
  folder: RunFolder,
  head: Pick<RunManifest, 'name' | 'startedAt' | 'isthmus' | 'config'>,
): Promise<Journal> {
  let steps = await storedSteps(folder);
  const write = (status: RunManifest['status'], finishedAt: string | null) =>
    folder.writeJson('run.json', {
      format: 'isthmus/run@1',
      ...head,
      status,
      finishedAt,
      steps,
    } satisfies RunManifest);
  await write('running', null);
  // One writer at a time: steps may end at the same moment.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (action: () => Promise<unknown>) => (last = last.then(action));
  return {
    async find(name, key) {
      const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
      if (step === undefined || step.key !== key) return null;
      const bytes = await folder.read(step.file);
      return bytes !== null && sha256(bytes) === step.sha256 ? { step, bytes } : null;
    },
    async add(name, step) {
      steps = { ...steps, [name]: step };
      await inTurn(() => write('running', null));
    },
    async close(status, finishedAt) {
      await inTurn(() => write(status, finishedAt));
    },
  };
}

async function storedSteps(folder: RunFolder): Promise<Readonly<Record<string, FinishedStep>>> {
  const bytes = await folder.read('run.json');
  if (bytes === null) return {};
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Partial<RunManifest>;
  return manifest.format === 'isthmus/run@1' ? (manifest.steps ?? {}) : {};
}
