import type { Checkpoint, Engine } from '../../port/engine.js';
import { trainBySteps } from '../../training/train-by-steps.js';
import { ruleKernel } from '../../kernels/operation-kernels.js';
import type { TinyHost } from './host.js';
import { placeNet } from './net-memory.js';
import { createPasses } from './passes.js';
import type { TinyPlan } from './plan.js';
import { createRowStore } from './rows.js';
import { createStepRuns } from './steps.js';
import { createFusedTraining } from './train.js';
import { createWorkMeter } from '../work-meter.js';
import { CALL_WORK } from './work.js';

/**
 * The engine of a tiny plan: losses, gradients and many training steps in one call of a kernel. How
 * many models are given at once, and how calls are cut, changes no bit of a result.
 *
 * @param host kernels on a memory of their own; see `createTinyHost`
 * @throws `network/bad-values`, `network/bad-batch` where parameters or data do not fit the network
 */
export function createTinyEngine(host: TinyHost, plan: TinyPlan, checkpoint: Checkpoint): Engine {
  const net = placeNet(host, plan);
  const meter = createWorkMeter(checkpoint, CALL_WORK);
  const passes = createPasses(net, meter);
  const blockOf = createRowStore(host, plan);
  const runsOf = createStepRuns(host, plan, blockOf);
  const trainFused = createFusedTraining(net, passes, meter);
  const valueAndGradient: Engine['valueAndGradient'] = (models, batch) =>
    passes.gradients(models, blockOf(batch));
  return {
    name: 'tiny',
    value: (models, data) => passes.values(models, blockOf(data)),
    valueAndGradient,
    trainMany: (trainees, training) => {
      const { fused } = training.optimizer;
      const rule = fused === undefined ? null : ruleKernel(fused);
      return rule === null || training.regularizers.length > 0
        ? trainBySteps(valueAndGradient, trainees, training)
        : trainFused(rule, trainees, runsOf(training));
    },
    profile: (scans, data) => passes.profile(scans, blockOf(data)),
    dispose: () => undefined,
  };
}
