import type { LossGradient, Regularizer, Trained, Trainee } from '@isthmus/contract';
import { addScaled, type Params } from '@isthmus/contract/parameters';
import type { Engine, SharedTraining } from '../port/engine.js';
import { batchOf } from './rows.js';

/** A trainee on its way. */
interface TraineeUnderWay {
  params: Params;
  state: unknown;
  steps: number;
  loss: number;
  gradientEvaluations: number;
  rest: Trained['rest'] | null;
}

/**
 * Training by an engine that gives gradients only: step by step, the update by the optimizer's own
 * code. What fused kernels do instead gives the same bits for the same gradients.
 *
 * @example
 * const reference = await createEngine('reference', network, loss, 8);
 * const training = {
 *   optimizer,
 *   regularizers: [],
 *   data: data.splits.train,
 *   rows: () => null,
 *   noise: () => null,
 * };
 * const trainee = { params: a, state: optimizer.init(a), steps: 10 };
 * const [trained] = trainBySteps(reference.valueAndGradient, [trainee], training);
 * trained.steps; // 10
 */
export function trainBySteps(
  valueAndGradient: Engine['valueAndGradient'],
  trainees: readonly Trainee[],
  training: SharedTraining,
): readonly Trained[] {
  const all = trainees.map(startTrainee);
  for (let step = 0; ; step++) {
    const moving = [...all.keys()].filter((i) => all[i]!.rest === null);
    if (moving.length === 0) return all.map(trainedOf);
    const models = moving.map((i) => all[i]!.params);
    const found = valueAndGradient(
      models,
      batchOf(training.data, training.rows(step)),
      training.noise(step),
    );
    moving.forEach((i, k) => {
      const descent = withRegularizers(found[k]!, training.regularizers, models[k]!);
      stepTrainee(all[i]!, trainees[i]!, training, descent);
    });
  }
}

/** The loss and gradient with what the regularizers add to both. */
export function withRegularizers(
  found: LossGradient,
  regularizers: readonly Regularizer[],
  params: Params,
): LossGradient {
  return regularizers.reduce(
    (sum, term) => ({
      value: sum.value + term.value(params),
      gradient: addScaled(sum.gradient, term.gradient(params), 1),
    }),
    found,
  );
}

function startTrainee({ params, state, steps }: Trainee): TraineeUnderWay {
  const rest = steps === 0 ? 'steps' : null;
  return { params, state, steps: 0, loss: NaN, gradientEvaluations: 0, rest };
}

function stepTrainee(
  at: TraineeUnderWay,
  { steps, restAt = -Infinity }: Trainee,
  { optimizer }: SharedTraining,
  found: LossGradient,
) {
  at.loss = found.value;
  at.gradientEvaluations++;
  at.rest = restBefore(found.value, restAt);
  if (at.rest !== null) return;
  const [updates, state] = optimizer.update(found.gradient, at.state, at.params);
  at.params = addScaled(at.params, updates, 1);
  at.state = state;
  at.steps++;
  if (at.steps === steps) at.rest = 'steps';
}

function restBefore(loss: number, restAt: number): Trained['rest'] | null {
  if (!Number.isFinite(loss)) return 'nonfinite';
  return loss <= restAt ? 'loss' : null;
}

function trainedOf({ rest, ...moved }: TraineeUnderWay): Trained {
  return { ...moved, rest: rest! };
}
