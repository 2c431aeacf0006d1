import type { Rng } from '@isthmus/contract/base';
import type { Objective, Optimizer, Problem } from '@isthmus/contract';
import {
  createObjectiveEngine,
  createObjectiveEvaluator,
  descendBySteps,
  NO_DATA,
} from '@isthmus/engine/internal';
import {
  mapLeaves,
  parameterCount,
  type Params,
  type ParamSpec,
  unflatten,
} from '@isthmus/contract/parameters';
import { scaledBy, stepScaleBetween } from '../path/step-scale.js';

/** A loss given by formulas, in float64, over all parameters as one vector `[P]`. */
export type AnalyticLoss = Pick<Objective, 'spec' | 'value' | 'gradient' | 'bounds'>;

/** Two points of an analytic loss, each all parameters as one vector `[P]`, and the level. */
export interface AnalyticSetting {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly level: number;
  /** Plain gradient descent with learning rate 0.05 unless given. */
  readonly optimizer?: Optimizer<unknown>;
}

/**
 * A problem whose loss is a formula: no network, no data, and an answer that is known. For tests of
 * path strategies.
 *
 * @throws `parameters/mismatch` when a point has not as many entries as the loss has parameters
 * @example
 * const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
 * // The saddle between the wells.
 * problem.valueBetween(problem.a, problem.b, 0.5); // 1
 */
export function analyticProblem(loss: AnalyticLoss, setting: AnalyticSetting): Problem {
  const { spec } = loss;
  const { value, valueBetween, along, valueAt } = createObjectiveEvaluator(loss);
  const engine = createObjectiveEngine(loss, () => undefined);
  const point = (entries: readonly number[]) => unflatten(spec, Float64Array.from(entries));
  const gradients = (models: readonly Params[]) => engine.valueAndGradient(models, NO_DATA, null);
  const [a, b] = [point(setting.a), point(setting.b)];
  const given = setting.optimizer ?? gradientDescent(0.05);
  const stepScale = stepScaleBetween(given, a, b);
  const optimizer = scaledBy(given, stepScale);
  return {
    spec,
    network: null,
    a,
    b,
    level: setting.level,
    optimizer,
    stepScale,
    budget: { gradientEvaluations: Infinity, lossEvaluations: Infinity },
    rows: { loss: 1, gradient: 1 },
    init: (rng) => normalPoint(spec, rng),
    value,
    valueBetween,
    along,
    valueAt,
    gradients,
    descend: (models) => descendBySteps(gradients, optimizer, models),
    scan: (from, to, t) => engine.profile([{ from, to, t }], NO_DATA)[0]!,
  };
}

/**
 * Plain gradient descent, which remembers nothing.
 *
 * @param learningRate above 0
 * @example
 * const w = { w: { shape: [1], data: Float32Array.of(2) } };
 * const [updates] = gradientDescent(0.25).update(w, {}, w);
 * updates.w.data; // Float32Array.of(-0.5)
 */
export function gradientDescent(learningRate: number): Optimizer<unknown> {
  return {
    init: () => ({}),
    update: (gradients, state) => [scaled(gradients, -learningRate), state],
  };
}

/**
 * A spec with one leaf per name.
 *
 * @param leaves the shape of each leaf by its name
 * @example
 * specOf({ w: [2] }).leaves; // [{ name: 'w', shape: [2], axes: [null] }]
 */
export function specOf(leaves: Readonly<Record<string, readonly number[]>>): ParamSpec {
  return {
    leaves: Object.entries(leaves).map(([name, shape]) => ({
      name,
      shape,
      axes: shape.map(() => null),
    })),
  };
}

/**
 * A point whose entries are drawn from the normal distribution with mean 0 and deviation 1.
 *
 * @example
 * normalPoint(specOf({ w: [2] }), rng).w.data.length; // 2
 */
export function normalPoint(spec: ParamSpec, rng: Rng): Params {
  return unflatten(
    spec,
    Float64Array.from({ length: parameterCount(spec) }, () => rng.normal()),
  );
}

function scaled(params: Params, factor: number): Params {
  return mapLeaves(params, (leaf) => leaf.data.map((entry) => factor * entry));
}
