import { createRng, type AxisBinding, type UnitSpace } from '@isthmus/core';
import type { NetworkMeasures, NetworkView, Params } from '@isthmus/core/contract';
import { widenParams } from '../group/float64.js';
import { unitRows } from '../matching/unit-rows.js';
import type { UnitActivation } from './unit-activations.js';
import { sidesOf } from './unit-sides.js';
import { eachBlock, type LookedAt } from './unit-ranges.js';

/** Units of a space that are made alike, and give alike. */
export interface Duplicates {
  readonly space: string;
  /** Two or more, in ascending order. */
  readonly units: readonly number[];
  /** What each is of the first: above 0 where units scale, negative where they flip or are reflected. */
  readonly factors: readonly number[];
}

/**
 * How far weights of duplicates may lie apart, of their norm: copies that were rounded to float32, also
 * after a scaling, lie some 1e-7 apart.
 */
export const ALIKE = 1e-6;

/** How far what they give may lie apart on the rows, of the largest that units of the space give. */
export const GIVES_ALIKE = 1e-5;

/**
 * Units of a space whose incoming weights and biases are equal up to the scaling and the sign that are
 * symmetries of it, and that give equal values on rows of a split, up to the same.
 *
 * @param activations of that space; where there are none, weights alone decide
 * @example
 * const { spaces } = tiedAxes(network.view);
 * const at = { part: 'evaluation', rows: measures.rows.evaluation } as const;
 * duplicateUnits(network.view, spaces[1], unitActivations(network.view), a, measures, at); // []
 */
export function duplicateUnits(
  network: NetworkView,
  space: UnitSpace,
  activations: readonly UnitActivation[],
  params: Params,
  measures: NetworkMeasures,
  at: LookedAt,
): readonly Duplicates[] {
  const groups = unitsMadeAlike(network, space, params);
  if (groups.length === 0) return [];
  const own = activations.filter((activation) => activation.space.name === space.name);
  return groups.flatMap((group) => givingAlike(group, space, own, params, measures, at));
}

interface MadeUnit {
  readonly unit: number;
  /** The weights that make it, of norm 1 where units scale, turned where they flip. */
  readonly row: Float64Array;
  readonly factor: number;
  readonly mark: number;
}

/**
 * The same by weights alone: units that are made alike give alike for every input.
 *
 * @example
 * unitsMadeAlike(network.view, tiedAxes(network.view).spaces[0], a); // []
 */
export function unitsMadeAlike(
  network: NetworkView,
  space: UnitSpace,
  params: Params,
): readonly Duplicates[] {
  // Sorted by a random projection, units that are alike stand side by side.
  const units = madeUnits(network, space, params).sort((a, b) => a.mark - b.mark);
  const taken = new Set<number>();
  const groups: Duplicates[] = [];
  units.forEach((first, i) => {
    if (taken.has(first.unit)) return;
    const alike = [first];
    for (let j = i + 1; j < units.length && areNear(first, units[j]!); j++)
      if (!taken.has(units[j]!.unit) && apart(first, units[j]!) <= ALIKE * normOf(first.row))
        alike.push(units[j]!);
    if (alike.length < 2) return;
    for (const { unit } of alike) taken.add(unit);
    groups.push(groupOf(space, alike));
  });
  return groups.sort((a, b) => a.units[0]! - b.units[0]!);
}

/** Further apart in the projection, they cannot be alike: the projection is of norm 1. */
function areNear(first: MadeUnit, other: MadeUnit): boolean {
  return other.mark - first.mark <= ALIKE * normOf(first.row);
}

function groupOf(space: UnitSpace, alike: readonly MadeUnit[]): Duplicates {
  const sorted = alike.toSorted((a, b) => a.unit - b.unit);
  const [first] = sorted;
  return {
    space: space.name,
    units: sorted.map(({ unit }) => unit),
    factors: sorted.map(({ factor }) => factor / first!.factor),
  };
}

/** Those that something makes. */
function madeUnits(network: NetworkView, space: UnitSpace, params: Params): MadeUnit[] {
  const { makes, behindNorm } = sidesOf(network, space);
  const wide = widenParams(params);
  const rowOf = (bindings: readonly AxisBinding[]) => {
    const arrays = unitRows({ ...space, bindings }, wide);
    return (unit: number) =>
      arrays.flatMap(({ data, width }) => [...data.subarray(unit * width, (unit + 1) * width)]);
  };
  const [made, kept] = [rowOf(makes), rowOf(behindNorm)];
  const drawn = directionOf(made(0).length + kept(0).length);
  const flips = space.sign || space.reflection !== null;
  return Array.from({ length: space.size }, (_, unit): MadeUnit => {
    const own = Float64Array.from(made(unit));
    const mark = own.reduce((sum, value, i) => sum + value * drawn[i]!, 0);
    const factor = (space.scaling ? normOf(own) : 1) * (flips && mark < 0 ? -1 : 1);
    const row = Float64Array.from([...own.map((value) => value / factor), ...kept(unit)]);
    return { unit, row, factor, mark: row.reduce((sum, value, i) => sum + value * drawn[i]!, 0) };
  }).filter(({ factor, row }) => factor !== 0 && normOf(row) > 0);
}

/** A random direction of norm 1. */
function directionOf(width: number): Float64Array {
  const rng = createRng(0).fork('duplicates');
  const drawn = Float64Array.from({ length: width }, () => rng.normal());
  const norm = normOf(drawn);
  return drawn.map((value) => value / norm);
}

function normOf(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function apart(one: MadeUnit, other: MadeUnit): number {
  let sum = 0;
  for (let i = 0; i < one.row.length; i++) sum += (one.row[i]! - other.row[i]!) ** 2;
  return Math.sqrt(sum);
}

/** Those of a group that give what the first gives; where fewer than two are left, none. */
function givingAlike(
  group: Duplicates,
  space: UnitSpace,
  activations: readonly UnitActivation[],
  params: Params,
  measures: NetworkMeasures,
  at: LookedAt,
): readonly Duplicates[] {
  const kept = group.units.map(() => true);
  for (const { node } of activations) {
    const widest = differences(group, space, node, params, measures, at);
    widest.forEach((difference, i) => (kept[i] &&= difference <= GIVES_ALIKE));
  }
  const units = group.units.filter((_, i) => kept[i]);
  const factors = group.factors.filter((_, i) => kept[i]);
  return units.length < 2 ? [] : [{ space: group.space, units, factors }];
}

/** By how much each gives another value than its factor times the first, of the largest value there. */
function differences(
  { units, factors }: Duplicates,
  { size, reflection }: UnitSpace,
  node: string,
  params: Params,
  measures: NetworkMeasures,
  at: LookedAt,
): readonly number[] {
  const [least, most] = [units.map(() => Infinity), units.map(() => -Infinity)];
  let largest = 0;
  eachBlock(measures, params, [node], at, ([block]) => {
    for (let start = 0; start < block!.length; start += size)
      units.forEach((unit, i) => {
        const value = block![start + unit]!;
        const off = value - factors[i]! * block![start + units[0]!]!;
        least[i] = Math.min(least[i]!, off);
        most[i] = Math.max(most[i]!, off);
        largest = Math.max(largest, Math.abs(value));
      });
  });
  return units.map((_, i) => {
    // A reflected unit is a constant minus the first.
    const reflected = reflection !== null && factors[i]! < 0;
    const difference = reflected ? most[i]! - least[i]! : Math.max(most[i]!, 0 - least[i]!);
    return largest === 0 ? 0 : difference / largest;
  });
}
