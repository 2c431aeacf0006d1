import { runAlignStep } from './align-step.js';
import { runEndpointStep } from './endpoint-step.js';
import { runPathStep } from './path-step.js';
import type { Session } from './session.js';
import type { Executor } from './steps.js';

/**
 * Runs steps in this thread. Long steps let the event loop have its turn, so several may be under
 * way at once; that gains no time, but a cancel and the progress of each still arrive.
 */
export function createExecutor(session: Session): Executor {
  return {
    endpoint: (step, hooks) => runEndpointStep(session, step, hooks),
    align: (step, hooks) => runAlignStep(session, step, hooks),
    path: (step, hooks) => runPathStep(session, step, hooks),
  };
}
