import { parentPort } from 'node:worker_threads';
import type { Executor, Experiment, Session } from '@isthmus/core';
import type { StepHooks } from '@isthmus/core/internal';
import { createExecutor, IsthmusError } from '@isthmus/core';
import { DEFAULT_LIMITS, drawReport } from '@isthmus/core/internal';
import { mendIntrinsics, watchCalls } from '@isthmus/contract/internal';
import type { CancellationToken, MessageConnection, ResponseError } from 'vscode-jsonrpc';
import { createMessageConnection } from 'vscode-jsonrpc';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { LoadedExperiment } from '../experiment/experiment-file.js';
import { loadExperiment, openExperiment } from '../experiment/experiment-file.js';
import { afterPlugins } from './after-step.js';
import { boardWriter } from './board.js';
import { callWriter } from './call-file.js';
import { cancelFlag } from './cancel-flag.js';
import type { FailureData } from '../protocol/failure.js';
import { guardProcess } from './guard-process.js';
import { runEvent } from '../protocol/protocol.js';
import { sentFailure } from './sent-failure.js';
import type { ThreadData, ThreadOpening } from './thread-protocol.js';
import {
  alignRequest,
  analysisRequest,
  convexityRequest,
  endpointRequest,
  openRequest,
  pathRequest,
  reportRequest,
  togetherRequest,
} from './thread-protocol.js';

/**
 * A worker thread of the runner: it opens an experiment and runs the steps that it is given; opening
 * another closes the one before.
 */
function serveThread(data: ThreadData): void {
  const connection = createMessageConnection(
    new PortMessageReader(data.port),
    new PortMessageWriter(data.port),
  );
  const cancelled = cancelFlag(data.cancelled);
  const board = announcing(data);
  const hooks = (token: CancellationToken) => hooksOf(connection, token);
  let openings = 0;
  let session: Session | null = null;
  let executor: Executor | null = null;
  let experiment: Experiment | null = null;

  connection.onRequest(openRequest, (opening) =>
    guarded(async () => {
      session?.dispose();
      [session, executor, experiment] = [null, null, null];
      const turn = ++openings;
      board.patience(opening.limits.silenceSeconds);
      const made = await sessionOf(opening, checkpoint, (loaded) => {
        if (turn === openings) experiment = loaded;
      });
      // A run may end before its experiment is open here; what comes late must not take the next one's place.
      if (turn !== openings) {
        made.dispose();
        return null;
      }
      session = made;
      executor = createExecutor(session);
      return null;
    }),
  );
  connection.onRequest(endpointRequest, (step, token) =>
    guarded(() => opened().endpoint(step, hooks(token))),
  );
  connection.onRequest(togetherRequest, (step, token) =>
    guarded(() => opened().together(step, hooks(token))),
  );
  connection.onRequest(alignRequest, (step, token) =>
    guarded(() => opened().align(step, hooks(token))),
  );
  connection.onRequest(pathRequest, (step, token) =>
    guarded(() => opened().path(step, hooks(token))),
  );
  connection.onRequest(convexityRequest, (step, token) =>
    guarded(() => opened().convexity(step, hooks(token))),
  );
  connection.onRequest(analysisRequest, (step, token) =>
    guarded(() => opened().analysis(step, hooks(token))),
  );
  // To draw a report no data are needed, nor that they are what they were.
  connection.onRequest(reportRequest, (step) =>
    guarded(() => drawReport(loadedExperiment(), step)),
  );
  connection.listen();

  /** Ends a step in the midst of its work; the thread is then fit for the next one. */
  function checkpoint(): void {
    board.computing();
    if (cancelled.isRaised()) throw new IsthmusError('run/cancelled', 'The step was cancelled.');
  }

  function opened(): Executor {
    if (executor === null)
      throw new IsthmusError('runner/not-opened', 'A step came before the experiment.');
    return executor;
  }

  function loadedExperiment(): Experiment {
    if (experiment !== null) return experiment;
    throw new IsthmusError('runner/not-opened', 'A report came before the experiment.');
  }
}

/** Where a step tells of itself, and hears of a cancel. */
function hooksOf(connection: MessageConnection, token: CancellationToken): StepHooks {
  const abort = new AbortController();
  token.onCancellationRequested(() => {
    abort.abort(new Error('cancelled'));
  });
  return {
    signal: abort.signal,
    emit: (event) => void connection.sendNotification(runEvent, event),
  };
}

/** How often the event loop says that it has had a turn. */
const TURN_MS = 200;

/** Makes known, on the board and to the parent process, what runs in this thread. */
function announcing({ board, calls, slot }: ThreadData) {
  const writer = boardWriter(board);
  const file = calls === null ? null : callWriter(calls, slot);
  const watch = (seconds: number) => {
    watchCalls({
      moved(call, isSign) {
        writer.moved(call, isSign);
        if (call?.foreign === true) file?.note(call);
      },
      patienceMs: 1000 * seconds,
    });
  };
  watch(DEFAULT_LIMITS.silenceSeconds);
  setInterval(() => {
    writer.turned();
  }, TURN_MS).unref();
  return { computing: writer.computing, patience: watch };
}

/** Opens the experiment as the runner has: from its text, and with the data that it has seen. */
async function sessionOf(
  { source, overrides, data }: ThreadOpening,
  checkpoint: () => void,
  onLoaded: (experiment: Experiment) => void,
): Promise<Session> {
  const loaded = await loadExperiment(source, overrides);
  onLoaded(loaded.experiment);
  const session = await openExperiment(source, loaded, { checkpoint });
  if ((session.record?.sha256 ?? null) !== data)
    throw new IsthmusError(
      'runner/data-changed',
      `${source.file}: the ${taskWords(loaded)} failed in load: it gave other data than when the run began. A task gives the same data at every call; where its files were changed meanwhile, run again.`,
    );
  return session;
}

function taskWords({ experiment: { config } }: LoadedExperiment): string {
  return config.task === undefined ? 'objective' : `task "${config.task.use}"`;
}

async function guarded<T>(action: () => Promise<T>): Promise<T | ResponseError<FailureData>> {
  try {
    const answer = await action();
    await afterPlugins();
    return answer;
  } catch (thrown) {
    mendIntrinsics();
    return sentFailure(thrown);
  }
}

if (parentPort === null)
  throw new IsthmusError('runner/no-parent', 'This file is the entry of a worker thread.');
guardProcess();
// It brings the port on which steps come.
parentPort.once('message', serveThread);
