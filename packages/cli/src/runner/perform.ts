import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Executor, RunFolder, Session } from '@isthmus/core';
import {
  createExecutor,
  fileSourceIn,
  isIsthmusError,
  openRunFolder,
  openSession,
  runExperiment,
  unmetExpectations,
} from '@isthmus/core';
import type { RunEvent } from '@isthmus/core/contract';
import type { LoadedExperiment } from '../experiment-file.js';
import { loadExperiment } from '../experiment-file.js';
import { packageVersions, VERSION } from '../version.js';
import { coalesced } from './coalesce.js';
import { openPool } from './pool.js';
import type { RunReply, RunRequest } from './protocol.js';
import { summaryOf } from './summary.js';

/** Where a run reports to and hears of a cancel. */
export interface RunHooks {
  readonly signal: AbortSignal;
  opened(folder: string): void;
  emit(event: RunEvent): void;
}

interface Prepared {
  readonly loaded: LoadedExperiment;
  readonly session: Session;
  readonly folder: RunFolder;
}

/**
 * Does one run from its request to its reply. Whatever is wrong with the experiment, its data or its
 * folder is found before anything is written, and refused.
 */
export async function performRun(request: RunRequest, hooks: RunHooks): Promise<RunReply> {
  let prepared: Prepared;
  try {
    prepared = await prepare(request);
  } catch (thrown) {
    if (!isIsthmusError(thrown)) throw thrown;
    return { kind: 'refused', error: { code: thrown.code, message: thrown.message } };
  }
  const { session, folder } = prepared;
  hooks.opened(folder.path);
  const events = coalesced((event) => {
    hooks.emit(event);
  });
  const executor = await executorFor(request, prepared);
  try {
    const { result, reports } = await runExperiment(session, {
      folder,
      executor,
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
      unmet: unmetExpectations(result, session.experiment.config.expect),
      summary: summaryOf(result),
    };
  } finally {
    await executor.close();
    session.dispose();
  }
}

async function prepare(request: RunRequest): Promise<Prepared> {
  const loaded = await loadExperiment(request.file, request);
  const { experiment, registry, folder } = loaded;
  const session = await openSession(experiment, registry, fileSourceIn(folder));
  const path = request.out ?? join('runs', `${experiment.config.name}-${stamp()}`);
  return { loaded, session, folder: await openRunFolder(resolve(path), request.resume) };
}

/** `20260131-235959`: sorts by time, and says it. */
function stamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

async function executorFor(
  request: RunRequest,
  { session }: Prepared,
): Promise<Executor & { close(): Promise<void> }> {
  const { config } = session.experiment;
  const endpoints =
    'count' in config.endpoints ? config.endpoints.count : config.endpoints.files.length;
  const atOnce = Math.max(endpoints, ((endpoints * (endpoints - 1)) / 2) * config.paths.length);
  const workers = Math.min(request.workers || availableParallelism(), atOnce);
  if (workers > 1) return openPool(workers, request);
  return { ...createExecutor(session), close: async () => undefined };
}
