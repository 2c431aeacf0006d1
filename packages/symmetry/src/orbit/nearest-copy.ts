import type { UnitSpace } from '@isthmus/core';
import type { NetworkMeasures } from '@isthmus/core/contract';
import { actWide } from '../group/act-wide.js';
import { mapWide, type WideParams } from '../group/float64.js';
import { identityMap } from '../group/permutation.js';

/** The nearest copy of a network by an exchange of two of its units: another point of the same loss. */
export interface NearestCopy {
  readonly units: readonly [number, number];
  /** From the parameters to the copy. */
  readonly distance: number;
  /** The loss halfway between them. */
  readonly midpoint: number;
}

/**
 * The nearest different copy by one exchange within a space; null where all units of it are equal.
 *
 * @param params in float64, exactly as stored
 */
export function nearestCopy(
  space: UnitSpace,
  params: WideParams,
  measures: Pick<NetworkMeasures, 'valueAt'>,
): NearestCopy | null {
  let best: { units: readonly [number, number]; distance: number } | null = null;
  const rows = unitRows(space, params);
  for (let i = 0; i < space.size; i++)
    for (let j = i + 1; j < space.size; j++) {
      const distance = Math.SQRT2 * rowDistance(rows, i, j);
      if (distance > 0 && (best === null || distance < best.distance))
        best = { units: [i, j], distance };
    }
  if (best === null) return null;
  const copy = exchanged(space, params, best.units);
  const middle = mapWide(params, ({ data }, name) =>
    data.map((value, entry) => 0.5 * value + 0.5 * copy[name]!.data[entry]!),
  );
  return { ...best, distance: distanceBetween(params, copy), midpoint: measures.valueAt(middle) };
}

/** Parameters with two units in each other's place. */
function exchanged(
  space: UnitSpace,
  params: WideParams,
  [i, j]: readonly [number, number],
): WideParams {
  const map = identityMap(space.size);
  [map[i], map[j]] = [j, i];
  const by = new Float64Array(space.size).fill(1);
  return actWide([space], { [space.name]: { map, by } }, params);
}

/** All weights of each unit, one row a unit. */
function unitRows(space: UnitSpace, params: WideParams): readonly Float64Array[] {
  const rows = Array.from({ length: space.size }, (): number[] => []);
  for (const { leaf, axis } of space.bindings) {
    const { shape, data } = params[leaf]!;
    const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    for (let row = 0; row * inner < data.length; row++)
      for (let at = 0; at < inner; at++) rows[row % space.size]!.push(data[row * inner + at]!);
  }
  return rows.map((row) => Float64Array.from(row));
}

function rowDistance(rows: readonly Float64Array[], i: number, j: number): number {
  const [one, other] = [rows[i]!, rows[j]!];
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return Math.sqrt(sum);
}

function distanceBetween(one: WideParams, other: WideParams): number {
  let sum = 0;
  for (const [name, { data }] of Object.entries(one))
    for (let at = 0; at < data.length; at++) sum += (data[at]! - other[name]!.data[at]!) ** 2;
  return Math.sqrt(sum);
}
