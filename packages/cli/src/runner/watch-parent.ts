import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { MEMORY_PLACE } from './call-file.js';

/**
 * How long this process may outlive its parent when it does not end by itself: processor time, since
 * what blocks it burns that, and on a busy machine it may still be writing; and time on the clock, for
 * what blocks it without working.
 */
const GRACE_MS = 8000;
const LONGEST_MS = 60_000;
const CHECK_EVERY_MS = 500;

/**
 * The code of the watching thread: plain text in CommonJS, because a bundle has no further file for
 * it. Elsewhere than on Windows an orphan's parent changes; there a signal of 0 asks whether it lives.
 */
const WATCHER = `
const { writeSync } = require('node:fs');
const { workerData: { parent, every, grace, longest, bound, fd, place } } = require('node:worker_threads');
let goneFor = 0;
let before = null;
let overFor = 0;
setInterval(() => {
  heedParent();
  heedMemory();
}, every);
function heedParent() {
  if (isThere()) return;
  before ??= process.cpuUsage();
  goneFor += every;
  const { user, system } = process.cpuUsage(before);
  if ((user + system) / 1000 >= grace || goneFor >= longest) process.kill(process.pid, 'SIGKILL');
}
function heedMemory() {
  const taken = process.memoryUsage.rss() / 2 ** 20;
  overFor = taken > 1.15 * bound[0] ? overFor + every : 0;
  if (overFor < 3 * every) return;
  if (fd !== null) writeSync(fd, Float64Array.of(taken), 0, 8, place);
  process.kill(process.pid, 'SIGKILL');
}
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
 * takes much more memory than it may: what the main thread itself does nobody else could end. It
 * looks from a thread of its own: a plugin may block the main thread for ever while it is loaded.
 *
 * @param boundMB shared memory with what the process may take
 * @param fd of the file in which it notes, before it ends the process, how much was taken
 */
export function watchParent(boundMB: Float64Array, fd: number | null): void {
  const workerData = {
    ...{ parent: process.ppid, every: CHECK_EVERY_MS, grace: GRACE_MS, longest: LONGEST_MS },
    ...{ bound: boundMB, fd, place: MEMORY_PLACE },
  };
  new Worker(WATCHER, { eval: true, workerData, stdout: false }).unref();
}
