import { toJson } from '@isthmus/contract/internal';
import type { RunEvent } from '@isthmus/contract';
import type { RunFolder } from '@isthmus/files';

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

/**
 * Opens the log of a run. One event a line, written at once: milestones are few, and none is lost
 * when the process ends. A reader skips a last line that a crash cut short, and a resumed run begins
 * on a new line.
 *
 * @throws `io/write-failed`
 */
export function openEventLog(folder: RunFolder, emit: (event: RunEvent) => void): EventLog {
  const lines = folder.openLines('events.ndjson');
  return {
    emit(event) {
      emit(event);
      if (!PASSING.has(event.type)) lines.append(toJson(milestone(event)));
    },
    close: () => lines.close(),
  };
}

/** The result has a file of its own. */
function milestone(event: RunEvent): object {
  return event.type === 'run/finished' ? { ...event, result: null } : event;
}
