import type { Dataset, LossGradient } from '@isthmus/contract';
import type { Checkpoint, Engine } from '../../port/engine.js';
import { nodeNoise } from '../../training/noise.js';
import type { NodeNoise } from '../../port/node-noise.js';
import type { Params } from '@isthmus/contract/parameters';
import { trainBySteps } from '../../training/train-by-steps.js';
import { ruleKernel } from '../../kernels/operation-kernels.js';
import type { GraphHost } from './host.js';
import { borrowing, checkData, createMachine, openBench } from './machine.js';
import type { Machine } from './machine.js';
import { allocLeaves, readLeaves, writeLeaves } from './memory.js';
import { createMeter } from './meter.js';
import { pass } from './pass.js';
import type { GraphPlan } from './plan.js';
import { scanSegment } from './profile.js';
import { trainResident } from './train.js';

/** What can be chosen about an engine. */
export interface GraphEngineOptions {
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
  const machine = createMachine(host, plan, createMeter(checkpoint), blockRows ?? null);
  const valueAndGradient: Engine['valueAndGradient'] = (models, batch, noise) =>
    gradients(machine, models, batch, noise === null ? null : nodeNoise(noise));
  return {
    name: `fast (${host.name})`,
    value: (models, data) => values(machine, models, data),
    valueAndGradient,
    trainMany: (trainees, training) => {
      const { fused } = training.optimizer;
      const rule = fused === undefined ? null : ruleKernel(fused);
      return rule !== null && training.regularizers.length === 0
        ? trainResident(machine, trainees, training, rule)
        : trainBySteps(valueAndGradient, trainees, training);
    },
    profile: (scans, data) => scans.map((scan) => scanSegment(machine, scan, data)),
    dispose: () => undefined,
  };
}

function values(machine: Machine, models: readonly Params[], data: Dataset): readonly number[] {
  const { host, plan } = machine;
  checkData(plan, data);
  return borrowing(host, () => {
    const residents = models.map((params) => settle(machine, params, 0));
    const prepared = machine.prepared({ gradients: false, noise: false, segment: false });
    const bench = openBench(machine, prepared, data.size);
    const sums = pass(machine, bench, residents, { data, rows: null }, null);
    return [...sums].map((sum) => sum / data.size);
  });
}

function gradients(
  machine: Machine,
  models: readonly Params[],
  data: Dataset,
  noise: NodeNoise | null,
): readonly LossGradient[] {
  const { host, plan } = machine;
  checkData(plan, data);
  return borrowing(host, () => {
    const residents = models.map((params) => settle(machine, params, allocLeaves(host, plan)));
    const drawn = plan.noisy ? noise : null;
    const prepared = machine.prepared({ gradients: true, noise: drawn !== null, segment: false });
    const bench = openBench(machine, prepared, data.size);
    const sums = pass(machine, bench, residents, { data, rows: null }, drawn);
    return residents.map(({ gradient }, i) => ({
      value: sums[i]! / data.size,
      gradient: readLeaves(host, plan, gradient),
    }));
  });
}

function settle({ host, plan }: Machine, params: Params, gradient: number) {
  const theta = allocLeaves(host, plan);
  writeLeaves(host, plan, params, theta);
  return { theta, gradient };
}
