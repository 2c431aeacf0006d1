import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { MEMORY_PLACE } from './call-file.js';

/** How long this process may outlive its parent when it does not end by itself. */
const GRACE_MS = 8000;
const CHECK_EVERY_MS = 500;

/**
 * The code of the watching thread: plain text in CommonJS, because a bundle has no further file for
 * it. Elsewhere than on Windows an orphan's parent changes; there a signal of 0 asks whether it lives.
 */
const WATCHER = `
const { writeSync } = require('node:fs');
const { workerData: { parent, every, grace, bound, fd, place } } = require('node:worker_threads');
let goneFor = 0;
let overFor = 0;
setInterval(() => {
  goneFor = isThere() ? 0 : goneFor + every;
  if (goneFor >= grace) process.kill(process.pid, 'SIGKILL');
  const taken = process.memoryUsage.rss() / 2 ** 20;
  overFor = taken > 1.25 * bound[0] ? overFor + every : 0;
  if (overFor < 3 * every) return;
  if (fd !== null) writeSync(fd, Float64Array.of(taken), 0, 8, place);
  process.kill(process.pid, 'SIGKILL');
}, every);
function isThere() {
  try {
    return process.ppid === parent && process.kill(parent, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
`;

/**
 * Ends this process when its parent has gone and it does not go by itself within seconds, and when it
 * takes a quarter more memory than it may: what the main thread itself does nobody else could end. It
 * looks from a thread of its own: a plugin may block the main thread for ever while it is loaded.
 *
 * @param boundMB shared memory with what the process may take
 * @param fd of the file in which it notes, before it ends the process, how much was taken
 */
export function watchParent(boundMB: Float64Array, fd: number | null): void {
  const workerData = {
    ...{ parent: process.ppid, every: CHECK_EVERY_MS, grace: GRACE_MS },
    ...{ bound: boundMB, fd, place: MEMORY_PLACE },
  };
  new Worker(WATCHER, { eval: true, workerData, stdout: false }).unref();
}
