import { Worker } from 'node:worker_threads';
import { IsthmusError } from '@isthmus/core';
import type { MessageConnection } from 'vscode-jsonrpc';
import { createMessageConnection } from 'vscode-jsonrpc';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { CancelFlag } from './cancel-flag.js';
import { cancelFlag } from './cancel-flag.js';
import type { ThreadData } from './thread-protocol.js';

/** A worker thread, with whatever experiment it has opened last. */
export interface Thread {
  readonly worker: Worker;
  /** Raised while a cancelled step is on it. */
  readonly cancelled: CancelFlag;
  readonly connection: MessageConnection;
  /** Rejects when the thread ends, whatever the cause: a step on it must not wait for ever. */
  readonly ended: Promise<never>;
  end(): Promise<void>;
}

/** Threads that wait for an experiment. */
export interface Threads {
  /** One that has been kept, or else a new one. */
  take(): Thread;
  /** Keeps a thread that no step is on. It does not hold up the end of the process. */
  keep(thread: Thread): void;
}

/** The threads of a process: to start one costs more than many an experiment. */
export function keptThreads(): Threads {
  const idle = new Set<Thread>();
  return {
    take() {
      const [kept] = idle;
      if (kept === undefined) return startThread();
      idle.delete(kept);
      kept.worker.ref();
      return kept;
    },
    keep(thread) {
      idle.add(thread);
      thread.ended.catch(() => idle.delete(thread));
      thread.worker.unref();
    },
  };
}

function startThread(): Thread {
  const cancelled = cancelFlag();
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { cancelled: cancelled.memory } satisfies ThreadData,
  });
  const connection = createMessageConnection(
    new PortMessageReader(worker),
    new PortMessageWriter(worker),
  );
  const ended = endOf(worker);
  // Nobody may be waiting for it: in the end all are closed.
  ended.catch(() => undefined);
  connection.listen();
  const end = async () => {
    connection.dispose();
    await worker.terminate();
  };
  return { worker, cancelled, connection, ended, end };
}

function endOf(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
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
}
