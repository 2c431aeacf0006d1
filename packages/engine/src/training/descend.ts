import type { Descended, Descending, LossGradient, Optimizer } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import type { Engine, Training } from '../port/engine.js';
import { trainBySteps } from './train-by-steps.js';

/** Descents of a path strategy: trainings that never rest for their loss. */
export function descend(
  { trainMany }: Pick<Engine, 'trainMany'>,
  models: readonly Descending[],
  training: Training,
): readonly Descended[] {
  const trainees = models.map((model) => ({ ...model, restAt: -Infinity }));
  return trainMany(trainees, training).map(
    ({ params, state, steps, rest, gradientEvaluations }) => ({
      params,
      state,
      steps,
      finite: rest !== 'nonfinite',
      gradientEvaluations,
    }),
  );
}

/** Descents on a loss that has no data, by its gradients alone. */
export function descendBySteps(
  gradients: (models: readonly Params[]) => readonly LossGradient[],
  optimizer: Optimizer<unknown>,
  models: readonly Descending[],
): readonly Descended[] {
  const training = {
    optimizer,
    regularizers: [],
    data: { size: 0, x: new Float32Array(), y: new Float32Array() },
    rows: () => null,
    noise: () => null,
  };
  const trainMany: Engine['trainMany'] = (trainees, shared) =>
    trainBySteps((at) => gradients(at), trainees, shared);
  return descend({ trainMany }, models, training);
}
