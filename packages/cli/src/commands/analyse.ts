import { join, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { IsthmusError, messageOf } from '@isthmus/core';
import type { AnalysisRecord, PluginName } from '@isthmus/core/contract';
import { EXIT, type ExitCode } from '../process/exit-codes.js';
import { onInterrupt } from '../process/interrupt.js';
import type { RunReply, RunRequest } from '../protocol/protocol.js';
import { readStoredRecord } from '../report/stored-record.js';
import { runInChild } from '../runner/client.js';
import { printableText } from '../terminal/clean.js';
import { findingsText } from '../terminal/findings.js';
import { createTold } from '../terminal/told.js';
import { roomOf } from '../terminal/width.js';
import { progressFor } from './run.js';

/** The options of `isthmus symmetry` and `isthmus lint`. */
export interface AnalyseOptions {
  readonly out?: string;
  readonly set?: readonly (readonly [pointer: string, value: unknown])[];
  readonly seed?: number;
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What `isthmus symmetry` asks of a pair and of each endpoint. */
export const SYMMETRY_ANALYSES: readonly PluginName[] = ['symmetry/accounting', 'symmetry/orbit'];

/**
 * Lets analyses look at the endpoints of an experiment, which are trained or read for it, or at those of a run, as
 * they stand in its folder; the findings go to stdout, and all of them into a run folder with a report.
 *
 * @param target an experiment, a run folder or its `result.json`
 */
export async function analyseCommand(
  target: string,
  analyses: readonly PluginName[],
  options: AnalyseOptions,
): Promise<ExitCode> {
  const request = await requestFor(target, analyses, options);
  const told = createTold();
  // Findings alone go to stdout.
  const progress = progressFor({ quiet: options.quiet === true || options.json === true });
  const interrupt = onInterrupt(() => {
    progress.say('Cancelling; press Ctrl-C again to stop at once.');
  });
  try {
    const reply = await runInChild(request, {
      signal: interrupt.signal,
      emit: (event) => {
        told.hear(event);
        progress.show(event);
      },
      sweep: progress.show,
    });
    progress.end();
    return await conclude(reply, options);
  } catch (thrown) {
    progress.end();
    say(messageOf(thrown));
    return interrupt.signal.aborted ? EXIT.cancelled : EXIT.failed;
  } finally {
    interrupt.dispose();
  }
}

/** A run with the straight line alone: what analyses look at are the endpoints. */
async function requestFor(
  target: string,
  analyses: readonly PluginName[],
  options: AnalyseOptions,
): Promise<RunRequest> {
  const set = [
    ...(options.set ?? []),
    ...([
      ['/analyses', analyses],
      ['/paths', ['core/linear']],
      ['/align', []],
      ['/convexity', false],
      ['/expect', []],
      ['/sweep', null],
    ] as const),
  ];
  const common = {
    out: options.out === undefined ? null : resolve(options.out),
    seed: options.seed ?? null,
    workers: options.workers ?? 0,
    resume: false,
    set,
  };
  return (await isRun(target))
    ? { ...common, ...(await runAsExperiment(target)) }
    : { ...common, file: resolve(target) };
}

async function isRun(target: string): Promise<boolean> {
  if (target.endsWith('result.json')) return true;
  const found = await stat(target).catch(() => null);
  return found?.isDirectory() === true;
}

/** The experiment of a run with its endpoints as they stand in the folder. */
async function runAsExperiment(target: string): Promise<Pick<RunRequest, 'file' | 'text'>> {
  const stored = await readStoredRecord(resolve(target));
  if (stored.kind === 'sweep')
    throw new IsthmusError(
      'cli/usage',
      `${target} is a sweep. Name one of its trials: ${join(target, 'trials', '…')}.`,
    );
  const { config, endpoints, name } = stored.record;
  if (endpoints.length < 2)
    throw new IsthmusError(
      'cli/usage',
      `${target}: the run has ${endpoints.length} endpoints that were finished; two are needed.`,
    );
  const files = endpoints.map(({ file }) => join(stored.folder, file));
  const experiment = { ...config, endpoints: { files, layout: 'isthmus' } };
  // Paths of the experiment are looked for where the command is run, as a run folder may have been moved.
  return { file: resolve(`${name}.isthmus.json`), text: JSON.stringify(experiment) };
}

async function conclude(reply: RunReply, { json, quiet }: AnalyseOptions): Promise<ExitCode> {
  if (reply.kind === 'refused') {
    say(reply.error.message);
    if (reply.error.code === 'config/unfit' && reply.error.message.includes('/analyses/'))
      say('These analyses are what this command looks at, in place of those that the experiment lists: there is nothing for it here.'); // prettier-ignore
    return EXIT.usage;
  }
  const { status, folder, reports, error } = reply;
  if (status !== 'finished') {
    say(error?.message ?? 'Cancelled.');
    return status === 'failed' ? EXIT.failed : EXIT.cancelled;
  }
  const stored = await readStoredRecord(folder);
  if (stored.kind === 'run') printFindings(stored.record.analyses ?? [], json === true);
  if (quiet !== true) {
    say(`\nrun folder  ${folder}`);
    reports.forEach((report) => {
      say(`report      ${report}`);
    });
  }
  return EXIT.finished;
}

/** Findings on stdout, for a person or a program. */
export function printFindings(analyses: readonly AnalysisRecord[], json: boolean): void {
  const text = json
    ? JSON.stringify(analyses, null, 2)
    : `\n${findingsText(analyses, roomOf(process.stdout))}`;
  process.stdout.write(`${json ? text : printableText(text)}\n`);
}

/** A line for the person at the terminal. */
export function say(text: string): void {
  process.stderr.write(`${printableText(text)}\n`);
}
