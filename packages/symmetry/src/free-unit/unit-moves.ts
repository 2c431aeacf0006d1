import { leafOf, type Params, type UnitSpace } from '@isthmus/core';
import { edited, unitEntries } from './unit-slices.js';

/** From one place to another, as it is (1) or with its sign turned (-1). */
export interface UnitMove {
  readonly from: number;
  readonly to: number;
  readonly sign: number;
}

/** `in(to) := sign · in(from)`. Nothing may read the unit `to`: then the function stays on the way. */
export function withCopiedIn(
  space: UnitSpace,
  params: Params,
  { from, to, sign }: UnitMove,
): Params {
  const edits = unitEntries(space, 'makes', params).map(({ leaf, place }) => ({
    leaf,
    at: place(to),
    value: sign * leafOf(params, leaf).data[place(from)]!,
  }));
  return edited(params, edits);
}

/**
 * `out(to) := sign · out(from)`, `out(from) := 0`. Where nothing reads `to` and its values are those of
 * `from`, but for the sign, the function stays on the straight way there.
 */
export function withMovedOut(
  space: UnitSpace,
  params: Params,
  { from, to, sign }: UnitMove,
): Params {
  const edits = unitEntries(space, 'reads', params).flatMap(({ leaf, place }) => {
    const value = leafOf(params, leaf).data[place(from)]!;
    return [
      { leaf, at: place(to), value: sign * value },
      { leaf, at: place(from), value: 0 },
    ];
  });
  return edited(params, edits);
}

/** `out(unit) := 0`. */
export function withoutOut(space: UnitSpace, params: Params, unit: number): Params {
  const edits = unitEntries(space, 'reads', params).map(({ leaf, place }) => ({
    leaf,
    at: place(unit),
    value: 0,
  }));
  return edited(params, edits);
}

/** `out(twin) += out(unit)`, `out(unit) := 0`, and whether the sums are exact in float32. */
export function withMergedOut(
  space: UnitSpace,
  params: Params,
  unit: number,
  twin: number,
): { readonly params: Params; readonly isExact: boolean } {
  let isExact = true;
  const edits = unitEntries(space, 'reads', params).flatMap(({ leaf, place }) => {
    const { data } = leafOf(params, leaf);
    const sum = data[place(twin)]! + data[place(unit)]!;
    isExact &&= Math.fround(sum) === sum;
    return [
      { leaf, at: place(twin), value: sum },
      { leaf, at: place(unit), value: 0 },
    ];
  });
  return { params: edited(params, edits), isExact };
}

/** Moves of units by one free place, and where that is in the end. */
export interface MovePlan {
  readonly moves: readonly UnitMove[];
  readonly free: number;
}

/**
 * Moves that bring every unit to its place with the help of one that is free: along each cycle of the
 * permutation, one move for each unit and one more where the free unit is in none of its places. A swap
 * takes three moves.
 *
 * @param map unit `map[i]` is to stand at place i
 * @param by 1 or -1: the sign with which it is to stand there
 */
export function plannedMoves(map: Int32Array, by: Float64Array, freeUnit: number): MovePlan {
  const content = Int32Array.from(map, (_, i) => i);
  const signs = new Float64Array(map.length).fill(1);
  const moves: UnitMove[] = [];
  let free = freeUnit;
  const move = (from: number, sign: number) => {
    moves.push({ from, to: free, sign });
    [content[free], content[from]] = [content[from]!, freeUnit];
    signs[free] = signs[from]! * sign;
    free = from;
  };
  const isWrong = (place: number) =>
    place !== free && (content[place] !== map[place] || signs[place] !== by[place]);
  for (;;) {
    const wanted = map[free]!;
    if (wanted !== freeUnit) {
      const from = content.indexOf(wanted);
      move(from, by[free]! * signs[from]!);
      continue;
    }
    const wrong = map.findIndex((_, place) => isWrong(place));
    if (wrong < 0) return { moves, free };
    move(wrong, 1);
  }
}
