import { IsthmusError } from '@isthmus/contract/base';
import type { PredictionLoss } from '@isthmus/contract';
import type { BoundNode, GraphNetwork, Network } from '../network/network.js';
import { sizeOf } from '@isthmus/contract/parameters';
import type { Checkpoint, Engine, EngineChoice } from '../port/engine.js';
import { createFastEngine } from '../fast/create-fast-engine.js';
import { unsupportedBy } from '../fast/graph/plan.js';
import type { TensorRuntime } from '../port/tensor-runtime.js';
import { requiredTensors } from './required-tensors.js';
import { createReferenceEngine } from './reference-engine.js';

/**
 * For layers without fast kernels: below so many multiply-adds in a forward pass over the batch, the
 * reference is faster than tfjs, and it is the more exact one. Time of a gradient by tfjs-wasm in
 * units of the reference's (Node 20, relu, processor time): 23 for 1-4-4-1 at 64 rows (1.5e3
 * multiply-adds), 2.0 for 64-32-10 at 128 (3.0e5), 1.1 for 784-32-10 at 128 (3.3e6), 0.94 for
 * 784-64-10 at 100 (5.1e6), 0.74 for 784-256-256-10 at 128 (3.4e7). tfjs-cpu was never faster (3.4 at
 * the largest of these), so `auto` uses wasm or nothing. `npm run bench -- engines` measures them anew.
 */
const REFERENCE_BELOW = 4e6;

/**
 * The engine that a choice means for a network. `auto` goes by the network, the batch and whether the
 * wasm backend is installed, never by timing, so it answers alike every time: the fast engine for
 * every layer graph whose layers and loss it has kernels for, tfjs for networks given as code.
 *
 * @param batchRows the rows of a training batch
 * @param checkpoint called at least every 50 ms of work; what it throws ends the engine's call
 * @param tensors for networks given as code, and for large ones with layers that have no kernels
 * @throws `engine/no-tensors` when the network or the choice needs tensors and none are given
 * @throws `engine/no-reference`, `engine/not-fast` when an engine is asked for that cannot compute the
 * network, saying what it lacks
 * @example
 * const engine = await createEngine('auto', network, loss, data.splits.train.size);
 * const [{ value, gradient }] = engine.valueAndGradient([a], data.splits.train, null);
 * engine.name.startsWith('fast'); // true
 * engine.dispose();
 */
export async function createEngine(
  choice: EngineChoice,
  network: Network,
  loss: PredictionLoss,
  batchRows: number,
  checkpoint: Checkpoint = () => undefined,
  tensors: TensorRuntime | null = null,
): Promise<Engine> {
  if (network.kind === 'code' && (choice === 'reference' || choice === 'fast'))
    throw needsGraph(choice);
  if (network.kind === 'code' || choice === 'tfjs')
    return requiredTensors(tensors).createEngine(network, loss);
  if (choice === 'reference') return createReferenceEngine(network, loss);
  const fast = await createFastEngine(network, loss, checkpoint);
  if (fast !== null) return fast;
  if (choice === 'fast') throw notFast(unsupportedBy(network, loss) ?? 'a layer');
  const faster =
    tensors === null || multiplyAdds(network, batchRows) < REFERENCE_BELOW
      ? null
      : await tensors.createFasterEngine(network, loss);
  return faster ?? createReferenceEngine(network, loss);
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

function needsGraph(engine: EngineChoice): IsthmusError {
  return new IsthmusError(
    engine === 'fast' ? 'engine/not-fast' : 'engine/no-reference',
    `The engine "${engine}" computes layer graphs only, and this architecture is given as tfjs code: choose the engine "tfjs" or "auto".`,
    { engine },
  );
}

function notFast(lacking: string): IsthmusError {
  return new IsthmusError(
    'engine/not-fast',
    `The engine "fast" has no kernel for ${lacking}: choose the engine "auto", or give it a \`fast\` rule.`,
    { lacking },
  );
}
