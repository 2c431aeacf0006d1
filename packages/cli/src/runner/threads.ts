import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessageConnection } from 'vscode-jsonrpc';
import { createMessageConnection } from 'vscode-jsonrpc';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { BoardReader } from './board.js';
import { boardMemory, boardReader } from './board.js';
import { givenDescriptor, workerSlot } from './call-file.js';
import type { CancelFlag } from './cancel-flag.js';
import { cancelFlag } from './cancel-flag.js';
import { threadEnded, threadFault } from './thread-fault.js';
import type { ThreadData } from './thread-protocol.js';

/** A worker thread, with whatever experiment it has opened last. */
export interface Thread {
  readonly worker: Worker;
  /** Whether the process waits for it. */
  hold(held: boolean): void;
  /** Raised while a cancelled step is on it. */
  readonly cancelled: CancelFlag;
  /** What runs in it. */
  readonly board: BoardReader;
  readonly connection: MessageConnection;
  /** Rejects when the thread ends, whatever the cause: a step on it must not wait for ever. */
  readonly ended: Promise<never>;
  hasEnded(): boolean;
  end(): Promise<void>;
  /** Ends it in the midst of whatever it does, for this reason. */
  fail(reason: Error): void;
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
  let made = 0;
  return {
    take() {
      const [kept] = idle;
      if (kept === undefined) return startThread(++made);
      idle.delete(kept);
      kept.hold(true);
      return kept;
    },
    keep(thread) {
      idle.add(thread);
      thread.ended.catch(() => idle.delete(thread));
      thread.hold(false);
    },
  };
}

/** How long a thread may take to end; one that waits in a call of the system does not end at all. */
const END_MS = 2000;

function startThread(slot: number): Thread {
  const cancelled = cancelFlag();
  const memory = boardMemory();
  const board = boardReader(memory);
  const worker = new Worker(new URL('./thread.js', import.meta.url));
  // Code from outside can reach the worker's own port, close it and speak on it; not what comes by this message.
  const { port1: ours, port2: theirs } = new MessageChannel();
  const data: ThreadData = {
    port: theirs,
    cancelled: cancelled.memory,
    board: memory,
    calls: givenDescriptor(),
    slot: workerSlot(slot),
  };
  worker.postMessage(data, [theirs]);
  const connection = createMessageConnection(
    new PortMessageReader(ours),
    new PortMessageWriter(ours),
  );
  const ending = endingOf(worker, board);
  connection.listen();
  const end = async () => {
    connection.dispose();
    ours.close();
    await Promise.race([worker.terminate(), delay(END_MS, undefined, { ref: false })]);
  };
  const hold = (held: boolean) => {
    for (const one of [worker, ours])
      if (held) one.ref();
      else one.unref();
  };
  const fail = (reason: Error) => {
    ending.fail(reason);
    void end();
  };
  return { worker, hold, cancelled, board, connection, ...ending, end, fail };
}

function endingOf(worker: Worker, board: BoardReader): Pick<Thread, 'ended' | 'hasEnded' | 'fail'> {
  let over = false;
  let fail: (reason: unknown) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    fail = (reason) => {
      over = true;
      reject(reason as Error);
    };
    worker.once('error', (thrown: unknown) => {
      fail(threadFault(thrown, board));
    });
    worker.once('exit', (code) => {
      fail(threadEnded(code, board));
    });
  });
  // Nobody may be waiting for it: in the end all are closed.
  ended.catch(() => undefined);
  return { ended, hasEnded: () => over, fail };
}
