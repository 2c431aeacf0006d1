import { z } from 'zod';
import { IsthmusError, messageOf } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';

/** The format of `run.json`. */
export const RUN_FORMAT = 'isthmus/run@1';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const stepSchema = z.object({
  /** Hash of all that the step's output depends on. */
  key: hash,
  /** What it found, as JSON. */
  record: z.record(z.string(), z.unknown()),
  /** SHA-256 of the record's canonical JSON. */
  recordSha256: hash,
  /** Where its weights are, in the folder. */
  file: z.string(),
  /** SHA-256 of that file. */
  sha256: hash,
});

/** A finished step as it stands in `run.json`. */
export type StoredStep = z.output<typeof stepSchema>;

/** What `run.json` says of a run that can be continued. */
export interface StoredRun {
  readonly name: string;
  readonly startedAt: string;
  readonly status: string;
  /** The experiment that it is of, as it stands there. */
  readonly config?: unknown;
  /** What its steps depend on besides; a run of an earlier version may not tell. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly steps: Readonly<Record<string, StoredStep>>;
}

const runSchema = z.object({
  format: z.literal(RUN_FORMAT),
  name: z.string(),
  startedAt: z.string(),
  status: z.string().catch('unknown'),
  config: z.unknown().optional(),
  inputs: z.record(z.string(), z.unknown()).catch({}),
  steps: z.record(z.string(), z.unknown()),
});

/**
 * Reads `run.json`. The file as a whole must be sound, for it says what the folder is; a step in it
 * that is not is left out, and so run again.
 *
 * @param source the file's name, for messages
 * @throws `run/bad-manifest`
 */
export function storedRun(bytes: Uint8Array, source: string): StoredRun {
  const { steps, ...run } = runOf(parsed(bytes, source), source);
  const sound = Object.entries(steps).flatMap(([key, value]) => {
    const step = stepSchema.safeParse(value);
    return step.success ? [[key, step.data] as const] : [];
  });
  return { ...run, steps: Object.fromEntries(sound) };
}

function parsed(bytes: Uint8Array, source: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw badManifest(source, `it is damaged (${messageOf(cause).slice(0, 100)})`, cause);
  }
}

function runOf(value: unknown, source: string): z.output<typeof runSchema> {
  const run = runSchema.safeParse(value);
  if (run.success) return run.data;
  const { format } = (typeof value === 'object' && value !== null ? value : {}) as {
    format?: unknown;
  };
  const what =
    format === RUN_FORMAT
      ? `it is damaged (at /${run.error.issues[0]!.path.join('/')})`
      : `its format is ${(JSON.stringify(format) ?? 'not stated').slice(0, 100)}, expected "${RUN_FORMAT}"`;
  throw badManifest(source, what);
}

function badManifest(source: string, what: string, cause?: unknown): IsthmusError {
  return new IsthmusError(
    'run/bad-manifest',
    `${source}: the run cannot be resumed, for ${printable(what)}. Nothing was changed. Remove the file to begin anew in this folder, or name another with --out.`,
    { source },
    { cause },
  );
}
