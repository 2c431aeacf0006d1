import { IsthmusError } from '../base/errors.js';
import type { PredictionLoss } from '../contract/loss.js';
import type { BoundNode, GraphNetwork, Network } from '../network/network.js';
import { readyBackends } from '../network/tfjs/backend.js';
import { sizeOf } from '../parameters/spec.js';
import { gradientBackend } from './backend-choice.js';
import type { Engine, EngineChoice } from './engine.js';
import { createReferenceEngine } from './reference-engine.js';
import { createTfjsEngine, tfjsEngineOn } from './tfjs-engine.js';

const REFERENCE_BELOW = 2e5;

/**
 * The engine that a choice means for a network.
 *
 * @param batchRows the rows of a training batch
 * @throws `engine/no-reference` when the reference is asked for a network given as code
 */
export async function createEngine(
  choice: EngineChoice,
  network: Network,
  loss: PredictionLoss,
  batchRows: number,
): Promise<Engine> {
  if (network.kind === 'code') {
    if (choice === 'reference') throw noReference();
    return createTfjsEngine(network, loss);
  }
  if (choice === 'tfjs') return createTfjsEngine(network, loss);
  if (choice === 'reference' || multiplyAdds(network, batchRows) < REFERENCE_BELOW)
    return createReferenceEngine(network, loss);
  const backend = await gradientBackend(network, loss);
  const { wasm } = await readyBackends();
  return backend === wasm
    ? tfjsEngineOn(backend, network, loss)
    : createReferenceEngine(network, loss);
}

/** The multiplications with kernels in a forward pass over `rows` samples. */
export function multiplyAdds(network: GraphNetwork, rows: number): number {
  return rows * network.nodes.reduce((sum, node) => sum + kernelUses(node), 0);
}

/** A kernel is used as a whole at every position of the output, which has channels as its last axis. */
function kernelUses({ layer, inputShapes, outputShape }: BoundNode): number {
  const rule = layer.interpreters.reference?.(inputShapes);
  if (rule?.kind !== 'bilinear') return 0;
  const kernel = layer.parameters(inputShapes).find((leaf) => leaf.name === rule.kernel);
  return kernel === undefined ? 0 : sizeOf(kernel.shape) * sizeOf(outputShape.slice(0, -1));
}

function noReference(): IsthmusError {
  return new IsthmusError(
    'engine/no-reference',
    'The engine "reference" computes layer graphs only, and this architecture is given as tfjs code: choose the engine "tfjs" or "auto".',
    { engine: 'reference' },
  );
}
