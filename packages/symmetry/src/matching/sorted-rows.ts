import type { AxisBinding, UnitSpace } from '@isthmus/core';
import type { WideLeaf, WideParams } from '../group/float64.js';
import { type OtherBinding, otherBindings } from '../group/unit-spaces.js';
import { type UnitRows, columnsOf, strideOf, unitAlong, unitRows } from './unit-rows.js';

/**
 * The rows of a space's units with the weights to units of other spaces in ascending order, so that
 * they do not depend on how those are permuted.
 *
 * By the rearrangement inequality the inner product of two such rows bounds what any order of the
 * other units could reach; for a permuted copy of a network the bound is met. Where signs may flip,
 * absolute values are sorted.
 */
export function sortedRows(
  space: UnitSpace,
  spaces: readonly UnitSpace[],
  params: WideParams,
): readonly UnitRows[] {
  return unitRows(space, params).map((rows, at) => {
    const binding = space.bindings[at]!;
    const others = otherBindings(spaces, binding);
    const flips = space.sign || others.some((other) => other.sign);
    const data = flips ? rows.data.map(Math.abs) : rows.data;
    const groups = columnGroups(params[binding.leaf]!, binding, space.size, others);
    return { data: sortGroups(data, rows.width, groups), width: rows.width };
  });
}

/** Columns that differ only in a unit of another space: those whose order is not known. */
function columnGroups(
  leaf: WideLeaf,
  binding: AxisBinding,
  size: number,
  others: readonly OtherBinding[],
): readonly (readonly number[])[] {
  if (others.length === 0) return [];
  const groups = new Map<number, number[]>();
  columnsOf(leaf, binding, size).forEach((start, column) => {
    const key = others.reduce((place, other) => place - offsetOf(leaf, other, start), start);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [column]);
    else group.push(column);
  });
  return [...groups.values()];
}

/** How far into its run of units an entry lies along another axis. */
function offsetOf(leaf: WideLeaf, other: OtherBinding, at: number): number {
  return unitAlong(leaf, other, at) * strideOf(leaf, other.binding);
}

function sortGroups(
  rows: Float64Array,
  width: number,
  groups: readonly (readonly number[])[],
): Float64Array {
  const sorted = Float64Array.from(rows);
  for (let start = 0; start < rows.length; start += width)
    for (const group of groups) {
      const values = Float64Array.from(group, (column) => rows[start + column]!).sort();
      group.forEach((column, i) => (sorted[start + column] = values[i]!));
    }
  return sorted;
}
