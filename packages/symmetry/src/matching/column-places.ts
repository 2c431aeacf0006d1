import type { AxisBinding, UnitSpace } from '@isthmus/core';
import type { NormalForms } from '../group/act-wide.js';
import type { WideLeaf } from '../group/float64.js';
import { type OtherBinding, otherBindings } from '../group/unit-spaces.js';
import { columnsOf, strideOf, unitAlong } from './unit-rows.js';

/** Where the columns of rows of units come to stand when the units of other axes are moved. */
export interface ColumnPlaces {
  /** The column that each takes its entries from. */
  readonly from: Int32Array;
  /** What they are multiplied by. */
  readonly by: Float64Array;
}

/**
 * How what other axes of an array are moved by moves the columns of its rows of units: by this a row of moved
 * weights is one of the weights as they stood, read in another order, and nothing needs to be moved.
 *
 * @returns the places of the columns of `unitRows` under given forms, in which spaces keep their places
 * where they have none
 */
export function createColumnPlaces(
  spaces: readonly UnitSpace[],
  leaf: WideLeaf,
  binding: AxisBinding,
  size: number,
): (forms: NormalForms) => ColumnPlaces {
  const starts = columnsOf(leaf, binding, size);
  const columnAt = new Int32Array(leaf.data.length);
  starts.forEach((start, column) => (columnAt[start] = column));
  const others = otherBindings(spaces, binding).map((other) => ({
    ...{ space: other.space, role: other.binding.role, stride: strideOf(leaf, other.binding) },
    units: starts.map((start) => unitAlong(leaf, other, start)),
  }));
  return (forms) => {
    const at = starts.slice();
    const by = new Float64Array(starts.length).fill(1);
    for (const { space, role, stride, units } of others) {
      const form = forms[space];
      if (form === undefined) continue;
      units.forEach((unit, column) => {
        at[column]! += (form.map[unit]! - unit) * stride;
        by[column]! *= factorOf(role, form.by[unit]!);
      });
    }
    return { from: at.map((start) => columnAt[start]!), by };
  };
}

/** What an action by this factor on the units of an axis does to its entries. */
function factorOf(role: OtherBinding['binding']['role'], by: number): number {
  return role === 'tied' ? 1 : role === 'reads' ? 1 / by : by;
}
