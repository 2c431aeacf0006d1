import type { RunEvent } from '@isthmus/core/contract';
import type { SweepEvent, SweepProgress } from '../protocol/sweep-events.js';
import { sweepLines, sweepMilestone } from './sweep-progress.js';
import { printableText, cleanLine } from './clean.js';
import type { StatusLines } from './status-lines.js';
import { milestone, nextStatus } from './status-lines.js';
import { clipped, hanging, sizeOf, widthOfLine } from './width.js';

/** An event of a run, or of a sweep of them. */
export type ShownEvent = RunEvent | SweepEvent;

/** Shows a run or a sweep while it goes on. */
export interface Progress {
  show(event: ShownEvent): void;
  /** Says something that is no event, without disturbing what is shown. */
  say(text: string): void;
  /** Leaves the terminal as a shell expects it. */
  end(): void;
}

/** What a stream must have to be written to. */
export type Output = Pick<NodeJS.WriteStream, 'write'> & {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

/** Live lines are redrawn no oftener than this, or the eye sees them flicker. */
const LIVE_INTERVAL_MS = 100;

/** Plain lines say that a long step still moves, but no oftener than this. */
const PLAIN_INTERVAL_MS = 10_000;

/** Live lines at the bottom of a terminal, redrawn in place; what has ended scrolls up above them. */
export function liveProgress(out: Output): Progress {
  let lines: StatusLines = new Map();
  let sweep: SweepProgress | null = null;
  let drawn: readonly string[] = [];
  let waiting: NodeJS.Timeout | null = null;
  /** Erases what is drawn, writes what scrolls up, and draws anew, all at once: nothing flickers. */
  const redraw = (above: string) => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    const before = erasing(drawn, out);
    drawn = fitting(sweep === null ? [...lines.values()] : sweepLines(sweep, out), out);
    const text = before + above + drawing(drawn);
    if (text !== '') out.write(text);
  };
  const say = (text: string) => {
    redraw(`${hanging(printableText(text), sizeOf(out).columns)}\n`);
  };
  return {
    say,
    show(event) {
      if (isOfSweep(event)) sweep = event.type === 'sweep/progress' ? event : sweep;
      else lines = nextStatus(lines, event);
      const text = isOfSweep(event) ? liveMilestone(event) : milestone(event);
      if (text !== null) say(text);
      else
        waiting ??= setTimeout(() => {
          redraw('');
        }, LIVE_INTERVAL_MS);
    },
    end() {
      lines = new Map();
      sweep = null;
      redraw('');
    },
  };
}

function isOfSweep(event: ShownEvent): event is SweepEvent {
  return event.type.startsWith('sweep/') || event.type.startsWith('trial/');
}

/** The live table tells of trials that finish; what went wrong stays on the screen. */
function liveMilestone(event: SweepEvent): string | null {
  if (event.type === 'trial/finished' && event.status !== 'failed') return null;
  return sweepMilestone(event);
}

/** The lines that fit on the terminal, each clipped to its width. */
function fitting(lines: readonly string[], out: Output): readonly string[] {
  const { columns, rows } = sizeOf(out);
  const room = Math.max(1, rows - 1);
  const shown =
    lines.length <= room
      ? lines
      : [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more`];
  return shown.map((line) => clipped(cleanLine(line), Math.max(1, columns - 1)));
}

/** Back to the first of the drawn lines, and clear from there; a terminal made narrower wraps them. */
function erasing(drawn: readonly string[], out: Output): string {
  const { columns } = sizeOf(out);
  const height = (line: string) => Math.max(1, Math.ceil(widthOfLine(line) / columns));
  const rows = drawn.reduce((sum, line) => sum + height(line), 0);
  return rows === 0 ? '' : `\r\u001b[${rows}A\u001b[0J`;
}

/** Without wrapping, since terminals do not agree on the width of every character. */
function drawing(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\u001b[?7l${lines.join('\n')}\n\u001b[?7h`;
}

/** Plain lines for a pipe or a log: milestones, and now and then how far a long step is. */
export function plainProgress(out: Output, now: () => number = () => performance.now()): Progress {
  let lines: StatusLines = new Map();
  let sweep: SweepProgress | null = null;
  let last = now();
  const say = (text: string) => {
    out.write(`${printableText(text)}\n`);
    last = now();
  };
  return {
    say,
    show(event) {
      if (isOfSweep(event)) sweep = event.type === 'sweep/progress' ? event : sweep;
      else lines = nextStatus(lines, event);
      const text = isOfSweep(event) ? sweepMilestone(event) : milestone(event);
      if (text !== null) say(text);
      else if (now() - last >= PLAIN_INTERVAL_MS)
        [...(sweep?.running ?? lines.values())].forEach((line) => {
          say(cleanLine(line));
        });
    },
    end() {
      lines = new Map();
      sweep = null;
    },
  };
}

/** One event a line, for programs. The result is left out: it stands in the run folder. */
export function jsonProgress(out: Output): Progress {
  return {
    show(event) {
      // How the sweep stands follows from the ends of its trials.
      if (event.type === 'sweep/progress') return;
      const trial = event.type === 'trial/event' ? event : null;
      const told = trial?.event ?? event;
      const shown = told.type === 'run/finished' ? { ...told, result: undefined } : told;
      // As it came over the wire, with non-finite numbers as strings already.
      out.write(`${JSON.stringify(trial === null ? shown : { trial: trial.trial, ...shown })}\n`);
    },
    say: () => undefined,
    end: () => undefined,
  };
}

/** Shows nothing. */
export const noProgress: Progress = {
  show: () => undefined,
  say: () => undefined,
  end: () => undefined,
};

/** Several at once. */
export function allProgress(...shown: readonly Progress[]): Progress {
  return {
    show: (event) => {
      shown.forEach((progress) => {
        progress.show(event);
      });
    },
    say: (text) => {
      shown.forEach((progress) => {
        progress.say(text);
      });
    },
    end: () => {
      shown.forEach((progress) => {
        progress.end();
      });
    },
  };
}
