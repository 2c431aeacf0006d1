import type { Engine, Evaluator } from '@isthmus/core';
import type { Dataset, Optimizer, Problem } from '@isthmus/core/contract';

/** What a problem answers on one data set: losses by the evaluator, descents and scans by the engine. */
export function askedOf(
  evaluator: Evaluator,
  engine: Engine,
  data: Dataset,
  optimizer: Optimizer<unknown>,
): Pick<
  Problem,
  | 'stepScale'
  | 'budget'
  | 'rows'
  | 'value'
  | 'valueBetween'
  | 'along'
  | 'valueAt'
  | 'gradients'
  | 'descend'
  | 'scan'
> {
  return {
    stepScale: 1,
    budget: { gradientEvaluations: Infinity, lossEvaluations: Infinity },
    rows: { loss: data.size, gradient: data.size },
    value: evaluator.value,
    valueBetween: evaluator.valueBetween,
    along: evaluator.along,
    valueAt: evaluator.valueAt,
    gradients: (models) => engine.valueAndGradient(models, data, null),
    descend: (models) =>
      engine.trainMany(models, {
        optimizer,
        regularizers: [],
        data,
        rows: () => null,
        noise: () => null,
      }),
    scan: (from, to, t) => engine.profile([{ from, to, t }], data)[0]!,
  };
}
