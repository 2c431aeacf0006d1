import { runAlignStep } from './align-step.js';
import { runAnalysisStep } from './analysis-step.js';
import { runConvexityStep } from './convexity-step.js';
import { runEndpointStep } from './endpoint-step.js';
import { runPathStep } from './path-step.js';
import { drawReport } from './reports.js';
import { runTogetherStep } from './together-step.js';
import type { Session } from './session.js';
import type { Executor } from './steps.js';

/**
 * Runs steps in this thread. Long steps let the event loop have its turn, so several may be under
 * way at once; that gains no time, but a cancel and the progress of each still arrive.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 *
 * const file = 'examples/linear-regression.isthmus.json';
 * const parsed = parseExperiment(parseConfigText(await readFile(file, 'utf8'), file));
 * const experiment = resolveExperiment(parsed, registry);
 * const session = await openSession(experiment, registry, fileSourceIn('examples'));
 * const hooks = { signal: new AbortController().signal, emit: () => undefined };
 * const { record } = await createExecutor(session).endpoint({ kind: 'endpoint', id: 'a' }, hooks);
 * record.outcome; // 'reached'
 * session.dispose();
 */
export function createExecutor(session: Session): Executor {
  return {
    endpoint: (step, hooks) => runEndpointStep(session, step, hooks),
    together: (step, hooks) => runTogetherStep(session, step, hooks),
    align: (step, hooks) => runAlignStep(session, step, hooks),
    path: (step, hooks) => runPathStep(session, step, hooks),
    convexity: (step, hooks) => runConvexityStep(session, step, hooks),
    analysis: (step, hooks) => runAnalysisStep(session, step, hooks),
    report: (step) => drawReport(session.experiment, step),
  };
}
