import type { Regularizer } from '../contract/loss.js';
import type { LossGradient } from '../contract/path-strategy.js';
import { addScaled } from '../parameters/parameters.js';
import type { Params } from '../parameters/parameters.js';
import type { Engine } from './engine.js';

/** What training and descent go down: the data loss of the batch plus the regularizers. */
export type TrainingObjective = Pick<Engine, 'gradients'>;

/**
 * Adds regularizers to an engine's losses and gradients. Levels, thresholds and verdicts never
 * contain them.
 *
 * @example
 * const objective = createObjective(engine, [l2]);
 * const [first] = objective.gradients([params], batch, rng.fork('noise'));
 */
export function createObjective(
  engine: Engine,
  regularizers: readonly Regularizer[],
): TrainingObjective {
  return {
    gradients: (models, batch, noise) =>
      engine
        .gradients(models, batch, noise)
        .map((data, i) => regularizers.reduce((sum, term) => plus(sum, term, models[i]!), data)),
  };
}

function plus(sum: LossGradient, regularizer: Regularizer, params: Params): LossGradient {
  return {
    value: sum.value + regularizer.value(params),
    gradient: addScaled(sum.gradient, regularizer.gradient(params), 1),
  };
}
