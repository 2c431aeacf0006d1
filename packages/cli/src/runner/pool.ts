import process from 'node:process';
import type { Executor } from '@isthmus/core';
import type { StepHooks } from '@isthmus/core/internal';
import type { MessageConnection } from 'vscode-jsonrpc';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { receivedFailure } from '../protocol/failure.js';
import { afterGrace } from './grace.js';
import { runEvent } from '../protocol/protocol.js';
import type { ThreadOpening } from './thread-protocol.js';
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
import type { Thread, Threads } from './threads.js';
import { watchMemory } from './watch-memory.js';
import { watchStep } from './watch-step.js';

/** A thread with the experiment of this pool. */
interface OpenThread extends Thread {
  /** Resolves when the experiment is open; rejects when it cannot be opened. */
  readonly opened: Promise<unknown>;
}

type Send<T> = (
  connection: MessageConnection,
  token: CancellationTokenSource['token'],
) => Promise<T>;

/**
 * How long a step that is cancelled may go on; a plugin's endless loop is stopped after that. Engines
 * ask for a cancel every 50 ms, and what a cancelled step had so far is not kept in any case.
 */
const GRACE_MS = 1000;

/** What ends steps besides their own end. */
export interface PoolLimits {
  /** What the process may take. */
  readonly memoryMB: number;
  /** Rejects with what code from outside did to the process: every step fails by it. */
  readonly fault?: Promise<never>;
}

/**
 * Runs steps on threads, each of which opens the experiment for itself. Equal steps give equal
 * outputs on every thread, so the number of threads changes nothing but the time. No step runs in
 * this thread, so cancels and the loss of the parent are heard whatever a plugin does.
 *
 * @param size how many threads, at least 1
 * @param supply where threads come from, and go back to unless a cancel has stirred them or a step is
 * still on them
 * @param limits what ends steps besides
 */
export function openPool(
  size: number,
  opening: ThreadOpening,
  supply: Threads,
  limits: PoolLimits,
): Executor & { close(): Promise<void> } {
  const { memoryMB, fault = NEVER } = limits;
  const threads = Array.from({ length: size }, () => opened(supply.take(), opening));
  const { take, give, isFree } = lending(threads);
  const busy = new Set<Thread>();
  const memory = watchMemory(() => [...busy], memoryMB);
  let stirred = false;

  async function onThread<T>(hooks: StepHooks, send: Send<T>): Promise<T> {
    const thread = await take();
    return onTaken(thread, thread.opened, hooks, send);
  }

  /** What has happened to a thread between steps is no fault of a report. */
  async function onLiving<T>(hooks: StepHooks, send: Send<T>): Promise<T> {
    const thread = await take();
    const living = thread.hasEnded() ? renewed(thread) : thread;
    // Nor is it one of theirs that the data could not be opened.
    return onTaken(
      living,
      living.opened.catch(() => undefined),
      hooks,
      send,
    );
  }

  async function onTaken<T>(
    thread: OpenThread,
    ready: Promise<unknown>,
    hooks: StepHooks,
    send: Send<T>,
  ): Promise<T> {
    const listening = thread.connection.onNotification(runEvent, hooks.emit);
    const cancelling = cancelOn(hooks.signal, thread);
    const watching = watchStep(thread, opening.limits.silenceSeconds);
    busy.add(thread);
    try {
      hooks.signal.throwIfAborted();
      await Promise.race([ready, thread.ended, fault]);
      return await Promise.race([send(thread.connection, cancelling.token), thread.ended, fault]);
    } catch (thrown) {
      throw hooks.signal.aborted ? hooks.signal.reason : receivedFailure(thrown);
    } finally {
      stirred ||= hooks.signal.aborted;
      for (const one of [cancelling, listening, watching]) one.dispose();
      busy.delete(thread);
      give(thread.hasEnded() && !hooks.signal.aborted ? renewed(thread) : thread);
    }
  }

  /** Another thread in the place of one that a plugin has ended: the other steps are done all the same. */
  function renewed(ended: OpenThread): OpenThread {
    const fresh = opened(supply.take(), opening);
    threads[threads.indexOf(ended)] = fresh;
    return fresh;
  }

  return {
    ...stepsOver(onThread),
    report: (step, hooks) =>
      onLiving(hooks, (c, token) => c.sendRequest(reportRequest, step, token)),
    close: async () => {
      memory.dispose();
      const isFit = (thread: OpenThread) => !stirred && isFree(thread);
      await Promise.all(
        threads.map((thread) => (isFit(thread) ? supply.keep(thread) : thread.end())),
      );
    },
  };
}

type OnThread = <T>(hooks: StepHooks, send: Send<T>) => Promise<T>;

/** The steps of a run, each as a request to a thread. */
function stepsOver(onThread: OnThread): Omit<Executor, 'report'> {
  return {
    endpoint: (step, hooks) =>
      onThread(hooks, (c, token) => c.sendRequest(endpointRequest, step, token)),
    together: (step, hooks) =>
      onThread(hooks, (c, token) => c.sendRequest(togetherRequest, step, token)),
    align: (step, hooks) => onThread(hooks, (c, token) => c.sendRequest(alignRequest, step, token)),
    path: (step, hooks) => onThread(hooks, (c, token) => c.sendRequest(pathRequest, step, token)),
    convexity: (step, hooks) =>
      onThread(hooks, (c, token) => c.sendRequest(convexityRequest, step, token)),
    analysis: (step, hooks) =>
      onThread(hooks, (c, token) => c.sendRequest(analysisRequest, step, token)),
  };
}

const NEVER = new Promise<never>(() => undefined);

function opened(thread: Thread, opening: ThreadOpening): OpenThread {
  const opened = thread.connection.sendRequest(openRequest, opening);
  // Nobody may be waiting for it: not every thread gets a step.
  opened.catch(() => undefined);
  return { ...thread, opened };
}

/** Lends each thread to one step at a time; steps wait in the order in which they came. */
function lending(threads: readonly OpenThread[]) {
  const idle = [...threads];
  const waiting: ((thread: OpenThread) => void)[] = [];
  return {
    take(): Promise<OpenThread> {
      const thread = idle.shift();
      return thread === undefined ? new Promise((ok) => waiting.push(ok)) : Promise.resolve(thread);
    },
    give(thread: OpenThread): void {
      const next = waiting.shift();
      if (next === undefined) idle.push(thread);
      else next(thread);
    },
    isFree: (thread: OpenThread) => idle.includes(thread),
  };
}

/**
 * Passes a cancel on to a thread: as a message, which a step hears when it gives the event loop a
 * turn, and by the flag, which engines look at in the midst of their work. Ends the thread when the
 * step heeds neither.
 */
function cancelOn(signal: AbortSignal, { end, cancelled }: Thread) {
  cancelled.lower();
  const source = new CancellationTokenSource();
  let callOff: (() => void) | null = null;
  const abort = () => {
    source.cancel();
    cancelled.raise();
    callOff = afterGrace(process.pid, GRACE_MS, () => void end());
  };
  signal.addEventListener('abort', abort, { once: true });
  return {
    token: source.token,
    dispose() {
      signal.removeEventListener('abort', abort);
      callOff?.();
    },
  };
}
