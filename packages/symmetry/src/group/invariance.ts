import type { GroupElement, NetworkView, Params } from '@isthmus/core/contract';
import { actInFloat64 } from './act.js';
import { type WideParams, roundParams, widenParams } from './float64.js';

/** How far outputs move when an element acts on a network's parameters. */
export interface FunctionChange {
  /** Largest change of any output by the action in float64: rounding alone for a true symmetry. */
  readonly exact: number;
  /** Largest change once the result is rounded to float32, as `act` returns it. */
  readonly rounded: number;
  /** Largest output before, to compare the changes with. */
  readonly scale: number;
}

/**
 * Measures in float64 how far a network's outputs move when an element acts on its parameters.
 *
 * @param predict all outputs on the inputs in question, computed in float64
 * @throws as `act` does
 * @example
 * const swap: GroupElement = {
 *   dense1: [{ kind: 'permutation', map: Int32Array.of(1, 0, 2, 3) }],
 * };
 * const reference = createReference(network, loss);
 * const { exact } = functionChange(network.view, swap, a, (params) =>
 *   reference.predict(params, data.splits.probe),
 * );
 * exact < 1e-12; // true
 */
export function functionChange(
  network: NetworkView,
  element: GroupElement,
  params: Params,
  predict: (params: Params | WideParams) => Float64Array,
): FunctionChange {
  const moved = actInFloat64(network, element, widenParams(params));
  const before = predict(params);
  return {
    exact: largestDifference(before, predict(moved)),
    rounded: largestDifference(before, predict(roundParams(moved, params))),
    scale: before.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
  };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
