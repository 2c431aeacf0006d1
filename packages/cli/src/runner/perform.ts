import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runNotes } from '@isthmus/charts/notes';
import type { IsthmusError, RunFolder, Session } from '@isthmus/core';
import type { Limits } from '@isthmus/core/internal';
import { endpointIdsOf, pairsOf, stepsAtOnce, unmetExpectations } from '@isthmus/core/internal';
import { isIsthmusError, runExperiment } from '@isthmus/core';
import { openRunFolder } from '@isthmus/core/node';
import type { RunEvent } from '@isthmus/core/contract';
import type { ExperimentText, Overrides } from '../experiment/experiment-file.js';
import { loadExperiment, openExperiment } from '../experiment/experiment-file.js';
import type { SweepEvent } from '../protocol/sweep-events.js';
import { packageVersions, VERSION } from '../process/version.js';
import { afterPlugins } from './after-step.js';
import { chooseFolder } from './choose-folder.js';
import { coalesced } from './coalesce.js';
import { openPool } from './pool.js';
import type { RunReply, RunRequest } from '../protocol/protocol.js';
import { graphLinesOf, summaryOf } from './summary.js';
import type { Threads } from './threads.js';
import { memoryBoundMB } from './watch-memory.js';

/** Where a run reports to and hears of a cancel. */
export interface RunHooks {
  readonly signal: AbortSignal;
  opened(folder: string): void;
  emit(event: RunEvent): void;
  /** Of an experiment with a sweep these are told in place of the others. */
  sweep(event: SweepEvent): void;
  /** The experiment has been read, and no code from outside has run. */
  read(limits: Limits): void;
  /** Rejects with what code from outside did to this process. */
  readonly fault: Promise<never>;
}

/** Does what a request asks for, from its reading to its reply. */
export type Perform = (request: RunRequest, hooks: RunHooks, threads: Threads) => Promise<RunReply>;

/** A run whose experiment, data and folder were found right. */
export interface PreparedRun {
  readonly source: ExperimentText;
  readonly session: Session;
  readonly folder: RunFolder;
}

/** Does a run from what was prepared for it to its reply. */
export async function performRun(
  { source, session, folder }: PreparedRun,
  request: RunRequest,
  hooks: RunHooks,
  threads: Threads,
): Promise<RunReply> {
  const events = coalesced(opening(hooks, folder.path));
  const overrides = overridesOf(request);
  const { config } = session.experiment;
  const { limits } = config;
  const experiment = { source, overrides, data: session.record?.sha256 ?? null, limits };
  const pool = openPool(threadsFor(request, session), experiment, threads, {
    memoryMB: memoryBoundMB(limits, request.atOnce),
    fault: hooks.fault,
  });
  // Every step that runs listens to it, and there may be more of them than Node thinks usual.
  setMaxListeners(0, hooks.signal);
  try {
    const { result, reports, reportFailures } = await runExperiment(session, {
      folder,
      executor: pool,
      signal: hooks.signal,
      emit: events.emit,
      version: VERSION,
      versions: packageVersions(),
    });
    events.flush();
    return {
      kind: 'ended',
      status: result.status,
      folder: folder.path,
      reports: reports.map((name) => join(folder.path, name)),
      error: result.error,
      reportFailures,
      unmet: unmetExpectations(result, config.expect),
      summary: summaryOf(result),
      notes: runNotes(result),
      graph: graphLinesOf(result),
    };
  } catch (thrown) {
    if (isIsthmusError(thrown) && REFUSALS.has(thrown.code)) return refusedReply(thrown);
    throw thrown;
  } finally {
    await pool.close();
    session.dispose();
  }
}

/** What a run throws before it has written anything. */
const REFUSALS: ReadonlySet<string> = new Set(['run/other-run']);

/** The reply to what cannot be run as it stands. */
export function refusedReply({ code, message }: IsthmusError): RunReply {
  return { kind: 'refused', error: { code, message } };
}

/** Says with the first event that the folder is the run's own: before that it may still be refused. */
function opening({ opened, emit }: RunHooks, folder: string): (event: RunEvent) => void {
  let told = false;
  return (event) => {
    if (!told) opened(folder);
    told = true;
    emit(event);
  };
}

/** Opens an experiment's data, its network and its folder; nothing is written before all is found right. */
export async function prepareRun(
  source: ExperimentText,
  request: RunRequest,
): Promise<PreparedRun> {
  const loaded = await loadExperiment(source, request);
  const session = await openExperiment(source, loaded);
  await afterPlugins();
  const path = await chooseFolder(request, loaded.experiment.config.name);
  return { source, session, folder: await openRunFolder(path, request.resume) };
}

function overridesOf({ set, seed, cell }: RunRequest): Overrides {
  return cell === undefined ? { set, seed } : { set, seed, cell };
}

/** No more threads than steps that can ever be under way at once, or than the memory holds. */
function threadsFor({ workers }: RunRequest, { experiment, demand }: Session): number {
  const { config } = experiment;
  const { paths } = config;
  const atOnce = Math.max(endpointIdsOf(config).length, pairsOf(config).length * paths.length);
  return Math.min(workers || availableParallelism(), atOnce, stepsAtOnce(demand));
}
