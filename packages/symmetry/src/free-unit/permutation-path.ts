import { narrowed, type Params, type UnitSpace } from '@isthmus/core';
import type { Path, Problem, Rng, SegmentElement } from '@isthmus/core/contract';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { widenParams } from '../group/float64.js';
import type { NormalForm } from '../group/normal-form.js';
import { freeUnitOf, type FreeBy, type FreeUnit } from './free-units.js';
import { plannedMoves, withCopiedIn, withMovedOut } from './unit-moves.js';

/** How the units of one space came to their places. */
export interface MovedSpace {
  readonly space: string;
  readonly freeUnit: number;
  readonly by: FreeBy;
  /** Units moved, a detour through the free place counted too. */
  readonly moves: number;
}

/** A path to a permuted copy, or why there is none. */
export type BuiltPath =
  | { readonly path: Path; readonly spaces: readonly MovedSpace[] }
  | { readonly path: null; readonly reason: 'above-level' | 'vertices'; readonly why: string };

const CONSTANT: SegmentElement = { kind: 'segment', known: 'constant' };
const ROUNDED: SegmentElement = { kind: 'segment' };

/**
 * Carries a network to a copy with its units in other places by straight segments of constant loss: the
 * free-unit path (source: see docs/symmetry.md). A unit that nothing reads takes the place of another in two
 * segments, first what makes it, then what reads it, and leaves that other's place free.
 *
 * @param forms permutations and signs: what makes b of a
 */
export function permutationPath(
  spaces: readonly UnitSpace[],
  forms: NormalForms,
  problem: Pick<Problem, 'a' | 'b' | 'valueAt'>,
  rng: Rng,
  maxVertices: number,
): BuiltPath {
  const vertices: Params[] = [problem.a];
  const elements: SegmentElement[] = [];
  const go = (to: Params, element = CONSTANT) => {
    vertices.push(to);
    elements.push(element);
  };
  const moved: MovedSpace[] = [];
  for (const space of spaces) {
    const form = forms[space.name];
    if (form === undefined || isIdentity(form)) continue;
    const from = vertices.at(-1)!;
    const found = freeUnitOf(space, from, problem, rng.fork(space.name));
    if (found === null) return noFreeUnit(space);
    const moves = carried(space, form, from, found, go);
    moved.push({ space: space.name, freeUnit: found.unit, by: found.by, moves });
    if (vertices.length > maxVertices) return tooLong(maxVertices);
  }
  if (elements.length === 0) go(problem.b);
  // The same numbers; a 0 may be of the other sign.
  vertices[vertices.length - 1] = problem.b;
  return { path: { vertices, elements }, spaces: moved };
}

function isIdentity({ map, by }: NormalForm): boolean {
  return map.every((unit, place) => unit === place && by[place] === 1);
}

/** One space, from its free unit made free to all as it was, in its place; returns how many units moved. */
function carried(
  space: UnitSpace,
  form: NormalForm,
  from: Params,
  { unit, by, params, isExact }: FreeUnit,
  go: (to: Params, element?: SegmentElement) => void,
): number {
  const freeing = isExact ? CONSTANT : ROUNDED;
  if (by !== 'unread') go(params, freeing);
  let point = params;
  const { moves } = plannedMoves(form.map, form.by, unit);
  for (const move of moves) {
    point = withCopiedIn(space, point, move);
    go(point);
    point = withMovedOut(space, point, move);
    go(point);
  }
  // What made the free unit comes to its place; then what read it, if anything did.
  go(permuted(space, form, params));
  if (by !== 'unread') go(permuted(space, form, from), freeing);
  return moves.length;
}

function permuted(space: UnitSpace, form: NormalForm, params: Params): Params {
  return narrowed(actWide([space], { [space.name]: form }, widenParams(params)));
}

function noFreeUnit({ name, size }: UnitSpace): BuiltPath {
  const why = `None of the ${size} units of "${name}" is free: each is read, none is made by the same weights as another, and none is 0 on all of the evaluation set.`;
  return { path: null, reason: 'above-level', why };
}

function tooLong(maxVertices: number): BuiltPath {
  const why = `More than ${maxVertices} vertices would be needed; "maxVertices" allows more.`;
  return { path: null, reason: 'vertices', why };
}
