import type { Dataset } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import type { ForwardPass, Network, TensorRuntime } from '@isthmus/engine';
import { readyBackends } from '../backend/backend.js';
import { forward } from '../interpreter/interpreter.js';
import { batchTensors } from '../interpreter/loss-gradient.js';
import { tfjs } from '../library/library.js';
import { disposing, toTensors } from '../library/tensors.js';
import { gradientBackend } from './backend-choice.js';
import { checkTfjs } from './check-tfjs.js';
import { createCodeEvaluator } from './code-evaluator.js';
import { createTfjsEngine, tfjsEngineOn } from './tfjs-engine.js';

/**
 * Computes networks with tfjs, which is loaded when something is first asked of it.
 *
 * @example
 * const engine = await createEngine('tfjs', network, loss, 128, undefined, tfjsRuntime);
 * engine.name.startsWith('tfjs-'); // true
 */
export const tfjsRuntime: TensorRuntime = {
  createEngine: createTfjsEngine,
  // tfjs's cpu backend is never faster than the reference.
  createFasterEngine: async (network, loss) => {
    const backend = await gradientBackend(network, loss);
    const { wasm } = await readyBackends();
    return backend === wasm ? tfjsEngineOn(backend, network, loss) : null;
  },
  createEvaluator: createCodeEvaluator,
  observe,
  check: checkTfjs,
};

async function observe(network: Network, params: Params, data: Dataset): Promise<ForwardPass> {
  await readyBackends();
  const before = tfjs().memory().numTensors;
  const pass = disposing(() => {
    const tensors = toTensors(params);
    const { x } = batchTensors(network, data);
    const prediction = forward(network, tensors, x, null);
    return {
      predictions: Float64Array.from(prediction.dataSync()),
      shape: [...prediction.shape],
      intact: [x, ...Object.values(tensors)].every((tensor) => !tensor.isDisposed),
    };
  });
  return { ...pass, left: tfjs().memory().numTensors - before };
}
