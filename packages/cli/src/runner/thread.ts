import { parentPort } from 'node:worker_threads';
import type { Executor, Session, StepHooks } from '@isthmus/core';
import { createExecutor, IsthmusError, messageOf } from '@isthmus/core';
import type { CancellationToken } from 'vscode-jsonrpc';
import { createMessageConnection, ResponseError } from 'vscode-jsonrpc';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { loadExperiment, openExperiment } from '../experiment-file.js';
import { runEvent } from './protocol.js';
import type { ThreadOpening } from './thread-protocol.js';
import { alignRequest, endpointRequest, openRequest, pathRequest } from './thread-protocol.js';

/** A worker thread of the runner: it opens the experiment once and runs the steps that it is given. */
function serveThread(): void {
  if (parentPort === null)
    throw new IsthmusError('runner/no-parent', 'This file is the entry of a worker thread.');
  const connection = createMessageConnection(
    new PortMessageReader(parentPort),
    new PortMessageWriter(parentPort),
  );
  let executor: Executor | null = null;

  connection.onRequest(openRequest, (opening) =>
    guarded(async () => {
      executor = createExecutor(await sessionOf(opening));
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
  connection.listen();

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
async function sessionOf({ source, overrides, data }: ThreadOpening): Promise<Session> {
  const loaded = await loadExperiment(source, overrides);
  const session = await openExperiment(source, loaded);
  if (session.record.sha256 !== data)
    throw new IsthmusError(
      'runner/data-changed',
      `${source.file}: the data changed while the run began. Run it again.`,
    );
  return session;
}

/** Errors cross as their messages; a thrown null or string must not become an unexplained failure. */
async function guarded<T>(action: () => Promise<T>): Promise<T | ResponseError> {
  try {
    return await action();
  } catch (thrown) {
    return new ResponseError(1, messageOf(thrown));
  }
}

serveThread();
