import { leafOf, sizeOf, type AxisBinding, type Params, type UnitSpace } from '@isthmus/core';

/** What a unit's arrays do to it: those that make it, or those that read it. */
export type UnitSide = 'makes' | 'reads';

/** One entry of a unit, and the same place of any other unit of its space. */
export interface UnitEntry {
  readonly leaf: string;
  /** The place of unit `u` is `place(u)`. */
  place(unit: number): number;
}

/** All entries of one unit of a space, on one side. */
export function unitEntries(
  { bindings, size }: UnitSpace,
  side: UnitSide,
  params: Params,
): readonly UnitEntry[] {
  return bindings
    .filter(({ role }) => role === side)
    .flatMap((binding) => entriesAlong(binding, size, leafOf(params, binding.leaf).shape));
}

function entriesAlong(
  { leaf, axis }: AxisBinding,
  size: number,
  shape: readonly number[],
): readonly UnitEntry[] {
  const inner = sizeOf(shape.slice(axis + 1));
  const runs = sizeOf(shape) / (inner * size);
  return Array.from({ length: runs * inner }, (_, at): UnitEntry => {
    const first = Math.floor(at / inner) * size * inner + (at % inner);
    return { leaf, place: (unit) => first + unit * inner };
  });
}

/**
 * Parameters in which some arrays are written to; the others are shared with those given, which stay
 * as they are.
 */
export function edited(
  params: Params,
  edits: readonly { readonly leaf: string; readonly at: number; readonly value: number }[],
): Params {
  const copies: Record<string, Params[string]> = { ...params };
  const own = new Set<string>();
  for (const { leaf, at, value } of edits) {
    const { shape, data } = copies[leaf]!;
    if (!own.has(leaf)) copies[leaf] = { shape, data: data.slice() };
    own.add(leaf);
    copies[leaf]!.data[at] = value;
  }
  return copies;
}
