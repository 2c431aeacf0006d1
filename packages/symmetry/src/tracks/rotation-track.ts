import { arcPoint } from '@isthmus/core';
import type { ArcElement, NetworkMeasures, Params } from '@isthmus/core/contract';
import type { UnitSpace } from '@isthmus/core';
import type { UnitState } from './unit-states.js';

/** A walk along the rotation of two units into each other. */
export interface RotationTrack {
  readonly units: readonly [UnitState, UnitState];
  /** Degrees, and the loss minus that of the network. */
  readonly points: readonly { readonly angle: number; readonly change: number }[];
}

/**
 * Walks once around: two units h become `h R(φ)`, and what reads them undoes it. For units without an
 * activation in between that keeps the function; through an activation it does not.
 *
 * @param params exactly as stored; the walk is in float64
 */
export function walkRotation(
  units: readonly [UnitState, UnitState],
  params: Params,
  measures: NetworkMeasures,
  count: number,
): RotationTrack {
  const { space } = units[0].layer;
  const arc = turnOf(space, [units[0].unit, units[1].unit]);
  const value = measures.value(params);
  const points = Array.from({ length: count }, (_, i) => {
    const part = i / (count - 1);
    return { angle: 360 * part, change: measures.valueAt(arcPoint(arc, params, part)) - value };
  });
  return { units, points };
}

/** A whole turn of two units. */
function turnOf({ bindings, size }: UnitSpace, [i, j]: readonly [number, number]): ArcElement {
  const generator = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  generator[i]![j] = 2 * Math.PI;
  generator[j]![i] = -2 * Math.PI;
  const axesOf = (which: string) =>
    bindings.filter(({ role }) => role === which).map(({ leaf, axis }) => ({ leaf, axis }));
  return {
    kind: 'arc',
    factors: [{ kind: 'linear', generator, makes: axesOf('makes'), reads: axesOf('reads') }],
  };
}

/** The two units of a layer whose values, as they are read, spread most; null where there are no two. */
export function strongestPair(
  states: readonly UnitState[],
): readonly [UnitState, UnitState] | null {
  const [one, other] = [...states].sort((p, q) => q.spread * q.out - p.spread * p.out);
  return one === undefined || other === undefined ? null : [one, other];
}
