import type { Regularizer } from '@isthmus/contract';
import type { Engine } from '../port/engine.js';
import { withRegularizers } from './train-by-steps.js';

/** What training and descent go down: the data loss of the batch plus the regularizers. */
export type TrainingObjective = Pick<Engine, 'valueAndGradient'>;

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
 * const [plain] = engine.valueAndGradient([a], data.splits.train, null);
 * const [sum] = createObjective(engine, [half]).valueAndGradient([a], data.splits.train, null);
 * Math.abs(sum.value - (plain.value + dot(a, a) / 2)) < 1e-12; // true
 */
export function createObjective(
  engine: TrainingObjective,
  regularizers: readonly Regularizer[],
): TrainingObjective {
  return {
    valueAndGradient: (models, batch, noise) =>
      engine
        .valueAndGradient(models, batch, noise)
        .map((found, i) => withRegularizers(found, regularizers, models[i]!)),
  };
}
