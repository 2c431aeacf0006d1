import { arcPoint, narrowed, type UnitSpace } from '@isthmus/core';
import type { ArcElement, NetworkMeasures, Params } from '@isthmus/core/contract';
import { actWide } from '../group/act-wide.js';
import { type WideParams, widenParams } from '../group/float64.js';
import { rotationLogarithm } from './rotation-logarithm.js';

/** The loss along a way from a network to a copy with its units in other places. */
export interface GluingWalk {
  /** Places along the way, from 0 to 1. */
  readonly s: readonly number[];
  /** Loss minus that of the network, at each. */
  readonly changes: readonly number[];
}

/** Changes the network before and after the way, without changing its function, such as by a lift of biases. */
export type Lift = (params: WideParams) => WideParams;

/**
 * Along the rotations `e^(s G)` to an even permutation, what reads the units undoing them.
 *
 * @param lift applied to every point; it must commute with the rotations
 * @throws `RangeError` for an odd permutation, which is no rotation
 */
export function walkRotations(
  space: UnitSpace,
  map: Int32Array,
  params: Params,
  measures: NetworkMeasures,
  { steps, lift }: { readonly steps: number; readonly lift?: Lift },
): GluingWalk {
  const arc = arcTo(space, map);
  return walked(measures, params, steps, (s) => {
    const point = arcPoint(arc, params, s) as WideParams;
    return lift === undefined ? point : lift(point);
  });
}

/** Along the straight line to the same copy: what there is without rotations. */
export function walkLine(
  space: UnitSpace,
  map: Int32Array,
  params: Params,
  measures: NetworkMeasures,
  steps: number,
): GluingWalk {
  const form = { map, by: new Float64Array(map.length).fill(1) };
  const copy = narrowed(actWide([space], { [space.name]: form }, widenParams(params)));
  const lossAt = measures.along(params, copy);
  const value = measures.value(params);
  const s = placesOf(steps);
  return { s, changes: s.map((at) => lossAt(at) - value) };
}

/** The largest change of the loss along a way. */
export function largestChange({ changes }: GluingWalk): number {
  return changes.reduce((most, change) => Math.max(most, Math.abs(change)), 0);
}

/** The rotations as an element of a path. */
export function arcTo({ bindings }: UnitSpace, map: Int32Array): ArcElement {
  const generator = rotationLogarithm(map);
  if (generator === null) throw new RangeError('an odd permutation is no rotation');
  const axesOf = (which: string) =>
    bindings.filter(({ role }) => role === which).map(({ leaf, axis }) => ({ leaf, axis }));
  return {
    kind: 'arc',
    factors: [{ kind: 'linear', generator, makes: axesOf('makes'), reads: axesOf('reads') }],
  };
}

function walked(
  measures: NetworkMeasures,
  params: Params,
  steps: number,
  pointAt: (s: number) => WideParams,
): GluingWalk {
  const value = measures.value(params);
  const s = placesOf(steps);
  return { s, changes: s.map((at) => measures.valueAt(pointAt(at)) - value) };
}

function placesOf(steps: number): readonly number[] {
  return Array.from({ length: steps }, (_, i) => i / (steps - 1));
}
