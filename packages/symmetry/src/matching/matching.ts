import { type Rng, type UnitSpace, permutation } from '@isthmus/core';
import { linearAssignment } from './assignment.js';
import { sharesArray } from '../group/unit-spaces.js';
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

/** A search that stands somewhere. */
interface Search extends UnitMatching {
  /** b as the forms leave it; null where nothing asks for it. */
  readonly b: WideParams | null;
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
  const starts: readonly (readonly [start: string, forms: NormalForms])[] = [
    ['as it stands', identityForms(spaces)],
    ['first guess', firstGuess(spaces, a, b)],
    ...Array.from({ length: restarts }, (_, i) => {
      const name = `restart ${i}`;
      return [name, randomForms(spaces, rng.fork(name))] as const;
    }),
  ];
  const descend = createDescent(spaces, a, b, maxSweeps);
  return starts.map(([start, forms], i) => ({
    start,
    ...descend(forms, rng.fork(`start ${i}`)),
  }));
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
  return createDescent(spaces, a, b, maxSweeps)(start, rng).forms;
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

/** What all searches between two networks share. */
interface Pair {
  readonly a: WideParams;
  /** Less gain than this is rounding. */
  readonly leastGain: number;
  /** Whether products of units tell what a step gains: no array is bound to a space by both axes. */
  readonly linear: boolean;
}

/** A search from any start. */
function createDescent(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  maxSweeps: number,
): (start: NormalForms, rng: Rng) => UnitMatching {
  const pair: Pair = {
    a,
    leastGain: leastGainOf(a, b),
    linear: !spaces.some((space) => sharesArray(space, space)),
  };
  const comparisons = spaces.map((space) => compareUnits(space, spaces, a, b));
  const dependsOn = spaces.map((space) =>
    [...spaces.keys()].filter((other) => sharesArray(space, spaces[other]!)),
  );
  return (forms, rng) => {
    const moved = actWide(spaces, forms, b);
    const objective = [innerProduct(a, moved)];
    let search: Search = { forms, b: pair.linear ? null : moved, objective };
    // By the number of the step at which each was last tried, and last moved.
    const [tried, changed] = [spaces.map(() => 0), spaces.map(() => 0)];
    let step = 0;
    for (let sweep = 0; sweep < maxSweeps; sweep++) {
      const before = search;
      for (const at of permutation(spaces.length, rng.fork(`sweep ${sweep}`))) {
        // What stands as it stood cannot be assigned better than it was.
        if (tried[at]! > 0 && dependsOn[at]!.every((other) => changed[other]! < tried[at]!))
          continue;
        const next = improve(comparisons[at]!, pair, search);
        tried[at] = ++step;
        if (next !== search) changed[at] = step;
        search = next;
      }
      if (search === before) break;
    }
    return { forms: search.forms, objective: search.objective };
  };
}

/** Reassigns the units of one space if that brings b nearer to a. */
function improve(comparison: UnitComparison, pair: Pair, search: Search): Search {
  const { space } = comparison;
  const { form: step, gain } = bestForm(comparison, search.forms);
  // Measured where products are only a linear model of what the step does.
  const b = search.b && actWide([space], { [space.name]: step }, search.b);
  const objective = b === null ? lastOf(search) + gain : innerProduct(pair.a, b);
  if (objective <= lastOf(search) + pair.leastGain) return search;
  const forms = {
    ...search.forms,
    [space.name]: composeForms(step, search.forms[space.name]!),
  };
  return { forms, b, objective: [...search.objective, objective] };
}

/** The assignment of largest profit, and by how much it exceeds that of every unit in its place. */
function bestForm(
  { space: { size, sign }, products, kept }: UnitComparison,
  forms: NormalForms,
): { readonly form: NormalForm; readonly gain: number } {
  const product = products(forms);
  const more = kept === null ? null : kept(forms);
  const profit = profitOf(product, more, sign);
  const map = linearAssignment(profit, size);
  // Where signs may flip, each pair takes the better one; no sign changes what is kept.
  const by = Float64Array.from(map, (column, row) =>
    sign && product[row * size + column]! < 0 ? -1 : 1,
  );
  const gain = map.reduce((sum, column, row) => {
    const at = row * size;
    const before = product[at + row]! + (more === null ? 0 : more[at + row]!);
    return sum + profit[at + column]! - before;
  }, 0);
  return { form: { map, by }, gain };
}

/** Each product, of either sign where signs may flip, and what is kept. */
function profitOf(product: Float64Array, more: Float64Array | null, sign: boolean): Float64Array {
  if (!sign && more === null) return product;
  const profit = new Float64Array(product.length);
  for (let i = 0; i < profit.length; i++)
    profit[i] = (sign ? Math.abs(product[i]!) : product[i]!) + (more === null ? 0 : more[i]!);
  return profit;
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
