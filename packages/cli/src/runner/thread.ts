import { parentPort, workerData } from 'node:worker_threads';
import type { Executor, Session, StepHooks } from '@isthmus/core';
import { createExecutor, IsthmusError } from '@isthmus/core';
import type { CancellationToken, ResponseError } from 'vscode-jsonrpc';
import { createMessageConnection } from 'vscode-jsonrpc';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { loadExperiment, openExperiment } from '../experiment-file.js';
import { cancelFlag } from './cancel-flag.js';
import type { FailureData } from './failure.js';
import { runEvent } from './protocol.js';
import { sentFailure } from './sent-failure.js';
import type { ThreadData, ThreadOpening } from './thread-protocol.js';
import {
  alignRequest,
  convexityRequest,
  endpointRequest,
  openRequest,
  pathRequest,
} from './thread-protocol.js';

/**
 * A worker thread of the runner: it opens an experiment and runs the steps that it is given; opening
 * another closes the one before.
 */
function serveThread(): void {
  if (parentPort === null)
    throw new IsthmusError('runner/no-parent', 'This file is the entry of a worker thread.');
  const connection = createMessageConnection(
    new PortMessageReader(parentPort),
    new PortMessageWriter(parentPort),
  );
  const cancelled = cancelFlag((workerData as ThreadData).cancelled);
  let openings = 0;
  let session: Session | null = null;
  let executor: Executor | null = null;

  connection.onRequest(openRequest, (opening) =>
    guarded(async () => {
      session?.dispose();
      [session, executor] = [null, null];
      const turn = ++openings;
      const made = await sessionOf(opening, checkpoint);
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
  connection.onRequest(alignRequest, (step, token) =>
    guarded(() => opened().align(step, hooks(token))),
  );
  connection.onRequest(pathRequest, (step, token) =>
    guarded(() => opened().path(step, hooks(token))),
  );
  connection.onRequest(convexityRequest, (step, token) =>
    guarded(() => opened().convexity(step, hooks(token))),
  );
  connection.listen();

  /** Ends a step in the midst of its work; the thread is then fit for the next one. */
  function checkpoint(): void {
    if (cancelled.isRaised()) throw new IsthmusError('run/cancelled', 'The step was cancelled.');
  }

  function opened(): Executor {
    if (executor === null)
      throw new IsthmusError('runner/not-opened', 'A step came before the experiment.');
    return executor;
  }

  function hooks(token: CancellationToken): StepHooks {
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort(new Error('cancelled'));
    });
    return {
      signal: abort.signal,
      emit: (event) => void connection.sendNotification(runEvent, event),
    };
  }
}

/** Opens the experiment as the runner has: from its text, and with the data that it has seen. */
async function sessionOf(
  { source, overrides, data }: ThreadOpening,
  checkpoint: () => void,
): Promise<Session> {
  const loaded = await loadExperiment(source, overrides);
  const session = await openExperiment(source, loaded, { checkpoint });
  if ((session.record?.sha256 ?? null) !== data)
    throw new IsthmusError(
      'runner/data-changed',
      `${source.file}: the data changed while the run began. Run it again.`,
    );
  return session;
}

async function guarded<T>(action: () => Promise<T>): Promise<T | ResponseError<FailureData>> {
  try {
    return await action();
  } catch (thrown) {
    return sentFailure(thrown);
  }
}

serveThread();
