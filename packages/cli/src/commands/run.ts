import { resolve } from 'node:path';
import process from 'node:process';
import { bounded, IsthmusError } from '@isthmus/core/contract';
import type { ExitCode } from '../process/exit-codes.js';
import { combined, EXIT } from '../process/exit-codes.js';
import { onInterrupt } from '../process/interrupt.js';
import { runInChild } from '../runner/client.js';
import type { RunReply } from '../protocol/protocol.js';
import { sweepTableText } from '../terminal/sweep-progress.js';
import { printableText, cleanLine } from '../terminal/clean.js';
import { plainNumbers } from '../words/numbers.js';
import type { Progress } from '../terminal/progress.js';
import {
  allProgress,
  jsonProgress,
  liveProgress,
  noProgress,
  plainProgress,
} from '../terminal/progress.js';
import { gradesInWords, summaryTable } from '../terminal/summary-table.js';
import { textTable } from '../terminal/table.js';
import { createTold, NOTHING_TOLD, type ShownWarnings } from '../terminal/told.js';
import { hanging, roomOf, wrapped } from '../terminal/width.js';

/** The options of `isthmus run`. */
export interface RunCommandOptions {
  readonly out?: string;
  readonly set?: readonly (readonly [pointer: string, value: unknown])[];
  readonly seed?: number;
  readonly workers?: number;
  readonly resume?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly require?: 'connected';
}

/** How the run of one file ended. */
interface Ending {
  readonly file: string;
  readonly code: ExitCode;
  readonly outcome: string;
}

/** Runs experiments one after the other and says how they ended. */
export async function runCommand(
  files: readonly string[],
  options: RunCommandOptions,
): Promise<ExitCode> {
  const progress = progressFor(options);
  const interrupt = onInterrupt(() => {
    progress.say('Cancelling; press Ctrl-C again to stop at once.');
  });
  const endings: Ending[] = [];
  for (const file of files)
    endings.push(
      interrupt.signal.aborted
        ? { file, code: EXIT.cancelled, outcome: 'not run' }
        : await runFile(file, files.length > 1, options, progress, interrupt.signal),
    );
  interrupt.dispose();
  if (files.length > 1 && !options.quiet) say(`\n${overview(endings)}`);
  return combined(endings.map(({ code }) => code));
}

async function runFile(
  file: string,
  nested: boolean,
  options: RunCommandOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Ending> {
  const request = {
    file: resolve(file),
    out: options.out === undefined ? null : resolve(options.out),
    nested,
    set: options.set ?? [],
    seed: options.seed ?? null,
    workers: options.workers ?? 0,
    resume: options.resume ?? false,
  };
  const told = options.quiet ? NOTHING_TOLD : createTold();
  try {
    const reply = await runInChild(request, {
      signal,
      emit: (event) => {
        told.hear(event);
        progress.show(event);
      },
      sweep: progress.show,
    });
    progress.end();
    return { file, ...conclude(reply, options, nested, told) };
  } catch (thrown) {
    progress.end();
    say(bounded(thrown instanceof Error ? thrown.message : String(thrown)));
    if (signal.aborted) return { file, code: EXIT.cancelled, outcome: 'cancelled' };
    return isBadNode(thrown)
      ? { file, code: EXIT.usage, outcome: 'refused' }
      : { file, code: EXIT.failed, outcome: 'failed' };
  }
}

/** The environment names a wrong Node for the runner, so nothing was begun. */
function isBadNode(thrown: unknown): boolean {
  return thrown instanceof IsthmusError && thrown.code === 'runner/bad-node';
}

function conclude(
  reply: RunReply,
  options: RunCommandOptions,
  nested: boolean,
  told: ShownWarnings,
): Omit<Ending, 'file'> {
  if (reply.kind === 'refused') {
    say(reply.error.message);
    return { code: EXIT.usage, outcome: 'refused' };
  }
  const { status, folder, error } = reply;
  if (!options.quiet) sayOutcome(reply, told);
  if (status === 'failed') {
    const searches = reply.summary.filter(({ level }) => level === null).length;
    const cause = told.failure(error?.message ?? 'no cause is known.', searches);
    say(
      reply.sweep === undefined ? hanging(cause, roomOf(process.stderr)) : (error?.message ?? ''),
    );
    return { code: EXIT.failed, outcome: 'failed' };
  }
  if (status === 'cancelled') {
    if (!options.quiet) say(cancelledText(folder, nested));
    return { code: EXIT.cancelled, outcome: 'cancelled' };
  }
  const missing = reply.reportFailures ?? [];
  if (missing.length > 0) {
    say('The run finished and its record stands, but reports are missing:');
    missing.forEach(({ message }) => {
      say(message);
    });
    return { code: EXIT.failed, outcome: 'without a report' };
  }
  const faults = unmet(reply, options);
  faults.forEach(say);
  return faults.length > 0
    ? { code: EXIT.unmet, outcome: 'not as claimed' }
    : { code: EXIT.finished, outcome: 'finished' };
}

/**
 * How a cancelled run is continued: of several files by its own alone, as each would look for a
 * folder of its name in the one that it is given.
 */
export function cancelledText(folder: string, nested: boolean): string {
  const command = nested ? 'The command for this file alone' : 'The same command';
  return `Cancelled. ${command} with --out ${folder} --resume continues it.`;
}

type Ended = Extract<RunReply, { kind: 'ended' }>;

function sayOutcome(
  { summary, sweep, folder, reports, notes = [], graph = [] }: Ended,
  told: ShownWarnings,
): void {
  const width = roomOf(process.stderr);
  if (summary.length > 0)
    say(`\n${summaryTable(summary, width, reports.length > 0 ? 'the report' : 'result.json')}\n`);
  const grades = gradesInWords(summary, width);
  if (grades !== '') say(`${grades}\n`);
  const lines = graph.map((line) => hanging(cleanLine(plainNumbers(line)), width));
  if (lines.length > 0) say(`${lines.join('\n')}\n`);
  if (sweep !== undefined && sweep.table.rows.length > 0)
    say(
      `\n${sweepTableText(sweep.table, width, 'sweep.json')}\nMeans are over all pairs, connected or not.\n`,
    );
  if (notes.length > 0) say(`${notesText(notes.map(told.note), width)}\n`);
  say(`run folder  ${folder}`);
  reports.forEach((report) => {
    say(`report      ${report}`);
  });
}

/** What must be known before the numbers are trusted, each with a mark before it. */
function notesText(notes: readonly string[], width: number): string {
  const shown = notes.map((note) =>
    wrapped(cleanLine(plainNumbers(note)), Math.max(24, width - 2)),
  );
  return shown.map((lines) => `! ${lines.join('\n  ')}`).join('\n');
}

/** The claims of the experiment and of the command line that the outcome does not meet, as lines. */
function unmet({ unmet: claims, summary, sweep }: Ended, { require }: RunCommandOptions): string[] {
  const required = require === 'connected' ? summary.filter(({ connected }) => !connected) : [];
  const apart = require === 'connected' ? (sweep?.notConnected ?? 0) : 0;
  return [
    ...claims.map((claim) => `not as expected: ${claim}`),
    ...(apart === 0 ? [] : [`not as required: ${apart} paths of the sweep are not connected.`]),
    ...required.map(
      ({ strategy, pair, verdict }) => `not as required: ${strategy} ${pair}: ${verdict}.`,
    ),
  ];
}

function overview(endings: readonly Ending[]): string {
  return textTable(
    [
      { title: 'file', align: 'left', text: ({ file }) => file },
      { title: 'outcome', align: 'left', text: ({ outcome }) => outcome },
    ],
    endings,
  );
}

/** What tells of a run while it goes on. */
export function progressFor({ json, quiet }: Pick<RunCommandOptions, 'json' | 'quiet'>): Progress {
  const { stderr, stdout, env } = process;
  const live = stderr.isTTY && env['TERM'] !== 'dumb';
  const shown = quiet ? noProgress : live ? liveProgress(stderr) : plainProgress(stderr);
  return json ? allProgress(jsonProgress(stdout), shown) : shown;
}

function say(text: string): void {
  process.stderr.write(`${printableText(text)}\n`);
}
