import type { AxisBinding, UnitSpace } from '@isthmus/core';
import { linearAssignment } from '../matching/assignment.js';
import { type NormalForms, actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { composeForms, type NormalForm } from '../group/normal-form.js';
import { identityMap } from '../group/permutation.js';
import { innerProducts } from '../matching/inner-products.js';
import { leastScale, scaledExcess, type ScaleTerms } from '../gauge/least-scale.js';
import { identityForms, innerProduct, type UnitMatching } from '../matching/matching.js';
import { type UnitRows, unitRows } from '../matching/unit-rows.js';

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
  const start = { forms: identityForms(spaces), b, objective: [-squaredDistance(a, b)] };
  const placed = permute ? rounds(spaces, bestForm, problem, start, maxSweeps) : start;
  const scaling = spaces.filter((space) => space.scaling);
  const { forms, objective } = rounds(scaling, bestScales, problem, placed, MOST_ROUNDS);
  return { forms, objective };
}

/** More than scales take to settle, in chains of a few hundred layers too. */
const MOST_ROUNDS = 1000;

/** Steps over all spaces, round after round, while a round is worth it. */
function rounds(
  spaces: readonly UnitSpace[],
  best: (space: UnitSpace, a: WideParams, b: WideParams) => NormalForm,
  problem: Problem,
  start: Search,
  most: number,
): Search {
  let search = start;
  for (let round = 0; round < most; round++) {
    const before = lastOf(search);
    for (const space of spaces)
      search = taken(space, best(space, problem.a, search.b), problem, search);
    if (lastOf(search) <= before + WORTH_A_ROUND * Math.abs(before)) break;
  }
  return search;
}

/** The search after a step, if that brings b nearer. */
function taken(space: UnitSpace, step: NormalForm, { a, rest }: Problem, search: Search): Search {
  const b = actWide([space], { [space.name]: step }, search.b);
  // Measured anew: an array that is bound to the space by both axes is not what the costs assume.
  const objective = -squaredDistance(a, b);
  if (!(objective > lastOf(search) + rest)) return search;
  const form = composeForms(step, search.forms[space.name]!);
  return {
    forms: { ...search.forms, [space.name]: form } satisfies NormalForms,
    b,
    objective: [...search.objective, objective],
  };
}

function lastOf({ objective }: UnitMatching): number {
  return objective.at(-1)!;
}

/** Every unit in its place, at its best scale. */
function bestScales(space: UnitSpace, a: WideParams, b: WideParams): NormalForm {
  const [made, read] = [rowsOf(space, 'makes', a, b), rowsOf(space, 'reads', a, b)];
  const by = Float64Array.from({ length: space.size }, (_, unit) =>
    leastScale({
      madeProduct: dot(made.a, made.b, unit),
      madeSquare: dot(made.b, made.b, unit),
      readProduct: dot(read.a, read.b, unit),
      readSquare: dot(read.b, read.b, unit),
    }),
  );
  return { map: identityMap(space.size), by };
}

/**
 * The assignment of least squared distance, each pair of units at its best scale and sign, all else as it
 * is. A unit with a side that is all zeros keeps its scale.
 */
export function bestForm(space: UnitSpace, a: WideParams, b: WideParams): NormalForm {
  const { size } = space;
  const [made, read] = [rowsOf(space, 'makes', a, b), rowsOf(space, 'reads', a, b)];
  const made2 = squaresOf(made.b, size);
  const read2 = squaresOf(read.b, size);
  const madeProducts = innerProducts(made.a, made.b, size);
  const readProducts = innerProducts(read.a, read.b, size);
  // What keeps its size takes part in where a unit goes, and in no factor.
  const tied = rowsOf(space, 'tied', a, b);
  const tiedProducts = innerProducts(tied.a, tied.b, size);
  const factors = new Float64Array(size * size);
  const profit = new Float64Array(size * size);
  for (let at = 0; at < profit.length; at++) {
    const unit = at % size;
    const terms: ScaleTerms = {
      madeProduct: madeProducts[at]!,
      madeSquare: made2[unit]!,
      readProduct: readProducts[at]!,
      readSquare: read2[unit]!,
    };
    const factor = bestFactor(space, terms);
    factors[at] = factor;
    const excess = scaledExcess(factor < 0 ? flipped(terms) : terms, Math.abs(factor));
    profit[at] = 2 * tiedProducts[at]! - excess;
  }
  const map = linearAssignment(profit, size);
  return { map, by: Float64Array.from(map, (unit, i) => factors[i * size + unit]!) };
}

/** The best scale, negative where the other sign is better. */
function bestFactor({ scaling, sign }: UnitSpace, terms: ScaleTerms): number {
  const upright = scaling ? leastScale(terms) : 1;
  if (!sign) return upright;
  const turned = scaling ? leastScale(flipped(terms)) : 1;
  return scaledExcess(flipped(terms), turned) < scaledExcess(terms, upright) ? -turned : upright;
}

/** The terms of the same units, b's with the other sign. */
function flipped({ madeProduct, madeSquare, readProduct, readSquare }: ScaleTerms): ScaleTerms {
  return { madeProduct: -madeProduct, madeSquare, readProduct: -readProduct, readSquare };
}

function squaresOf(rows: readonly UnitRows[], size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, unit) => dot(rows, rows, unit));
}

/** The weights of a's and of b's units that are bound to them in one role. */
function rowsOf(
  space: UnitSpace,
  role: AxisBinding['role'],
  a: WideParams,
  b: WideParams,
): { readonly a: readonly UnitRows[]; readonly b: readonly UnitRows[] } {
  const bindings = space.bindings.filter((binding) => binding.role === role);
  const side = { ...space, bindings };
  return { a: unitRows(side, a), b: unitRows(side, b) };
}

function dot(a: readonly UnitRows[], b: readonly UnitRows[], unit: number): number {
  let sum = 0;
  a.forEach(({ data, width }, array) => {
    const other = b[array]!.data;
    for (let c = unit * width; c < (unit + 1) * width; c++) sum += data[c]! * other[c]!;
  });
  return sum;
}

function squaredDistance(a: WideParams, b: WideParams): number {
  let sum = 0;
  for (const [name, { data }] of Object.entries(a)) {
    const other = b[name]!.data;
    for (let i = 0; i < data.length; i++) sum += (data[i]! - other[i]!) ** 2;
  }
  return sum;
}
