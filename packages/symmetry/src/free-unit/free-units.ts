import { leafOf, widened, type Params, type UnitSpace } from '@isthmus/core';
import type { Problem, Rng } from '@isthmus/core/contract';
import { unitEntries } from './unit-slices.js';
import { withMergedOut, withoutOut } from './unit-moves.js';

/** How a unit can be made free: nothing reads it, a twin takes over, or it is 0 on all of the data. */
export type FreeBy = 'unread' | 'twin' | 'dead';

/** A unit that nothing needs to read. */
export interface FreeUnit {
  readonly unit: number;
  readonly by: FreeBy;
  /** The network with nothing that reads it. */
  readonly params: Params;
  /** Whether the loss is constant on the straight way there, but for rounding. */
  readonly isExact: boolean;
}

/**
 * A unit of a space that can be made free at a constant loss; null where none is found. Weights tell of
 * unread units and of twins (units made by equal weights); a dead unit shows in the loss, which no bit of
 * what reads it changes.
 */
export function freeUnitOf(
  space: UnitSpace,
  params: Params,
  problem: Pick<Problem, 'valueAt'>,
  rng: Rng,
): FreeUnit | null {
  return unreadUnit(space, params) ?? twinUnit(space, params) ?? deadUnit(space, params, problem, rng); // prettier-ignore
}

function unreadUnit(space: UnitSpace, params: Params): FreeUnit | null {
  const out = unitEntries(space, 'reads', params);
  const isUnread = (unit: number) =>
    out.every(({ leaf, place }) => leafOf(params, leaf).data[place(unit)] === 0);
  const unit = unitsOf(space).find(isUnread);
  return unit === undefined
    ? null
    : { unit, by: 'unread', params: withoutOut(space, params, unit), isExact: true };
}

function twinUnit(space: UnitSpace, params: Params): FreeUnit | null {
  const made = unitEntries(space, 'makes', params);
  const first = new Map<string, number>();
  for (const unit of unitsOf(space)) {
    // Plus 0 makes the two zeros one.
    const name = made.map(({ leaf, place }) => leafOf(params, leaf).data[place(unit)]! + 0).join();
    const twin = first.get(name);
    if (twin !== undefined)
      return { unit, by: 'twin', ...withMergedOut(space, params, unit, twin) };
    first.set(name, unit);
  }
  return null;
}

/** Tries for each unit. */
const TRIES = 2;

function deadUnit(
  space: UnitSpace,
  params: Params,
  { valueAt }: Pick<Problem, 'valueAt'>,
  rng: Rng,
): FreeUnit | null {
  const out = unitEntries(space, 'reads', params);
  const value = valueAt(widened(params));
  const isDead = (unit: number) => {
    const stream = rng.fork(`unit ${unit}`);
    return Array.from({ length: TRIES }).every(() => {
      const other = widened(params);
      const copies = new Map<string, Float64Array>();
      for (const { leaf, place } of out) {
        const data = copies.get(leaf) ?? Float64Array.from(other[leaf]!.data);
        copies.set(leaf, data);
        data[place(unit)] = stream.normal();
      }
      const leaves = [...copies].map(([leaf, data]) => [leaf, { shape: other[leaf]!.shape, data }]);
      return valueAt({ ...other, ...Object.fromEntries(leaves) }) === value;
    });
  };
  const unit = unitsOf(space).find(isDead);
  return unit === undefined
    ? null
    : { unit, by: 'dead', params: withoutOut(space, params, unit), isExact: true };
}

function unitsOf({ size }: UnitSpace): readonly number[] {
  return Array.from({ length: size }, (_, unit) => unit);
}
