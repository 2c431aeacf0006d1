import type { Dataset, LossGradient, PredictionLoss } from '@isthmus/contract';
import type { GraphNetwork } from '../network/network.js';
import { createReference } from '../reference/create-reference.js';
import type { Reference, ReferenceNoise } from '../reference/reference.js';
import { mapLeaves } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import type { Engine } from '../port/engine.js';
import { keepingStatistics } from '../training/keeping-statistics.js';
import { nodeNoise } from '../training/noise.js';
import { trainBySteps } from '../training/train-by-steps.js';

/**
 * An engine that computes in float64 by the reference interpreter; only the finished gradient is
 * rounded to float32. For small networks it is also the fastest, as it calls into no library.
 */
export function createReferenceEngine(network: GraphNetwork, loss: PredictionLoss): Engine {
  const reference = createReference(network, loss);
  const valueAndGradient: Engine['valueAndGradient'] = (models, batch, noise) => {
    const draw = noise === null ? undefined : nodeNoise(noise);
    return models.map((model) => rounded(reference, model, batch, draw));
  };
  return {
    name: 'reference',
    value: (models, data) => models.map((model) => reference.loss(model, data)),
    valueAndGradient,
    trainMany: (trainees, training) =>
      trainBySteps(valueAndGradient, trainees, keepingStatistics(network.spec, training)),
    profile: (scans, data) =>
      scans.map(({ from, to, t }) => Float64Array.from(t, reference.lossAlong(from, to, data))),
    dispose: () => undefined,
  };
}

function rounded(
  reference: Reference,
  params: Params,
  batch: Dataset,
  noise: ReferenceNoise | undefined,
): LossGradient {
  const { value, gradient } = reference.gradient(params, batch, noise);
  return { value, gradient: mapLeaves(params, (_, name) => Float32Array.from(gradient[name]!)) };
}
