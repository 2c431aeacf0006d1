import process from 'node:process';
import { blamed, latestCall, runningCall } from '@isthmus/contract/internal';
import { isIsthmusError, messageOf } from '@isthmus/core';

/** What code from outside does to the main thread of a runner, behind the back of everything. */
export interface OutsideFaults {
  /** For one run: what ends its steps, and, where that does not end the run, the run itself. */
  next(): { readonly fault: Promise<never>; readonly late: Promise<never> };
}

/** How long a run may take to end in order once its steps have failed. */
const GRACE_MS = 3000;

/** Listens for what is thrown in timers and promises that nobody waits for. */
export function listenForFaults(): OutsideFaults {
  let reject: ((fault: unknown) => void) | null = null;
  const heard = (thrown: unknown) => {
    reject?.(named(thrown));
  };
  process.on('uncaughtException', heard);
  process.on('unhandledRejection', heard);
  return {
    next() {
      const fault = new Promise<never>((_, no) => (reject = no));
      const late = new Promise<never>((_, no) => {
        fault.catch((thrown: unknown) => {
          setTimeout(() => {
            no(thrown as Error);
          }, GRACE_MS);
        });
      });
      late.catch(() => undefined);
      return { fault, late };
    },
  };
}

function named(thrown: unknown): unknown {
  const call = runningCall() ?? latestCall();
  if (call === null || (isIsthmusError(thrown) && 'plugin' in thrown.data)) return thrown;
  const phase = `${call.phase} (later, in a promise or a timer)`;
  return blamed(call.who, phase, new Error(messageOf(thrown)));
}
