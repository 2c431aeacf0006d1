import process from 'node:process';
import { memoryLimit, type Limits } from '@isthmus/core/internal';
import { outOfMemory } from './fault-words.js';
import type { Thread } from './threads.js';

const LOOK_EVERY_MS = 50;

/** Memory goes back to the system a while after a thread has ended. */
const PAUSE_MS = 3000;

const MB = 2 ** 20;

/**
 * What a run may take: what the experiment says, else what a run may be known to need before it is begun.
 *
 * @param atOnce processes that share it
 */
export function memoryBoundMB({ memoryMB }: Limits, atOnce = 1): number {
  return memoryMB ?? Math.max(256, Math.floor(allowed() / MB / atOnce));
}

function allowed(): number {
  try {
    return memoryLimit().bytes;
  } catch {
    // A variable that is no amount of memory is told where the run is opened.
    return memoryLimit({}).bytes;
  }
}

/**
 * Ends the threads that code from outside is running in when the process takes more memory than it
 * may, before the system ends the process. Arrays belong to no thread, so all of those are ended.
 *
 * @param busy the threads that steps are on
 */
export function watchMemory(busy: () => readonly Thread[], boundMB: number): { dispose(): void } {
  let pausedUntil = 0;
  const timer = setInterval(() => {
    const taken = process.memoryUsage.rss() / MB;
    if (taken <= boundMB || performance.now() < pausedUntil) return;
    pausedUntil = performance.now() + PAUSE_MS;
    const words = `the run took ${Math.round(taken)} MB of memory, and may take ${boundMB}`;
    for (const thread of suspects(busy()))
      thread.fail(outOfMemory(thread.board.running() ?? thread.board.latest(), words));
  }, LOOK_EVERY_MS);
  return {
    dispose: () => {
      clearInterval(timer);
    },
  };
}

/** Those in which code from outside runs now; else those in which it has run; else all. */
function suspects(threads: readonly Thread[]): readonly Thread[] {
  const now = threads.filter(({ board }) => board.running()?.foreign === true);
  if (now.length > 0) return now;
  const before = threads.filter(({ board }) => board.latest() !== null);
  return before.length > 0 ? before : threads;
}
