import {
  createEngine,
  createEvaluator,
  createMeasures,
  createObjective,
  type GraphNetwork,
} from '@isthmus/core';
import { losses } from '@isthmus/core/builtin';
import type { Dataset, NetworkMeasures, PredictionLoss, Rng } from '@isthmus/core/contract';

const mse = losses.find((loss) => loss.name === 'core/mse')!.create({}) as PredictionLoss;

/** What may be measured of a network on random rows: 24 to train on, 16 that decide; all in float64. */
export async function measuresOf(network: GraphNetwork, rng: Rng): Promise<NetworkMeasures> {
  const [train, evaluation] = [rowsOf(network, 24, rng.fork('train')), rowsOf(network, 16, rng)];
  const engine = await createEngine('reference', network, mse, train.size);
  const objective = createObjective(engine, []);
  return createMeasures({
    ...{ spec: network.spec, network, loss: mse, objective: null, evaluation, train },
    evaluator: await createEvaluator(network, mse, evaluation),
    gradients: (models, noise) => objective.valueAndGradient(models, train, noise),
  }).measures;
}

function rowsOf({ input, output }: GraphNetwork, size: number, rng: Rng): Dataset {
  const drawn = (shape: readonly number[]) =>
    Float32Array.from({ length: shape.reduce((n, m) => n * m, size) }, () => rng.normal());
  return { size, x: drawn(input), y: drawn(output) };
}
