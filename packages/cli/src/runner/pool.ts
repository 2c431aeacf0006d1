import { Worker } from 'node:worker_threads';
import type { Executor, StepHooks } from '@isthmus/core';
import { IsthmusError } from '@isthmus/core';
import type { MessageConnection } from 'vscode-jsonrpc';
import { CancellationTokenSource, createMessageConnection } from 'vscode-jsonrpc';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { CancelFlag } from './cancel-flag.js';
import { cancelFlag } from './cancel-flag.js';
import { receivedFailure } from './failure.js';
import { runEvent } from './protocol.js';
import type { ThreadData, ThreadOpening } from './thread-protocol.js';
import {
  alignRequest,
  convexityRequest,
  endpointRequest,
  openRequest,
  pathRequest,
} from './thread-protocol.js';

interface Thread {
  readonly worker: Worker;
  /** Raised while a cancelled step is on it. */
  readonly cancelled: CancelFlag;
  readonly connection: MessageConnection;
  /** Resolves when the experiment is open; rejects when it cannot be opened. */
  readonly opened: Promise<unknown>;
  /** Rejects when the thread ends, whatever the cause: a step on it must not wait for ever. */
  readonly ended: Promise<never>;
}

type Send<T> = (
  connection: MessageConnection,
  token: CancellationTokenSource['token'],
) => Promise<T>;

/** How long a step that is cancelled may go on; a plugin's endless loop is stopped after that. */
const GRACE_MS = 3000;

/**
 * Runs steps on threads, each of which opens the experiment for itself. Equal steps give equal
 * outputs on every thread, so the number of threads changes nothing but the time. No step runs in
 * this thread, so cancels and the loss of the parent are heard whatever a plugin does.
 *
 * @param size how many threads, at least 1
 */
export function openPool(
  size: number,
  opening: ThreadOpening,
): Executor & { close(): Promise<void> } {
  const threads = Array.from({ length: size }, () => startThread(opening));
  const { take, give } = lending(threads);

  async function onThread<T>(hooks: StepHooks, send: Send<T>): Promise<T> {
    const thread = await take();
    const listening = thread.connection.onNotification(runEvent, hooks.emit);
    const cancelling = cancelOn(hooks.signal, thread);
    try {
      hooks.signal.throwIfAborted();
      await Promise.race([thread.opened, thread.ended]);
      return await Promise.race([send(thread.connection, cancelling.token), thread.ended]);
    } catch (thrown) {
      throw hooks.signal.aborted ? hooks.signal.reason : receivedFailure(thrown);
    } finally {
      cancelling.dispose();
      listening.dispose();
      give(thread);
    }
  }

  return {
    endpoint: (step, hooks) =>
      onThread(hooks, (c, token) => c.sendRequest(endpointRequest, step, token)),
    align: (step, hooks) => onThread(hooks, (c, token) => c.sendRequest(alignRequest, step, token)),
    path: (step, hooks) => onThread(hooks, (c, token) => c.sendRequest(pathRequest, step, token)),
    convexity: (step, hooks) =>
      onThread(hooks, (c, token) => c.sendRequest(convexityRequest, step, token)),
    close: async () => {
      threads.forEach(({ connection }) => {
        connection.dispose();
      });
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

/** Lends each thread to one step at a time; steps wait in the order in which they came. */
function lending(threads: readonly Thread[]) {
  const idle = [...threads];
  const waiting: ((thread: Thread) => void)[] = [];
  return {
    take(): Promise<Thread> {
      const thread = idle.shift();
      return thread === undefined ? new Promise((ok) => waiting.push(ok)) : Promise.resolve(thread);
    },
    give(thread: Thread): void {
      const next = waiting.shift();
      if (next === undefined) idle.push(thread);
      else next(thread);
    },
  };
}

/**
 * Passes a cancel on to a thread: as a message, which a step hears when it gives the event loop a
 * turn, and by the flag, which engines look at in the midst of their work. Ends the thread when the
 * step heeds neither.
 */
function cancelOn(signal: AbortSignal, { worker, cancelled }: Thread) {
  cancelled.lower();
  const source = new CancellationTokenSource();
  let patience: NodeJS.Timeout | undefined;
  const abort = () => {
    source.cancel();
    cancelled.raise();
    patience = setTimeout(() => void worker.terminate(), GRACE_MS);
  };
  signal.addEventListener('abort', abort, { once: true });
  return {
    token: source.token,
    dispose() {
      signal.removeEventListener('abort', abort);
      clearTimeout(patience);
    },
  };
}

function startThread(opening: ThreadOpening): Thread {
  const cancelled = cancelFlag();
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { cancelled: cancelled.memory } satisfies ThreadData,
  });
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
  connection.listen();
  const opened = connection.sendRequest(openRequest, opening);
  // Nobody may be waiting for either: not every thread gets a step, and in the end all are closed.
  for (const promise of [ended, opened]) promise.catch(() => undefined);
  return { worker, cancelled, connection, opened, ended };
}
