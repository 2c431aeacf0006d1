import process from 'node:process';
import { EXIT } from './exit-codes.js';

/** What the terminal or a supervisor sends when a command should end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Tells of interrupts. */
export interface Interrupt {
  readonly signal: AbortSignal;
  dispose(): void;
}

/**
 * Listens for interrupts. The first aborts the signal, so that a run ends in order and its folder
 * stays readable; the second ends the process at once.
 */
export function onInterrupt(first: () => void): Interrupt {
  const abort = new AbortController();
  const listener = () => {
    if (abort.signal.aborted) process.exit(EXIT.cancelled);
    abort.abort(new Error('interrupted'));
    first();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    signal: abort.signal,
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
