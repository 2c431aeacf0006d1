import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { IsthmusError } from '../base/errors.js';
import { toJson } from '../base/json.js';
import type { RunEvent } from '../contract/events.js';
import { fileReason } from '../io/file-error.js';
import type { RunFolder } from '../io/run-folder.js';

/** Passes events on and keeps the milestones in `events.ndjson`. */
export interface EventLog {
  /** @throws `io/write-failed` */
  emit(event: RunEvent): void;
  close(): void;
}

/** Ticks are for those who watch; a file of them would grow without end. */
const PASSING: ReadonlySet<RunEvent['type']> = new Set([
  'endpoint/progress',
  'path/progress',
  'graph/progress',
]);

/** To append, and to look at the last byte; never through a link to a file elsewhere. */
const FLAGS =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/**
 * Opens the log of a run. One event a line, written at once: milestones are few, and none is lost
 * when the process ends. A reader skips a last line that a crash cut short, and a resumed run begins
 * on a new line.
 *
 * @throws `io/write-failed`
 */
export function openEventLog(folder: RunFolder, emit: (event: RunEvent) => void): EventLog {
  const path = join(folder.path, 'events.ndjson');
  const file = writing(path, () => openSync(path, FLAGS, 0o666));
  const append = (text: string) => writing(path, () => writeWhole(file, text));
  if (endsMidLine(file)) append('\n');
  return {
    emit(event) {
      emit(event);
      if (!PASSING.has(event.type)) append(`${toJson(milestone(event))}\n`);
    },
    close: () => {
      closeSync(file);
    },
  };
}

/** One call may write a part only. */
function writeWhole(file: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function endsMidLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = new Uint8Array(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

/** The result has a file of its own. */
function milestone(event: RunEvent): object {
  return event.type === 'run/finished' ? { ...event, result: null } : event;
}

function writing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const message = `${path}: cannot be written: ${fileReason(cause)}.`;
    throw new IsthmusError('io/write-failed', message, { path }, { cause });
  }
}
