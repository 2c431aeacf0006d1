import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { IsthmusError, messageOf } from '@isthmus/core';
import type { ExperimentResult, SweepRecord } from '@isthmus/core/contract';
import { parseResult, parseSweep, type ParsedRecord } from './record-schema.js';

/** The record of a run or of a sweep, with the folder that it stands in. */
export type StoredRecord =
  | {
      readonly kind: 'run';
      readonly folder: string;
      readonly json: string;
      readonly record: ExperimentResult;
    }
  | {
      readonly kind: 'sweep';
      readonly folder: string;
      readonly json: string;
      readonly record: SweepRecord;
    };

/**
 * Reads what stands in a run folder, the folder of a sweep, or a `result.json` or `sweep.json` itself.
 *
 * @throws `run/not-a-run-folder`, `run/not-finished` for a run that is under way or was stopped,
 * `run/bad-record` for a record that is damaged or of another format, `io/read-failed`
 */
export async function readStoredRecord(path: string): Promise<StoredRecord> {
  return (await isFolder(path)) ? readFolder(path) : readRecord(path, dirname(path));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    const isAbsent = (cause as { code?: unknown }).code === 'ENOENT';
    const what = isAbsent
      ? 'there is no such file or folder'
      : `cannot be read: ${messageOf(cause)}`;
    throw refusal(
      'io/read-failed',
      path,
      `${what}. Name a run folder, such as runs/NAME-DATE.`,
      cause,
    );
  }
}

async function readFolder(folder: string): Promise<StoredRecord> {
  const sweep = await readIfPresent(join(folder, 'sweep.json'));
  if (sweep !== null) return recordIn(sweep, join(folder, 'sweep.json'), folder);
  const manifest = await readIfPresent(join(folder, 'run.json'));
  const result = await readIfPresent(join(folder, 'result.json'));
  const isOpen = manifest !== null && statusIn(manifest) === 'running';
  if (result !== null && !isOpen) return recordIn(result, join(folder, 'result.json'), folder);
  if (manifest !== null)
    throw refusal(
      'run/not-finished',
      folder,
      'the run in this folder has not ended: it is under way, or was stopped. Wait for its end, or continue it by its command with --out and --resume.',
    );
  const run = await runAround(folder);
  if (run !== null)
    throw refusal(
      'run/not-a-run-folder',
      folder,
      `is a folder of a run. Name the run folder ${run} itself.`,
    );
  throw refusal(
    'run/not-a-run-folder',
    folder,
    'the folder holds neither result.json nor sweep.json, so it is no run folder. Name one, such as runs/NAME-DATE.',
  );
}

function statusIn(manifest: string): unknown {
  try {
    return (JSON.parse(manifest) as { status?: unknown } | null)?.status;
  } catch {
    return undefined;
  }
}

async function readRecord(file: string, folder: string): Promise<StoredRecord> {
  const text = (await readIfPresent(file)) ?? '';
  try {
    return recordIn(text, file, folder);
  } catch (thrown) {
    if (RECORDS.includes(basename(file))) throw thrown;
    const run = await runAround(folder);
    if (run === null) throw thrown;
    throw refusal(
      'run/not-a-run-folder',
      file,
      `is a file of a run, and not its record. Name the run folder ${run} itself.`,
      thrown,
    );
  }
}

const RECORDS: readonly string[] = ['result.json', 'sweep.json'];

/** The run folder that a folder is, or stands in; null where there is none. */
async function runAround(folder: string): Promise<string | null> {
  for (const near of [folder, dirname(folder)])
    for (const record of [...RECORDS, 'run.json'])
      if ((await stat(join(near, record)).catch(() => null))?.isFile() === true) return near;
  return null;
}

function recordIn(text: string, file: string, folder: string): StoredRecord {
  const value = parsedJson(text, file);
  const format = typeof value === 'object' && value !== null ? (value as { format?: unknown }).format : undefined; // prettier-ignore
  const place = { folder, json: text };
  if (format === 'isthmus/result@1')
    return { kind: 'run', ...place, record: sound(parseResult(value), file) };
  if (format === 'isthmus/sweep@1')
    return { kind: 'sweep', ...place, record: sound(parseSweep(value), file) };
  throw refusal(
    'run/bad-record',
    file,
    `the format is ${shown(format)}, expected "isthmus/result@1" or "isthmus/sweep@1". Name a run folder or its result.json.`,
  );
}

function shown(format: unknown): string {
  return (JSON.stringify(format) ?? 'not stated').slice(0, 100);
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw refusal(
      'run/bad-record',
      file,
      // The message quotes the text, line breaks and all.
      `is damaged, or no record at all (${messageOf(cause).replaceAll(/\s+/g, ' ').slice(0, 100)}). Name a run folder or its result.json; where it is that, run the experiment again.`,
      cause,
    );
  }
}

function sound<T>(parsed: ParsedRecord<T>, file: string): T {
  if (parsed.ok) return parsed.value;
  throw refusal(
    'run/bad-record',
    file,
    `is no sound record (${parsed.fault.slice(0, 300)}). It was changed, or written by another program: run the experiment again.`,
  );
}

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ENOENT') return null;
    throw refusal('io/read-failed', file, `cannot be read: ${messageOf(cause)}.`, cause);
  }
}

function refusal(
  code: IsthmusError['code'],
  path: string,
  fault: string,
  cause?: unknown,
): IsthmusError {
  return new IsthmusError(code, `${path}: ${fault}`, { path }, { cause });
}
