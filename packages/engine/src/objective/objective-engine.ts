import type { Dataset, LossGradient, Objective } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { flatten, unflatten } from '@isthmus/contract/parameters';
import type { Checkpoint, Engine } from '../port/engine.js';
import { flatBetween } from './objective-evaluator.js';
import { trainBySteps } from '../training/train-by-steps.js';

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
