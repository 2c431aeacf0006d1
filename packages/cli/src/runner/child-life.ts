import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import type { IsthmusError } from '@isthmus/core/contract';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { afterGrace } from './grace.js';

/** Asks the runner to end its run, and kills it where it does not within the time that it is given. */
export function cancelOn(signal: AbortSignal, child: ChildProcess, graceMs: () => number) {
  const source = new CancellationTokenSource();
  const abort = () => {
    source.cancel();
    // Without an id it was never started.
    if (child.pid !== undefined) afterGrace(child.pid, graceMs(), () => child.kill('SIGKILL'));
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return {
    token: source.token,
    dispose: () => {
      signal.removeEventListener('abort', abort);
    },
  };
}

/** A runner that hears nothing, since a plugin blocks it, would outlive a parent that ends at once. */
export function killWithParent(child: ChildProcess): void {
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

/** Rejects when the process ends. */
export function exitOf(
  child: ChildProcess,
  words: (code: number | null, killedBy: string | null) => IsthmusError,
): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killedBy) => {
      reject(words(code, killedBy));
    });
  });
}
