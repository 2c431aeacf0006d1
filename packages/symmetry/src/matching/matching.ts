import { type Rng, type UnitSpace, permutation } from '@isthmus/core';
import { linearAssignment } from './assignment.js';
import { type UnitComparison, compareUnits } from './comparison.js';
import { firstGuess } from './first-guess.js';
import { type NormalForms, actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { type NormalForm, composeForms, identityForm } from '../group/normal-form.js';

/** How long and how often to search. */
export interface MatchingOptions {
  /** At most so many rounds over all spaces from one start. */
  readonly maxSweeps: number;
  /** Further starts from random permutations. */
  readonly restarts: number;
}

/** Permutations (and signs, where they are symmetries) that bring b near to a. */
export interface UnitMatching {
  readonly forms: NormalForms;
  /** The inner product of a with b as permuted: at the start and after every step that was taken. */
  readonly objective: readonly number[];
}

/** A search that stands somewhere: the forms so far and b as they leave it. */
interface Search extends UnitMatching {
  readonly b: WideParams;
}

/**
 * A step counts only if it gains more than this part of ‖a‖‖b‖: less is rounding, and steps between
 * equally good permutations would never end.
 */
const LEAST_GAIN = 1e-12;

/** What one search found, and where it began. */
export interface StartedUnitMatching extends UnitMatching {
  readonly start: string;
}

/**
 * Searches the permutations and signs that make the inner product of a and b largest, which is their
 * distance made smallest: coordinate descent over the spaces in random order, each space by a linear
 * assignment with the others held fixed (Ainsworth et al. 2022, arXiv:2209.04836, algorithm 1), from
 * several starts: as things stand, a first guess from the input on, and random ones. The best
 * is kept, so the distance never grows. For one space the answer is exact; for more the problem is
 * NP-hard and the answer a local optimum.
 */
export function matchUnits(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  rng: Rng,
  options: MatchingOptions,
): UnitMatching {
  return bestOf(matchFromStarts(spaces, a, b, rng, options), leastGainOf(a, b));
}

/** What `matchUnits` finds from each of its starts: the nearest is not always the best for a loss. */
export function matchFromStarts(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  rng: Rng,
  { maxSweeps, restarts }: MatchingOptions,
): readonly StartedUnitMatching[] {
  const leastGain = leastGainOf(a, b);
  const starts: readonly (readonly [start: string, forms: NormalForms])[] = [
    ['as it stands', identityForms(spaces)],
    ['first guess', firstGuess(spaces, a, b)],
    ...Array.from({ length: restarts }, (_, i) => {
      const name = `restart ${i}`;
      return [name, randomForms(spaces, rng.fork(name))] as const;
    }),
  ];
  const comparisons = spaces.map((space) => compareUnits(space, spaces, a, b));
  return starts.map(([start, forms], i) => {
    const moved = actWide(spaces, forms, b);
    const search = { forms, b: moved, objective: [innerProduct(a, moved)] };
    const stream = rng.fork(`start ${i}`);
    return { start, ...descend(comparisons, a, search, stream, { leastGain, maxSweeps }) };
  });
}

/** What the same search finds from one start that is given. */
export function matchFrom(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  start: NormalForms,
  rng: Rng,
  maxSweeps: number,
): NormalForms {
  const comparisons = spaces.map((space) => compareUnits(space, spaces, a, b));
  const moved = actWide(spaces, start, b);
  const search = { forms: start, b: moved, objective: [innerProduct(a, moved)] };
  return descend(comparisons, a, search, rng, { leastGain: leastGainOf(a, b), maxSweeps }).forms;
}

/** The one that came furthest; the first of those that rounding alone tells apart. */
export function bestOf<M extends UnitMatching>(matchings: readonly M[], leastGain: number): M {
  return matchings.reduce((best, other) =>
    lastOf(other) > lastOf(best) + leastGain ? other : best,
  );
}

/** What counts as a gain in the inner product of a with b. */
export function leastGainOf(a: WideParams, b: WideParams): number {
  return LEAST_GAIN * Math.sqrt(innerProduct(a, a) * innerProduct(b, b));
}

function descend(
  comparisons: readonly UnitComparison[],
  a: WideParams,
  start: Search,
  rng: Rng,
  { leastGain, maxSweeps }: { readonly leastGain: number; readonly maxSweeps: number },
): UnitMatching {
  let search = start;
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    const before = search;
    for (const at of permutation(comparisons.length, rng.fork(`sweep ${sweep}`)))
      search = improve(comparisons[at]!, a, search, leastGain);
    if (search === before) break;
  }
  return { forms: search.forms, objective: search.objective };
}

/** Reassigns the units of one space if that brings b nearer to a. */
function improve(
  { space, products, kept }: UnitComparison,
  a: WideParams,
  search: Search,
  leastGain: number,
): Search {
  const form = search.forms[space.name]!;
  const step = bestForm(space, products(form, search.b), kept(form, search.b));
  const b = actWide([space], { [space.name]: step }, search.b);
  // Measured anew: where an array is bound to the space by both axes the products are only a
  // linear model of what the step does.
  const objective = innerProduct(a, b);
  if (objective <= lastOf(search) + leastGain) return search;
  const forms = {
    ...search.forms,
    [space.name]: composeForms(step, form),
  };
  return { forms, b, objective: [...search.objective, objective] };
}

/**
 * The assignment of largest profit; where signs may flip, each pair takes the better sign.
 *
 * @param kept the part of the profit that no sign changes
 */
function bestForm(
  { size, sign }: UnitSpace,
  products: Float64Array,
  kept: Float64Array,
): NormalForm {
  const profit = products.map((product, i) => (sign ? Math.abs(product) : product) + kept[i]!);
  const map = linearAssignment(profit, size);
  const by = Float64Array.from(map, (column, row) =>
    sign && products[row * size + column]! < 0 ? -1 : 1,
  );
  return { map, by };
}

/** Every unit in its place. */
export function identityForms(spaces: readonly UnitSpace[]): NormalForms {
  return Object.fromEntries(spaces.map((space) => [space.name, identityForm(space.size)]));
}

function randomForms(spaces: readonly UnitSpace[], rng: Rng): NormalForms {
  return Object.fromEntries(
    spaces.map(({ name, size }) => [
      name,
      { ...identityForm(size), map: permutation(size, rng.fork(name)) },
    ]),
  );
}

function lastOf({ objective }: UnitMatching): number {
  return objective.at(-1)!;
}

/** The inner product over all arrays. */
export function innerProduct(a: WideParams, b: WideParams): number {
  let sum = 0;
  for (const [name, leaf] of Object.entries(a)) {
    const other = b[name]!.data;
    for (let i = 0; i < other.length; i++) sum += leaf.data[i]! * other[i]!;
  }
  return sum;
}
