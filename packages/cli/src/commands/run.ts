import { join, resolve } from 'node:path';
import process from 'node:process';
import { messageOf } from '@isthmus/core';
import type { ExitCode } from '../exit-codes.js';
import { combined, EXIT } from '../exit-codes.js';
import { runInChild } from '../runner/client.js';
import type { RunReply } from '../runner/protocol.js';
import type { Progress } from '../terminal/progress.js';
import {
  all,
  jsonProgress,
  liveProgress,
  noProgress,
  plainProgress,
} from '../terminal/progress.js';
import { summaryTable } from '../terminal/summary-table.js';
import { experimentName } from '../experiment-name.js';

/** The options of `isthmus run`. */
export interface RunCommandOptions {
  readonly out?: string;
  readonly set: readonly (readonly [pointer: string, value: unknown])[];
  readonly seed?: number;
  readonly workers?: number;
  readonly resume?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly require?: 'connected';
}

/** Runs experiments one after the other and says how they ended. */
export async function runCommand(
  files: readonly string[],
  options: RunCommandOptions,
): Promise<ExitCode> {
  const interrupt = interruptSignal();
  const codes: ExitCode[] = [];
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    const out = await folderFor(file, files.length, options.out);
    codes.push(await runOne(file, out, options, interrupt.signal));
  }
  interrupt.dispose();
  return combined(codes);
}

async function runOne(
  file: string,
  out: string | null,
  options: RunCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const progress = progressFor(options);
  try {
    const reply = await runInChild(
      {
        file: resolve(file),
        out,
        set: options.set,
        seed: options.seed ?? null,
        workers: options.workers ?? 0,
        resume: options.resume ?? false,
      },
      { signal, emit: progress.show },
    );
    progress.end();
    return conclude(reply, options);
  } catch (thrown) {
    progress.end();
    say(messageOf(thrown));
    return signal.aborted ? EXIT.cancelled : EXIT.failed;
  }
}

function conclude(reply: RunReply, options: RunCommandOptions): ExitCode {
  if (reply.kind === 'refused') {
    say(reply.error.message);
    return EXIT.usage;
  }
  const { status, folder, reports, error, unmet, summary } = reply;
  if (!options.quiet) {
    if (summary.length > 0) say(`\n${summaryTable(summary)}\n`);
    say(`run folder  ${folder}`);
    reports.forEach((report) => {
      say(`report      ${report}`);
    });
  }
  if (status === 'failed') say(error?.message ?? 'The run failed.');
  if (status === 'failed') return EXIT.failed;
  if (status === 'cancelled') {
    say(`Cancelled. Continue with: isthmus run … --out ${folder} --resume`);
    return EXIT.cancelled;
  }
  unmet.forEach((claim) => {
    say(`not as expected: ${claim}`);
  });
  const required = options.require !== 'connected' || summary.every(({ connected }) => connected);
  if (!required) say('not as required: some path is not connected.');
  return unmet.length > 0 || !required ? EXIT.unmet : EXIT.finished;
}

function progressFor({ json, quiet }: RunCommandOptions): Progress {
  const { stderr, stdout } = process;
  const shown = quiet ? noProgress : stderr.isTTY ? liveProgress(stderr) : plainProgress(stderr);
  return json ? all(jsonProgress(stdout), shown) : shown;
}

/** With one file the folder that is named, with several a folder in it for each. */
async function folderFor(
  file: string,
  files: number,
  out: string | undefined,
): Promise<string | null> {
  if (out === undefined) return null;
  return files === 1 ? resolve(out) : resolve(join(out, await experimentName(file)));
}

/** The first interrupt cancels in order, so that the folder stays readable; the second ends at once. */
function interruptSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const abort = new AbortController();
  const onInterrupt = () => {
    if (abort.signal.aborted) process.exit(EXIT.cancelled);
    say('\nCancelling; press Ctrl-C again to stop at once.');
    abort.abort(new Error('interrupted'));
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
  return {
    signal: abort.signal,
    dispose: () => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    },
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
