import type { Dataset, PredictionLoss } from '@isthmus/contract';
import type { Engine, Network } from '@isthmus/engine';
import type { Backend } from '../backend/backend.js';
import { batchTensors, lossGradient } from '../interpreter/loss-gradient.js';
import { disposing } from '../library/tensors.js';
import { lerp } from '@isthmus/contract/parameters';
import { gradientBackend } from './backend-choice.js';
import { rowWorkOn } from './code-evaluator.js';
import { keepingStatistics, nodeNoise, trainBySteps } from '@isthmus/engine/internal';

/**
 * An engine that computes in float32 by tfjs: on its wasm backend where that is installed and has
 * all kernels that the network's gradient needs, else on its cpu backend.
 */
export async function createTfjsEngine(network: Network, loss: PredictionLoss): Promise<Engine> {
  return tfjsEngineOn(await gradientBackend(network, loss), network, loss);
}

/** The same on a given backend. */
export function tfjsEngineOn(backend: Backend, network: Network, loss: PredictionLoss): Engine {
  const valueAndGradient: Engine['valueAndGradient'] = (models, batch, noise) => {
    backend.activate();
    const draw = noise === null ? null : nodeNoise(noise);
    return disposing(() => {
      const tensors = batchTensors(network, batch);
      return models.map((model) => lossGradient(network, loss, model, tensors, draw));
    });
  };
  const lossOn = (data: Dataset) => rowWorkOn(backend, network, loss, data).value;
  return {
    name: backend.name,
    value: (models, data) => models.map(lossOn(data)),
    valueAndGradient,
    trainMany: (trainees, training) =>
      trainBySteps(valueAndGradient, trainees, keepingStatistics(network.spec, training)),
    profile: (scans, data) => {
      const value = lossOn(data);
      return scans.map(({ from, to, t }) =>
        Float64Array.from(t, (at) => value(lerp(from, to, at))),
      );
    },
    // Every call disposes of its own tensors, and the backend belongs to the process.
    dispose: () => undefined,
  };
}
