import type { UnitSpace } from '@isthmus/core';
import { linearAssignment } from '../matching/assignment.js';
import { type NormalForms, actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { composeForms, type NormalForm } from '../group/normal-form.js';
import { identityMap } from '../group/permutation.js';
import { leastScale } from '../gauge/least-scale.js';
import { bestFactor, scaledProfits } from './scaled-profits.js';
import { createSideProducts, type MovedParams, unitProducts } from './side-products.js';
import { identityForms, innerProduct, type UnitMatching } from '../matching/matching.js';

/** How far a search for the nearest element goes. */
export interface NearestOptions {
  /** Whether units may change places too, or only their scales. */
  readonly permute: boolean;
  /** At most so many rounds over all spaces. */
  readonly maxSweeps: number;
}

/**
 * A round over all spaces must take off more than this part of the squared distance for another to
 * follow: the last few parts in ten thousand of a distance take most of the time.
 */
const WORTH_A_ROUND = 1e-4;

/** Squared, what rounding to float32 leaves of `‖a‖²`. */
const ROUNDING = 1e-16;

/** What every search of this file needs to know. */
interface Problem {
  readonly a: WideParams;
  /** Less gain than this is rounding. */
  readonly rest: number;
}

interface Search extends UnitMatching {
  readonly b: WideParams;
  /** Its squared distance from a, array by array. */
  readonly apart: Readonly<Record<string, number>>;
}

/**
 * Searches what brings b nearest to a in the network's own coordinates: permutations, signs and, where
 * they are symmetries, scales, all of one space at once by a linear assignment whose costs are the
 * squared distances of units, each pair at its best scale. Then the scales alone are brought to rest,
 * which is quick. Every step makes the distance smaller.
 *
 * @returns forms to apply to b; its objective is minus the squared distance
 */
export function nearestForms(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  { permute, maxSweeps }: NearestOptions,
): UnitMatching {
  const problem = { a, rest: ROUNDING * innerProduct(a, a) };
  const apart = squaredDistances(a, b);
  const start = { forms: identityForms(spaces), b, apart, objective: [-total(apart)] };
  const placed = permute
    ? rounds(spaces, bestFormTo(spaces, a, b), problem, start, maxSweeps)
    : start;
  const scaling = spaces.filter((space) => space.scaling);
  const { forms, objective } = rounds(scaling, bestScalesTo(a), problem, placed, MOST_ROUNDS);
  return { forms, objective };
}

/** More than scales take to settle, in chains of a few hundred layers too. */
const MOST_ROUNDS = 1000;

/** Steps over all spaces, round after round, while a round is worth it. */
function rounds(
  spaces: readonly UnitSpace[],
  best: BestForm,
  problem: Problem,
  start: Search,
  most: number,
): Search {
  let search = start;
  for (let round = 0; round < most; round++) {
    const before = lastOf(search);
    for (const space of spaces) search = taken(space, best(space, search), problem, search);
    if (lastOf(search) <= before + WORTH_A_ROUND * Math.abs(before)) break;
  }
  return search;
}

/** The search after a step, if that brings b nearer. */
function taken(space: UnitSpace, step: NormalForm, { a, rest }: Problem, search: Search): Search {
  const b = actWide([space], { [space.name]: step }, search.b);
  // Measured anew: an array that is bound to the space by both axes is not what the costs assume.
  const apart = squaredDistances(a, b, search);
  const objective = -total(apart);
  if (!(objective > lastOf(search) + rest)) return search;
  const form = composeForms(step, search.forms[space.name]!);
  return {
    forms: { ...search.forms, [space.name]: form } satisfies NormalForms,
    b,
    apart,
    objective: [...search.objective, objective],
  };
}

function lastOf({ objective }: UnitMatching): number {
  return objective.at(-1)!;
}

/** The form of one space that is best for b as it stands. */
type BestForm = (space: UnitSpace, search: MovedParams) => NormalForm;

/** Every unit in its place, at its best scale. */
function bestScalesTo(a: WideParams): BestForm {
  return (space, { b }) => {
    const madeProducts = unitProducts(space, 'makes', a, b);
    const madeSquares = unitProducts(space, 'makes', b, b);
    const readProducts = unitProducts(space, 'reads', a, b);
    const readSquares = unitProducts(space, 'reads', b, b);
    const by = Float64Array.from({ length: space.size }, (_, unit) =>
      leastScale({
        madeProduct: madeProducts[unit]!,
        madeSquare: madeSquares[unit]!,
        readProduct: readProducts[unit]!,
        readSquare: readSquares[unit]!,
      }),
    );
    return { map: identityMap(space.size), by };
  };
}

/**
 * The assignment of least squared distance, each pair of units at its best scale and sign, all else as it
 * is. A unit with a side that is all zeros keeps its scale.
 *
 * @param start b where the search begins
 */
export function bestFormTo(
  spaces: readonly UnitSpace[],
  a: WideParams,
  start: WideParams,
): BestForm {
  const productsOf = createSideProducts(spaces, a, start);
  return (space, search) => {
    const made = productsOf(space, 'makes', search);
    const read = productsOf(space, 'reads', search);
    const profit = scaledProfits(space, made, read);
    // What keeps its size takes part in where a unit goes, and in no factor.
    if (space.bindings.some(({ role }) => role === 'tied'))
      addTwice(productsOf(space, 'tied', search).all, profit);
    const map = linearAssignment(profit, space.size);
    const by = Float64Array.from(map, (unit, i) => bestFactor(space, made, read, i, unit));
    return { map, by };
  };
}

function addTwice(products: Float64Array, to: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += 2 * products[i]!;
}

/** Of every array, taken over where it has not changed. */
function squaredDistances(
  a: WideParams,
  b: WideParams,
  before: Pick<Search, 'b' | 'apart'> | null = null,
): Search['apart'] {
  return Object.fromEntries(
    Object.entries(a).map(([name, { data }]) => {
      const other = b[name]!;
      if (before !== null && before.b[name] === other) return [name, before.apart[name]!];
      let sum = 0;
      for (let i = 0; i < data.length; i++) sum += (data[i]! - other.data[i]!) ** 2;
      return [name, sum];
    }),
  );
}

function total(apart: Search['apart']): number {
  return Object.values(apart).reduce((sum, each) => sum + each, 0);
}
