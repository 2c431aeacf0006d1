import type { Trained, Trainee, LossGradient, Optimizer } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { trainBySteps } from './train-by-steps.js';

/** Descents on a loss that has no data, by its gradients alone. */
export function descendBySteps(
  gradients: (models: readonly Params[]) => readonly LossGradient[],
  optimizer: Optimizer<unknown>,
  models: readonly Trainee[],
): readonly Trained[] {
  const training = {
    optimizer,
    regularizers: [],
    data: { size: 0, x: new Float32Array(), y: new Float32Array() },
    rows: () => null,
    noise: () => null,
  };
  return trainBySteps((at) => gradients(at), models, training);
}
