import type { NetworkMeasures, Params } from '@isthmus/core/contract';
import type { Slopes, UnitActivation } from './unit-activations.js';
import { rangesOf, type LookedAt, type UnitRanges } from './unit-ranges.js';

/**
 * What a unit does on some rows.
 *
 * - `dead`: z is never above 0, and there the activation gives 0
 * - `above`: z is never below 0, so that the activation is a line; always active
 * - `below`: z is never above 0, and the activation is a line there that is not 0
 * - `bends`: z lies on both sides of 0, or the activation has no kink at 0
 */
export type UnitState = 'dead' | 'above' | 'below' | 'bends';

/** What the units of one activation do on rows of a split. */
export interface UnitStates {
  readonly activation: UnitActivation;
  readonly at: LookedAt;
  /** Before the activation. */
  readonly z: UnitRanges;
  /** After it. */
  readonly h: UnitRanges;
  readonly states: readonly UnitState[];
  /** Whether a unit gives one number on all rows and places, to `CONSTANT` of the layer's largest. */
  readonly constant: readonly boolean[];
}

/** Outputs of a unit that lie as near together as this, of the largest of its layer, are one number. */
export const CONSTANT = 1e-12;

/**
 * Looks at the units of activations on rows of a split, in float64, by one pass.
 *
 * @example
 * const at = { part: 'evaluation', rows: measures.rows.evaluation } as const;
 * const [first] = unitStates(unitActivations(network.view), a, measures, at);
 * first.states.length; // 4
 */
export function unitStates(
  activations: readonly UnitActivation[],
  params: Params,
  measures: NetworkMeasures,
  at: LookedAt,
): readonly UnitStates[] {
  const questions = activations.flatMap(({ space: { size }, node, input, value }) => [
    { node: input, size },
    value === null ? { node, size } : { node: input, size, f: value },
  ]);
  const ranges = rangesOf(measures, params, questions, at);
  return activations.map((activation, i) =>
    statesOf(activation, at, ranges[2 * i]!, ranges[2 * i + 1]!),
  );
}

function statesOf(
  activation: UnitActivation,
  at: LookedAt,
  z: UnitRanges,
  h: UnitRanges,
): UnitStates {
  const { slopes } = activation;
  const largest = h.most.reduce(
    (most, top, unit) => Math.max(most, Math.abs(top), Math.abs(h.least[unit]!)),
    0,
  );
  return {
    ...{ activation, at, z, h },
    states: Array.from(z.most, (most, unit) => stateOf(slopes, z.least[unit]!, most)),
    constant: Array.from(h.most, (most, unit) => most - h.least[unit]! <= CONSTANT * largest),
  };
}

/**
 * What a unit does where z runs from `least` to `most`; null slopes are of an activation without a kink at 0.
 *
 * @example
 * stateOf({ above: 1, below: 0 }, -3, -1); // 'dead'
 */
export function stateOf(slopes: Slopes | null, least: number, most: number): UnitState {
  if (slopes === null) return 'bends';
  if (most <= 0) return slopes.below === 0 ? 'dead' : 'below';
  return least >= 0 ? 'above' : 'bends';
}
