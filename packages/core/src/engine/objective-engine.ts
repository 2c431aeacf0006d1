import type { Objective } from '../contract/objective.js';
import type { LossGradient } from '../contract/path-strategy.js';
import type { Dataset } from '../contract/task.js';
import type { Params } from '../parameters/parameters.js';
import { flatten, unflatten } from '../parameters/spec.js';
import type { Checkpoint, Engine } from './engine.js';
import { flatBetween } from './objective-evaluator.js';
import { trainBySteps } from './train-by-steps.js';

/** What stands for the data of a loss that has none. */
export const NO_DATA: Dataset = { size: 0, x: new Float32Array(), y: new Float32Array() };

/**
 * The engine of an objective: its formula and its gradient, in float64, the gradient rounded to the
 * float32 of parameters. The data that its functions are handed are passed over.
 *
 * @param checkpoint called before every evaluation; what it throws ends the call
 * @example
 * const { plugin } = registry.resolve('objective', 'core/double-well', '/objective');
 * const engine = createObjectiveEngine(plugin, () => undefined);
 * const saddle = { w: { shape: [2], data: new Float32Array(2) } };
 * engine.value([saddle], NO_DATA); // [1]
 */
export function createObjectiveEngine(objective: Formulas, checkpoint: Checkpoint): Engine {
  const { spec } = objective;
  const valueAt = (w: Float64Array) => {
    checkpoint();
    return objective.value(w);
  };
  const lossGradient = (params: Params): LossGradient => {
    const w = flatten(spec, params);
    return { value: valueAt(w), gradient: unflatten(spec, objective.gradient(w)) };
  };
  const valueAndGradient: Engine['valueAndGradient'] = (models) => models.map(lossGradient);
  return {
    name: 'analytic',
    value: (models) => models.map((params) => valueAt(flatten(spec, params))),
    valueAndGradient,
    trainMany: (trainees, training) => trainBySteps(valueAndGradient, trainees, training),
    profile: (scans) =>
      scans.map(({ from, to, t }) =>
        Float64Array.from(t, (at) => valueAt(flatBetween(spec, from, to, at))),
      ),
    dispose: () => undefined,
  };
}

/** What descent and profiles ask of an objective. */
type Formulas = Pick<Objective, 'spec' | 'value' | 'gradient'>;
