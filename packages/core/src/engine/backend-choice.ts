import { createRng } from '../base/rng.js';
import type { PredictionLoss } from '../contract/loss.js';
import type { Dataset } from '../contract/task.js';
import type { Network } from '../network/network.js';
import { backendFor } from '../network/tfjs/backend.js';
import type { Backend } from '../network/tfjs/backend.js';
import { batchTensors, lossGradient, sampleLosses } from '../network/tfjs/loss-gradient.js';
import { toTensors } from '../network/tfjs/tensors.js';
import { sizeOf } from '../parameters/spec.js';
import { nodeNoise } from './noise.js';

/** The tfjs backend on which the network's losses are differentiated. */
export function gradientBackend(network: Network, loss: PredictionLoss): Promise<Backend> {
  return backendFor(() => {
    const rng = createRng(0);
    const batch = batchTensors(network, oneOfZeros(network));
    lossGradient(network, loss, network.init(rng), batch, nodeNoise(rng));
  });
}

/** The tfjs backend on which the network's losses are only computed, which asks for less. */
export function lossBackend(network: Network, loss: PredictionLoss): Promise<Backend> {
  return backendFor(() => {
    const batch = batchTensors(network, oneOfZeros(network));
    sampleLosses(network, loss, toTensors(network.init(createRng(0))), batch, null);
  });
}

/** One sample is enough to learn which operations are called. */
function oneOfZeros({ input, output }: Network): Dataset {
  return {
    size: 1,
    x: new Float32Array(sizeOf(input)),
    y: new Float32Array(sizeOf(output)),
  };
}
