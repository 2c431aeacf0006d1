import type { Objective } from '@isthmus/contract';
import { entriesBetween, flattenWide } from '@isthmus/contract/internal';
import { flatten, type ParamSpec } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import type { Evaluator } from '../port/evaluator.js';

/**
 * The evaluator of an objective: its own formula, at points between two others without rounding.
 * It has no samples, so it predicts nothing and has no accuracy.
 *
 * @example
 * const { plugin } = registry.resolve('objective', 'core/rastrigin', '/objective');
 * const evaluator = createObjectiveEvaluator(plugin);
 * const origin = { x: { shape: [2], data: new Float32Array(2) } };
 * evaluator.value(origin); // 0
 */
export function createObjectiveEvaluator({ spec, value }: Formula): Evaluator {
  return {
    arithmetic: 'float64-objective',
    value: (params) => value(flatten(spec, params)),
    valueBetween: (from, to, t) => value(flatBetween(spec, from, to, t)),
    along: (from, to) => (t) => value(flatBetween(spec, from, to, t)),
    valueAt: (point) => value(flattenWide(spec, point)),
    accuracy: () => NaN,
    predict: () => new Float64Array(),
  };
}

/** The part of an objective that gives losses. */
type Formula = Pick<Objective, 'spec' | 'value'>;

/** The point `(1-t)from + t to` as one vector `[P]`, without rounding; at both ends it is the end itself. */
export function flatBetween(spec: ParamSpec, from: Params, to: Params, t: number): Float64Array {
  const start = flatten(spec, from);
  const end = flatten(spec, to);
  return entriesBetween(start, end, t, 0, start);
}
