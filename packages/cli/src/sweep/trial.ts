import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedConfig } from '@isthmus/core';
import type { SweepCell } from '@isthmus/core/internal';
import { canonicalJson } from '@isthmus/contract/internal';
import { isIsthmusError, messageOf } from '@isthmus/core';
import { unmetExpectations } from '@isthmus/core/internal';
import type { ErrorRecord, ExperimentResult, RunEvent, RunStatus } from '@isthmus/core/contract';
import type { ExperimentText } from '../experiment/experiment-file.js';
import type { RunRequest } from '../protocol/protocol.js';
import type { LaneRunner } from './lane-runner.js';
import { findingRowsOf, type FindingRow } from './finding-rows.js';
import type { PathRow } from './rows.js';
import { rowsOf } from './rows.js';
import { verdictsText } from './verdicts.js';

/** How a trial ended, as far as the sweep keeps it. */
export interface TrialOutcome {
  readonly status: RunStatus;
  readonly error: ErrorRecord | null;
  /** Whether it was finished before. */
  readonly found: boolean;
  readonly rows: readonly PathRow[];
  /** What its analyses found. */
  readonly findings: readonly FindingRow[];
  /** Claims of the experiment that its outcome does not meet, in words. */
  readonly unmet: readonly string[];
  /** Verdicts in words. */
  readonly outcome: string;
  readonly unit: string | null;
  /** Losses of predictors without a network, where the result tells of them. */
  readonly constant: number | null;
  readonly linear: number | null;
}

/** What a trial is run with. */
export interface TrialOptions {
  readonly request: RunRequest;
  /** The experiment as the sweep has read it. */
  readonly source: ExperimentText;
  readonly cell: SweepCell;
  readonly config: ResolvedConfig;
  /** Its run folder. */
  readonly folder: string;
  readonly runner: LaneRunner;
  readonly signal: AbortSignal;
  /** How many trials share the machine. */
  readonly atOnce: number;
  emit(event: RunEvent): void;
}

/**
 * Runs a trial in its lane's process, on one thread; or finds it finished in its folder, with the same
 * experiment, and leaves it. Failing is an outcome.
 */
export async function runTrial(options: TrialOptions): Promise<TrialOutcome> {
  const { request, folder, config, signal } = options;
  const stored = request.resume ? await storedResult(folder) : null;
  if (stored !== null && isOf(stored, config))
    return outcomeOf(stored, { found: true, status: 'finished', error: null }, config);
  try {
    return await runAnew(options);
  } catch (thrown) {
    if (signal.aborted) return withoutRows('cancelled', null);
    const code = isIsthmusError(thrown) ? thrown.code : 'run/failed';
    return withoutRows('failed', { code, message: messageOf(thrown) });
  }
}

async function runAnew({
  request,
  source,
  cell,
  config,
  folder,
  runner,
  signal,
  atOnce,
  emit,
}: TrialOptions): Promise<TrialOutcome> {
  const { set, seed } = request;
  const facts = { out: folder, workers: 1, resume: true, cell: cell.values };
  const own = { ...source, set, seed, ...facts, atOnce };
  const reply = await runner.run(own, { signal, emit });
  if (reply.kind === 'refused') return withoutRows('failed', reply.error);
  const { status, error } = reply;
  const result = await storedResult(folder);
  return result === null
    ? withoutRows(status, error)
    : outcomeOf(result, { found: false, status, error }, config);
}

/** The outcome of a trial that left no result. */
export function withoutRows(status: RunStatus, error: ErrorRecord | null): TrialOutcome {
  const nothing = { rows: [], findings: [], unmet: [], outcome: '' };
  return { status, error, found: false, ...nothing, unit: null, constant: null, linear: null };
}

/** The result in a folder as it stands in its file; null where there is none that can be read. */
async function storedResult(folder: string): Promise<ExperimentResult | null> {
  try {
    const text = await readFile(join(folder, 'result.json'), 'utf8');
    const result = JSON.parse(text) as ExperimentResult;
    return result.format === 'isthmus/result@1' ? result : null;
  } catch {
    return null;
  }
}

/** Whether it is what the trial would find again: claims about the outcome change nothing in it. */
function isOf({ status, config }: ExperimentResult, wanted: ResolvedConfig): boolean {
  const facts = ({ expect: _, ...rest }: Readonly<Record<string, unknown>>) => canonicalJson(rest);
  return status === 'finished' && facts(config) === facts({ ...wanted });
}

function outcomeOf(
  result: ExperimentResult,
  end: Pick<TrialOutcome, 'found' | 'status' | 'error'>,
  { expect }: ResolvedConfig,
): TrialOutcome {
  const baselines = baselinesOf(result);
  return {
    ...end,
    rows: rowsOf(result),
    findings: findingRowsOf(result),
    unmet: end.status === 'finished' ? unmetExpectations(result, expect) : [],
    outcome: verdictsText(result),
    unit: result.loss.unit,
    ...baselines,
  };
}

/** A run of another version may not have them. */
function baselinesOf({ data }: ExperimentResult): {
  constant: number | null;
  linear: number | null;
} {
  const { constant, linear } = (data as Partial<typeof data>)?.baselines ?? {};
  const finite = (value: unknown) => (Number.isFinite(value) ? (value as number) : null);
  return { constant: finite(constant), linear: finite(linear) };
}
