import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { SweepCell } from '@isthmus/core/internal';
import { isIsthmusError, messageOf } from '@isthmus/core';
import { toJson } from '@isthmus/contract/internal';
import type { RunEvent, RunStatus, SweepRecord } from '@isthmus/core/contract';
import type { RunReply, RunRequest } from '../protocol/protocol.js';
import { VERSION } from '../process/version.js';
import type { LaneRunner } from './lane-runner.js';
import { openLaneRunner } from './lane-runner.js';
import type { WorkLane } from './lanes.js';
import { runInLanes } from './lanes.js';
import { sweepEnding } from './ending.js';
import type { SweepEvent } from '../protocol/sweep-events.js';
import type { SweepFolder } from './folder.js';
import { TRIALS } from './folder.js';
import type { TrialLedger } from './ledger.js';
import { openLedger } from './ledger.js';
import type { PacedWriter } from './paced-writer.js';
import { pacedWriter } from './paced-writer.js';
import type { SweepPlan } from './plan.js';
import type { TrialOutcome } from './trial.js';
import { runTrial, withoutRows } from './trial.js';

/** A sweep whose folder is open. */
export interface PreparedSweep {
  readonly plan: SweepPlan;
  readonly folder: SweepFolder;
}

/** Where a sweep reports to and hears of a cancel. */
export interface SweepHooks {
  readonly signal: AbortSignal;
  emit(event: SweepEvent): void;
}

/** A sweep under way. */
interface Sweep extends PreparedSweep {
  readonly request: RunRequest;
  /** Trials at once. */
  readonly workers: number;
  readonly hooks: SweepHooks;
  readonly ledger: TrialLedger;
  readonly writer: PacedWriter;
  /** Tells how the sweep stands, a few times a second at most. */
  readonly progress: PacedWriter;
}

const PROGRESS_MS = 250;

/**
 * Runs the trials of a sweep, several at once, each with a process to itself while it runs, and keeps `sweep.json`,
 * `sweep.csv` and, of analyses, `findings.csv` current. A trial that fails stops no other; a cancel ends those under way.
 */
export async function performSweep(
  prepared: PreparedSweep,
  request: RunRequest,
  hooks: SweepHooks,
): Promise<RunReply> {
  try {
    return await runSweep(prepared, request, hooks);
  } finally {
    await prepared.folder.close();
  }
}

async function runSweep(
  { plan, folder }: PreparedSweep,
  request: RunRequest,
  hooks: SweepHooks,
): Promise<RunReply> {
  // Every trial under way listens to the signal, and to the end of this process.
  setMaxListeners(0, hooks.signal);
  process.setMaxListeners(0);
  const workers = Math.min(request.workers || availableParallelism(), plan.grid.count);
  const environment = environmentOf(workers);
  const ledger = openLedger(plan);
  const write = (status: SweepRecord['status'], finishedAt: string | null) =>
    writeRecord(folder, ledger, { status, environment: { ...environment, finishedAt } });
  const sweep: Sweep = {
    ...{ plan, folder, request, workers, hooks, ledger },
    writer: pacedWriter(() => write('running', null).then(() => undefined)),
    progress: pacedWriter(() => {
      hooks.emit({ type: 'sweep/progress', ...ledger.progress() });
      return Promise.resolve();
    }, PROGRESS_MS),
  };
  await sweep.writer.now();
  hooks.emit(startEvent(sweep, workers));
  await runInLanes(plan.cells, workers, hooks.signal, () => openLane(sweep));
  await sweep.writer.now();
  await sweep.progress.now();
  const record = await write(statusOf(ledger, plan), new Date().toISOString());
  const reports = plan.isReported ? await writeReport(folder, record) : [];
  hooks.emit(endEvent(sweep, record.status, reports));
  return sweepEnding({ plan, ledger, record, folder: folder.path, reports });
}

function environmentOf(workers: number): Omit<SweepRecord['environment'], 'finishedAt'> {
  const startedAt = new Date().toISOString();
  return { isthmus: VERSION, node: process.versions.node, workers, startedAt };
}

/** The table first: whoever sees a record finds the lines that belong to it. */
async function writeRecord(
  folder: SweepFolder,
  ledger: TrialLedger,
  state: Parameters<TrialLedger['record']>[0],
): Promise<SweepRecord & { readonly status: SweepRecord['status'] }> {
  const record = ledger.record(state);
  await folder.write('sweep.csv', ledger.csv());
  const findings = ledger.findingsCsv();
  if (findings !== null) await folder.write('findings.csv', findings);
  await folder.write('sweep.json', `${toJson(record, 2)}\n`);
  return record;
}

/** Charts and a document to draw them in take half a second to load. */
async function writeReport(folder: SweepFolder, record: SweepRecord): Promise<readonly string[]> {
  const { renderSweepReport } = await import('../report/html.js');
  await folder.write('sweep.html', renderSweepReport(record));
  return [join(folder.path, 'sweep.html')];
}

function openLane(sweep: Sweep): WorkLane<SweepCell> {
  const runner = openLaneRunner(!sweep.plan.hasPlugins);
  return { work: (cell) => oneTrial(sweep, runner, cell), close: runner.close };
}

async function oneTrial(sweep: Sweep, runner: LaneRunner, cell: SweepCell): Promise<void> {
  const { hooks, ledger, progress } = sweep;
  const { id: trial, values } = cell;
  // A trial would make the folder anew, without what the others had written.
  await sweep.folder.checkThere();
  hooks.emit({ type: 'trial/started', trial, values });
  const outcome = await outcomeOf(sweep, runner, cell);
  ledger.end(cell, outcome);
  const { finished, failed, cancelled } = ledger.counts;
  const { status, found, error } = outcome;
  hooks.emit({
    ...{ type: 'trial/finished', trial, values, status, found, error, outcome: outcome.outcome },
    ended: finished + failed + cancelled,
    count: sweep.plan.grid.count,
  });
  sweep.writer.soon();
  progress.soon();
}

async function outcomeOf(sweep: Sweep, runner: LaneRunner, cell: SweepCell): Promise<TrialOutcome> {
  const { plan, folder, request, hooks, ledger, progress } = sweep;
  try {
    const { config } = plan.load(cell).experiment;
    ledger.begin(cell, config);
    progress.soon();
    return await runTrial({
      ...{ request, source: plan.source, cell, config, runner, signal: hooks.signal },
      folder: join(folder.path, TRIALS, cell.id),
      atOnce: sweep.workers,
      emit(event) {
        ledger.note(cell, event);
        hooks.emit({ type: 'trial/event', trial: cell.id, event: withoutResult(event) });
        progress.soon();
      },
    });
  } catch (thrown) {
    // Of a large sweep not every cell was checked before.
    if (!isIsthmusError(thrown)) throw thrown;
    return withoutRows('failed', { code: thrown.code, message: messageOf(thrown) });
  }
}

function withoutResult(event: RunEvent): RunEvent {
  return event.type === 'run/finished' ? { ...event, result: null } : event;
}

/** A cancel that comes when all is done cancels nothing. */
function statusOf({ counts }: TrialLedger, { grid }: SweepPlan): RunStatus {
  if (counts.finished + counts.failed < grid.count) return 'cancelled';
  return counts.failed > 0 ? 'failed' : 'finished';
}

function startEvent({ plan, folder }: Sweep, workers: number): SweepEvent {
  const { name, grid } = plan;
  const axes = grid.axes.map(({ pointer, values }) => ({ pointer, count: values.length }));
  return { type: 'sweep/started', name, folder: folder.path, axes, count: grid.count, workers };
}

function endEvent(
  { plan, folder, ledger }: Sweep,
  status: SweepRecord['status'],
  reports: readonly string[],
): SweepEvent {
  const { finished, failed } = ledger.counts;
  return {
    type: 'sweep/finished',
    status: status === 'running' ? 'cancelled' : status,
    folder: folder.path,
    ...{ reports, finished, failed, count: plan.grid.count },
  };
}
