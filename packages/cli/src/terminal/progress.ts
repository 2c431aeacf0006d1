import { stripVTControlCharacters } from 'node:util';
import { toJson } from '@isthmus/core';
import type { RunEvent } from '@isthmus/core/contract';
import type { StatusLines } from './status-lines.js';
import { milestone, nextStatus } from './status-lines.js';

/** Shows a run while it goes on. */
export interface Progress {
  show(event: RunEvent): void;
  /** Leaves the terminal as a shell expects it. */
  end(): void;
}

/** What a stream must have to be written to. */
type Output = Pick<NodeJS.WriteStream, 'write'> & { readonly columns?: number };

/** Plain lines say that a long step still moves, but no oftener than this. */
const PLAIN_INTERVAL_MS = 10_000;

/** Live lines at the bottom of a terminal, redrawn in place; what has ended scrolls up above them. */
export function liveProgress(out: Output): Progress {
  let lines: StatusLines = new Map();
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = () => {
    for (const line of lines.values()) out.write(`${clip(line, out.columns ?? 80)}\n`);
    drawn = lines.size;
  };
  return {
    show(event) {
      lines = nextStatus(lines, event);
      erase();
      const text = milestone(event);
      if (text !== null) out.write(`${clean(text)}\n`);
      draw();
    },
    end: erase,
  };
}

/** Plain lines for a pipe or a log: milestones, and now and then how far a long step is. */
export function plainProgress(out: Output, now: () => number = () => performance.now()): Progress {
  let lines: StatusLines = new Map();
  let last = now();
  return {
    show(event) {
      lines = nextStatus(lines, event);
      const text = milestone(event);
      if (text !== null) out.write(`${clean(text)}\n`);
      else if (now() - last < PLAIN_INTERVAL_MS) return;
      else for (const line of lines.values()) out.write(`${clean(line)}\n`);
      last = now();
    },
    end: () => undefined,
  };
}

/** One event a line, for programs. The result is left out: it stands in the run folder. */
export function jsonProgress(out: Output): Progress {
  return {
    show(event) {
      const line = event.type === 'run/finished' ? { ...event, result: undefined } : event;
      out.write(`${toJson(line)}\n`);
    },
    end: () => undefined,
  };
}

/** Shows nothing. */
export const noProgress: Progress = { show: () => undefined, end: () => undefined };

/** Several at once. */
export function all(...shown: readonly Progress[]): Progress {
  return {
    show: (event) => {
      shown.forEach((progress) => {
        progress.show(event);
      });
    },
    end: () => {
      shown.forEach((progress) => {
        progress.end();
      });
    },
  };
}

/** Names come from files that others wrote; none of them may steer the terminal. */
function clean(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');
}

function clip(text: string, width: number): string {
  const line = clean(text);
  return line.length < width ? line : `${line.slice(0, Math.max(1, width - 2))}…`;
}
