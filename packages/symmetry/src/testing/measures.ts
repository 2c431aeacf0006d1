import {
  createEvaluator,
  createMeasures,
  createRng,
  sizeOf,
  type GraphNetwork,
} from '@isthmus/core';
import { losses } from '@isthmus/core/builtin';
import type { Dataset, NetworkMeasures, PredictionLoss } from '@isthmus/core/contract';

/** What `NetworkMeasures` a network has on given or random rows. */
export async function measuresFor(
  network: GraphNetwork,
  {
    loss: name = 'core/mse',
    evaluation = randomRows(network, 30, 5),
    train = randomRows(network, 40, 6),
  } = {},
): Promise<NetworkMeasures> {
  const loss = losses.find((each) => each.name === name)!.create({}) as PredictionLoss;
  const evaluator = await createEvaluator(network, loss, evaluation, null);
  return createMeasures({
    ...{ spec: network.spec, network, loss, objective: null, evaluation, train, evaluator },
    gradients: () => [],
  }).measures;
}

/** Standard normal inputs; the class of row i is i modulo the number of outputs. */
export function randomRows(network: GraphNetwork, size: number, seed: number): Dataset {
  const rng = createRng(seed);
  const outputs = sizeOf(network.output);
  return {
    size,
    x: Float32Array.from({ length: size * sizeOf(network.input) }, () => rng.normal()),
    y: Float32Array.from({ length: size * outputs }, (_, i) =>
      Number(i % outputs === Math.floor(i / outputs) % outputs),
    ),
  };
}

/** Rows of inputs as they are given, with targets of 0. */
export function rowsOf(network: GraphNetwork, x: readonly number[]): Dataset {
  const size = x.length / sizeOf(network.input);
  return { size, x: Float32Array.from(x), y: new Float32Array(size * sizeOf(network.output)) };
}
