import { createRng } from '@isthmus/contract/base';
import type { Dataset, PredictionLoss } from '@isthmus/contract';
import type { Network } from '@isthmus/engine';
import { backendFor } from '../backend/backend.js';
import type { Backend } from '../backend/backend.js';
import { batchTensors, lossGradient, sampleLosses } from '../interpreter/loss-gradient.js';
import { toTensors } from '../library/tensors.js';
import { sizeOf } from '@isthmus/contract/parameters';
import { nodeNoise } from '@isthmus/engine/internal';

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
