import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { toJson } from '../base/json.js';
import type { RunEvent } from '../contract/events.js';
import type { RunFolder } from '../io/run-folder.js';

/** Passes events on and keeps the milestones in `events.ndjson`. */
export interface EventLog {
  emit(event: RunEvent): void;
  close(): Promise<void>;
}

/** Ticks are for those who watch; a file of them would grow without end. */
const PASSING: ReadonlySet<RunEvent['type']> = new Set(['endpoint/progress', 'path/progress']);

/**
 * Opens the log of a run. One event a line; a reader skips a last line that a crash cut short, and a
 * resumed run begins on a new line.
 */
export async function openEventLog(
  folder: RunFolder,
  emit: (event: RunEvent) => void,
): Promise<EventLog> {
  const torn = await endsMidLine(folder);
  const stream = createWriteStream(join(folder.path, 'events.ndjson'), { flags: 'a' });
  if (torn) stream.write('\n');
  return {
    emit(event) {
      emit(event);
      if (!PASSING.has(event.type)) stream.write(`${toJson(milestone(event))}\n`);
    },
    async close() {
      stream.end();
      await finished(stream);
    },
  };
}

async function endsMidLine(folder: RunFolder): Promise<boolean> {
  const bytes = await folder.read('events.ndjson');
  return bytes !== null && bytes.length > 0 && bytes.at(-1) !== 0x0a;
}

/** The result has a file of its own. */
function milestone(event: RunEvent): object {
  return event.type === 'run/finished' ? { ...event, result: null } : event;
}
