import type { SweepCell } from '@isthmus/core/internal';
import { isIsthmusError } from '@isthmus/core';
import { limitsIn, openExperiment, readExperiment } from '../experiment/experiment-file.js';
import type { RunReply, RunRequest } from '../protocol/protocol.js';
import { chooseFolder } from '../runner/choose-folder.js';
import { performRun, prepareRun, refusedReply } from '../runner/perform.js';
import type { PreparedRun, RunHooks } from '../runner/perform.js';
import type { Threads } from '../runner/threads.js';
import { openSweepFolder } from './folder.js';
import type { PreparedSweep } from './perform.js';
import { performSweep } from './perform.js';
import type { SweepPlan } from './plan.js';
import { inCell, planSweep } from './plan.js';

/**
 * Does one run, or a sweep of them, from its request to its reply. Whatever is wrong with the
 * experiment, its data or its folder is found before anything is written, and refused.
 */
export async function performRequest(
  request: RunRequest,
  hooks: RunHooks,
  threads: Threads,
): Promise<RunReply> {
  let prepared: PreparedRun | PreparedSweep;
  try {
    prepared = await Promise.race([prepare(request, hooks), hooks.fault]);
  } catch (thrown) {
    if (!isIsthmusError(thrown)) throw thrown;
    return refusedReply(thrown);
  }
  if ('session' in prepared) return performRun(prepared, request, hooks, threads);
  hooks.opened(prepared.folder.path);
  return performSweep(prepared, request, { signal: hooks.signal, emit: hooks.sweep });
}

async function prepare(
  request: RunRequest,
  hooks: Pick<RunHooks, 'read'>,
): Promise<PreparedRun | PreparedSweep> {
  const { file, text } = request;
  const source = text === undefined ? await readExperiment(file) : { file, text };
  hooks.read(limitsIn(source, request));
  const plan = request.cell === undefined ? await planSweep(source, request) : null;
  return plan === null ? prepareRun(source, request) : prepareSweep(plan, request);
}

/** Opens the first trial for a moment: that its data is missing need not be found by every one. */
async function prepareSweep(plan: SweepPlan, request: RunRequest): Promise<PreparedSweep> {
  const { cells, name } = plan;
  await tryCell(plan, cells[0]!);
  const path = await chooseFolder(request, name);
  return { plan, folder: await openSweepFolder(path, request.resume, plan) };
}

async function tryCell({ source, load }: SweepPlan, cell: SweepCell): Promise<void> {
  const loaded = load(cell);
  try {
    const session = await openExperiment(source, loaded);
    session.dispose();
  } catch (thrown) {
    throw inCell(cell, thrown);
  }
}
