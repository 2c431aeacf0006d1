import { Worker } from 'node:worker_threads';
import type { Executor, StepHooks } from '@isthmus/core';
import { IsthmusError } from '@isthmus/core';
import type { MessageConnection } from 'vscode-jsonrpc';
import { CancellationTokenSource, createMessageConnection } from 'vscode-jsonrpc';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { RunRequest } from './protocol.js';
import { runEvent } from './protocol.js';
import { alignRequest, endpointRequest, openRequest, pathRequest } from './thread-protocol.js';

interface Thread {
  readonly worker: Worker;
  readonly connection: MessageConnection;
  /** Rejects when the thread ends, whatever the cause: a step on it must not wait for ever. */
  readonly ended: Promise<never>;
}

/**
 * Runs steps on threads, each of which opens the experiment for itself. Equal steps give equal
 * outputs on every thread, so the number of threads changes nothing but the time.
 *
 * @param size how many threads, at least 1
 */
export async function openPool(
  size: number,
  request: RunRequest,
): Promise<Executor & { close(): Promise<void> }> {
  const threads = Array.from({ length: size }, startThread);
  await Promise.all(
    threads.map(({ connection, ended }) =>
      Promise.race([connection.sendRequest(openRequest, request), ended]),
    ),
  );
  const idle = [...threads];
  const waiting: ((thread: Thread) => void)[] = [];
  const take = () => {
    const thread = idle.pop();
    return thread === undefined
      ? new Promise<Thread>((ok) => waiting.push(ok))
      : Promise.resolve(thread);
  };
  const give = (thread: Thread) => {
    const next = waiting.shift();
    if (next === undefined) idle.push(thread);
    else next(thread);
  };

  async function onThread<T>(
    hooks: StepHooks,
    send: (connection: MessageConnection, token: CancellationTokenSource['token']) => Promise<T>,
  ): Promise<T> {
    const thread = await take();
    const cancel = new CancellationTokenSource();
    const abort = () => {
      cancel.cancel();
    };
    hooks.signal.addEventListener('abort', abort, { once: true });
    const listening = thread.connection.onNotification(runEvent, (event) => {
      hooks.emit(event);
    });
    try {
      hooks.signal.throwIfAborted();
      return await Promise.race([send(thread.connection, cancel.token), thread.ended]);
    } finally {
      hooks.signal.removeEventListener('abort', abort);
      listening.dispose();
      give(thread);
    }
  }

  return {
    endpoint: (step, hooks) =>
      onThread(hooks, (c, token) => c.sendRequest(endpointRequest, step, token)),
    align: (step, hooks) => onThread(hooks, (c, token) => c.sendRequest(alignRequest, step, token)),
    path: (step, hooks) => onThread(hooks, (c, token) => c.sendRequest(pathRequest, step, token)),
    close: async () => {
      threads.forEach(({ connection }) => {
        connection.dispose();
      });
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(): Thread {
  const worker = new Worker(new URL('./thread.js', import.meta.url));
  const connection = createMessageConnection(
    new PortMessageReader(worker),
    new PortMessageWriter(worker),
  );
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(
        new IsthmusError(
          'runner/thread-ended',
          `A worker thread ended with code ${code} in the middle of a step.`,
          { code },
        ),
      );
    });
  });
  // Nobody may be waiting when the pool is closed.
  ended.catch(() => undefined);
  connection.listen();
  return { worker, connection, ended };
}
