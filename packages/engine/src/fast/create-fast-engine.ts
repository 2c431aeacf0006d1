import type { PredictionLoss } from '@isthmus/contract';
import type { GraphNetwork } from '../network/network.js';
import type { Checkpoint, Engine } from '../port/engine.js';
import { loadKernels } from '../kernels/load.js';
import { createGraphEngine } from './graph/create-graph-engine.js';
import { graphHostOf } from './graph/host.js';
import { graphPlanOf } from './graph/plan.js';
import { createTinyEngine } from './tiny/create-tiny-engine.js';
import { createTinyHost } from './tiny/host.js';
import { tinyPlanOf } from './tiny/plan.js';

/**
 * The fast engine for a network: a plan for narrow chains of dense layers, or one of matrix products.
 * Which of them follows from the network alone, so results do not depend on how it is used.
 *
 * @returns null where a layer or the loss has no fast rule; `unsupportedBy` names it
 */
export async function createFastEngine(
  network: GraphNetwork,
  loss: PredictionLoss,
  checkpoint: Checkpoint,
): Promise<Engine | null> {
  const tiny = tinyPlanOf(network, loss);
  const graph = tiny === null ? graphPlanOf(network, loss) : null;
  if (tiny === null && graph === null) return null;
  const kernels = await loadKernels();
  const named = (plan: string, engine: Engine): Engine => ({
    ...engine,
    name: `fast (${plan} plan, ${kernels.build.name} kernels)`,
  });
  if (tiny !== null) {
    const host = createTinyHost(kernels.arena);
    return named('tiny', createTinyEngine(host, tiny, checkpoint));
  }
  return named('graph', createGraphEngine(graphHostOf(kernels), graph!, checkpoint));
}
