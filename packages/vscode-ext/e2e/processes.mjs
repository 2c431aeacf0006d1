// @ts-check
/**
 * Keeps track of the processes an end-to-end run starts, so that none outlives it.
 *
 * Every process of a run carries the run's folder in its environment. That finds them all, also
 * one that left its process group or lost its parent, and never anybody else's.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The environment variable that holds the run's folder. */
export const MARK = 'ISTHMUS_E2E';

/**
 * A living process.
 * @typedef {{ pid: number, command: string }} Process
 */

/**
 * Lists the living processes of the run in `dir` whose command line matches.
 * @param {string} dir
 * @param {RegExp} [match]
 * @returns {Process[]}
 */
export function processesOf(dir, match = /(?:)/) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => readProc(pid, 'environ').includes(`${MARK}=${dir}`))
    .map((pid) => ({ pid: Number(pid), command: readProc(pid, 'cmdline').join(' ').trim() }))
    .filter(({ command }) => match.test(command));
}

/**
 * The NUL-separated entries of a file of /proc; none where the process has gone or is another user's.
 * @param {string} pid
 * @param {'environ' | 'cmdline'} file
 */
function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/**
 * Ends a process group: asks, waits up to `patience` ms until nothing of the run lives, then kills
 * what is left wherever it went. Returns what had to be killed.
 * @param {number} group
 * @param {string} dir
 * @param {number} [patience]
 * @returns {Promise<Process[]>}
 */
export async function endGroup(group, dir, patience = 8000) {
  signal(-group, 'SIGTERM');
  const end = Date.now() + patience;
  while (processesOf(dir).length > 0 && Date.now() < end) await sleep(50);
  return killAll(group, dir);
}

/**
 * Kills a process group and every process of the run in `dir`, at once and without waiting, as an
 * exit handler must. Returns what it found.
 * @param {number} group
 * @param {string} dir
 * @returns {Process[]}
 */
export function killAll(group, dir) {
  const left = processesOf(dir);
  signal(-group, 'SIGKILL');
  for (const { pid } of left) signal(pid, 'SIGKILL');
  return left;
}

/**
 * @param {number} target a process, or minus a group
 * @param {NodeJS.Signals} name
 */
function signal(target, name) {
  try {
    process.kill(target, name);
  } catch {
    // It has gone already.
  }
}

/** @type {Set<() => void>} */
const onExit = new Set();

/**
 * Runs `clean` when this process ends, by itself, by an error or by a signal. Returns what cancels that.
 * `clean` must not wait: exit handlers can't.
 * @param {() => void} clean
 * @returns {() => void}
 */
export function whenExiting(clean) {
  listen();
  onExit.add(clean);
  return () => onExit.delete(clean);
}

let listening = false;

function listen() {
  if (listening) return;
  listening = true;
  process.on('exit', () => {
    // Last registered first: processes end before the folder they write to is removed.
    for (const clean of [...onExit].reverse()) attempt(clean);
  });
  // A signal ends Node without its exit handlers unless somebody listens.
  const signals = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });
  for (const [name, code] of Object.entries(signals)) process.on(name, () => process.exit(code));
}

/** @param {() => void} clean */
function attempt(clean) {
  try {
    clean();
  } catch (error) {
    // The others, playwright's among them, must still run.
    console.error(error);
  }
}
