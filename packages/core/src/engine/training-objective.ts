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
 * const engine = await createEngine('reference', network, loss, data.splits.train.size);
 * const half: Regularizer = {
 *   on: 'parameters',
 *   value: (params) => dot(params, params) / 2,
 *   gradient: (params) => params,
 * };
 * const [plain] = engine.gradients([a], data.splits.train, null);
 * const [sum] = createObjective(engine, [half]).gradients([a], data.splits.train, null);
 * Math.abs(sum.value - (plain.value + dot(a, a) / 2)) < 1e-12; // true
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
