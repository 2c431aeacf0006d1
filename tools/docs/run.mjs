import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WORK } from './fixture.mjs';

/** Examples are small; one that needs longer is not one. */
const LIMIT_MS = 120_000;

/**
 * Runs examples in a process of their own, one after the other.
 *
 * @param {readonly import('./modules.mjs').Module[]} modules those that can be run
 * @param {string} cwd the folder that they read and write in
 * @returns {Promise<readonly string[]>} what went wrong, at its place in the documentation
 */
export function runFaults(modules, cwd = WORK) {
  const byFile = new Map(modules.map((one) => [one.run, one]));
  const child = fork(fileURLToPath(new URL('./run-child.mjs', import.meta.url)), {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: LIMIT_MS,
  });
  // Before anything else can keep this process busy.
  child.send([...byFile.keys()]);
  return new Promise((resolve) => {
    const faults = [];
    const printed = [];
    let current = null;
    let done = false;
    child.stderr.on('data', (chunk) => printed.push(chunk));
    child.on('message', (message) => {
      if (message.began !== undefined) current = message.began;
      if (message.fault !== undefined) faults.push(wordsOf(byFile.get(message.file), message));
      if (message.done) done = true;
    });
    child.on('exit', () => {
      if (!done) faults.push(stopped(byFile.get(current), Buffer.concat(printed).toString()));
      resolve(faults);
    });
  });
}

function wordsOf({ example }, { line, fault }) {
  return `${example.file}:${example.line + line}: ${fault}`;
}

function stopped(module, printed) {
  const place =
    module === undefined ? 'tools/docs/run-child.mjs' : wordsOf(module, { line: 0, fault: '' });
  return `${place} the run of the examples ended here, or took longer than ${LIMIT_MS / 1000} s. ${printed.slice(-1000)}`;
}
