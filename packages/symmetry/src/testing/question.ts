import {
  createEvaluator,
  createMeasures,
  createRng,
  type GraphNetwork,
  type Params,
} from '@isthmus/core';
import { losses } from '@isthmus/core/builtin';
import type { AnalysisQuestion, PredictionLoss } from '@isthmus/core/contract';

/** What an analysis of a network is asked, on normal inputs and targets, by the squared error. */
export async function questionOf(
  network: GraphNetwork,
  params: Params,
  size = 24,
  seed = 5,
): Promise<AnalysisQuestion> {
  const rng = createRng(seed);
  const draws = (shape: readonly number[]) =>
    Float32Array.from({ length: size * shape.reduce((all, n) => all * n, 1) }, () => rng.normal());
  const data = { size, x: draws(network.input), y: draws(network.output) };
  const loss = losses.find(({ name }) => name === 'core/mse')!.create({}) as PredictionLoss;
  const evaluator = await createEvaluator(network, loss, data);
  const { measures } = createMeasures({
    ...{ spec: network.spec, network, loss, objective: null, evaluator },
    ...{ evaluation: data, train: data },
    gradients: () => [],
  });
  return {
    ...{ spec: network.spec, network: network.view, loss: 'core/mse', threshold: null },
    ...{ points: [{ id: 'a', params }], measures, rng: createRng(0) },
  };
}
