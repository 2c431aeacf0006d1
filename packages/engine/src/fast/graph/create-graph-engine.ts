import type { Dataset, LossGradient } from '@isthmus/contract';
import type { Checkpoint, Engine } from '../../port/engine.js';
import { nodeNoise } from '../../training/noise.js';
import type { NodeNoise } from '../../port/node-noise.js';
import type { Params } from '@isthmus/contract/parameters';
import { keepingStatistics } from '../../training/keeping-statistics.js';
import { trainBySteps } from '../../training/train-by-steps.js';
import { ruleKernel } from '../../kernels/operation-kernels.js';
import type { GraphHost } from './host.js';
import { releasingAfter, checkData, createPlanExecutor, allocBuffers } from './plan-executor.js';
import type { PlanExecutor } from './plan-executor.js';
import { allocLeaves, readLeaves, writeLeaves } from './memory.js';
import { createWorkMeter } from '../work-meter.js';
import { passOverBatch } from './pass.js';
import type { GraphPlan } from './plan.js';
import { scanSegment } from './profile.js';
import { trainInMemory } from './train.js';

/** Some 10 ms of products at 50 GFLOP/s; five times that on a slow machine is still below 50 ms. */
const BETWEEN_CHECKPOINTS = 2 ** 28;

/** What a kernel call costs at least, in multiply-adds: a few hundred nanoseconds. */
const CALL_WORK = 2 ** 14;

/** What can be chosen about an engine. */
interface GraphEngineOptions {
  /** The most rows of a block; unless given, what suits the plan. Results do not depend on it. */
  readonly blockRows?: number;
}

/**
 * Makes the engine that computes a plan of any layer graph block by block, in float32.
 *
 * @param host kernels and their memory
 * @param checkpoint called at least every 50 ms of work
 * @example
 * const plan = graphPlanOf(network, loss);
 * if (plan === null) throw new Error(`no kernel for ${unsupportedBy(network, loss)}`);
 * const engine = createGraphEngine(graphHostOf(await loadKernels()), plan, () => undefined);
 * const [{ value, gradient }] = engine.valueAndGradient([a], data.splits.train, null);
 */
export function createGraphEngine(
  host: GraphHost,
  plan: GraphPlan,
  checkpoint: Checkpoint,
  { blockRows }: GraphEngineOptions = {},
): Engine {
  const executor = createPlanExecutor(
    host,
    plan,
    createWorkMeter(checkpoint, BETWEEN_CHECKPOINTS, CALL_WORK),
    blockRows ?? null,
  );
  const valueAndGradient: Engine['valueAndGradient'] = (models, batch, noise) =>
    gradients(executor, models, batch, noise === null ? null : nodeNoise(noise));
  return {
    name: `fast (${host.name})`,
    value: (models, data) => values(executor, models, data),
    valueAndGradient,
    trainMany: (trainees, training) => {
      const { fused } = training.optimizer;
      const rule = fused === undefined ? null : ruleKernel(fused);
      return rule !== null && training.regularizers.length === 0
        ? trainInMemory(executor, trainees, training, rule)
        : trainBySteps(valueAndGradient, trainees, keepingStatistics(plan, training));
    },
    profile: (scans, data) => scans.map((scan) => scanSegment(executor, scan, data)),
    dispose: () => undefined,
  };
}

function values(
  executor: PlanExecutor,
  models: readonly Params[],
  data: Dataset,
): readonly number[] {
  const { host, plan } = executor;
  checkData(plan, data);
  return releasingAfter(host, () => {
    const placed = models.map((params) => placeModel(executor, params, 0));
    const prepared = executor.prepared({ gradients: false, noise: false, segment: false });
    const buffers = allocBuffers(executor, prepared, data.size);
    const sums = passOverBatch(executor, buffers, placed, { data, rows: null }, null);
    return [...sums].map((sum) => sum / data.size);
  });
}

function gradients(
  executor: PlanExecutor,
  models: readonly Params[],
  data: Dataset,
  noise: NodeNoise | null,
): readonly LossGradient[] {
  const { host, plan } = executor;
  checkData(plan, data);
  return releasingAfter(host, () => {
    const placed = models.map((params) => placeModel(executor, params, allocLeaves(host, plan)));
    const drawn = plan.noisy ? noise : null;
    const prepared = executor.prepared({ gradients: true, noise: drawn !== null, segment: false });
    const buffers = allocBuffers(executor, prepared, data.size);
    const sums = passOverBatch(executor, buffers, placed, { data, rows: null }, drawn);
    return placed.map(({ gradient }, i) => ({
      value: sums[i]! / data.size,
      gradient: readLeaves(host, plan, gradient),
    }));
  });
}

function placeModel({ host, plan }: PlanExecutor, params: Params, gradient: number) {
  const theta = allocLeaves(host, plan);
  writeLeaves(host, plan, params, theta);
  return { theta, gradient };
}
