import type { Space } from '@isthmus/core';
import { assign } from './assignment.js';
import { type Forms, actWide } from './group/act.js';
import type { WideParams } from './group/float64.js';
import { composeForms, type NormalForm } from './group/normal-form.js';
import { identityMap } from './group/permutation.js';
import { innerProducts } from './inner-products.js';
import { leastScale, scaledExcess, type ScaleTerms } from './least-scale.js';
import { identityForms, inner, type Matching } from './matching.js';
import { type UnitRows, unitRows } from './unit-rows.js';

/** How far a search for the nearest element goes. */
export interface NearestOptions {
  /** Whether units may change places too, or only their scales. */
  readonly permute: boolean;
  /** At most so many rounds over all spaces. */
  readonly maxSweeps: number;
}

/** A step counts if it takes off more than this part of the squared distance, or of rounding. */
const LEAST_GAIN = 1e-9;

/** Squared, what rounding to float32 leaves of `‖a‖²`. */
const ROUNDING = 1e-16;

interface Search extends Matching {
  readonly b: WideParams;
}

/**
 * Searches what brings b nearest to a in the network's own coordinates: permutations, signs and, where
 * they are symmetries, scales, all of one space at once by a linear assignment whose costs are the
 * squared distances of units, each pair at its best scale. Between such rounds the scales alone are
 * brought to rest, which is quick. Every step makes the distance smaller.
 *
 * @returns forms to apply to b; its objective is minus the squared distance
 */
export function nearest(
  spaces: readonly Space[],
  a: WideParams,
  b: WideParams,
  { permute, maxSweeps }: NearestOptions,
): Matching {
  const rest = ROUNDING * inner(a, a);
  let search: Search = { forms: identityForms(spaces), b, objective: [-squaredDistance(a, b)] };
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    const before = search;
    search = scalesAtRest(spaces, a, search, rest);
    if (!permute) break;
    for (const space of spaces)
      search = taken(space, bestForm(space, a, search.b), a, search, rest);
    if (search.forms === before.forms) break;
  }
  return { forms: search.forms, objective: search.objective };
}

/** More rounds than scales take to settle, in chains of a few hundred layers too. */
const MOST_ROUNDS = 1000;

function scalesAtRest(
  spaces: readonly Space[],
  a: WideParams,
  start: Search,
  rest: number,
): Search {
  const scaling = spaces.filter((space) => space.scaling);
  let search = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = search;
    for (const space of scaling)
      search = taken(space, bestScales(space, a, search.b), a, search, rest);
    if (search === before) break;
  }
  return search;
}

/** The search after a step, if that brings b nearer. */
function taken(
  space: Space,
  step: NormalForm,
  a: WideParams,
  search: Search,
  rest: number,
): Search {
  const b = actWide([space], { [space.name]: step }, search.b);
  const last = search.objective.at(-1)!;
  // Measured anew: an array that is bound to the space by both axes is not what the costs assume.
  const objective = -squaredDistance(a, b);
  if (!(objective > last + LEAST_GAIN * Math.abs(last) + rest)) return search;
  const form = composeForms(step, search.forms[space.name]!);
  return {
    forms: { ...search.forms, [space.name]: form } satisfies Forms,
    b,
    objective: [...search.objective, objective],
  };
}

/** Every unit in its place, at its best scale. */
function bestScales(space: Space, a: WideParams, b: WideParams): NormalForm {
  const [made, read] = [rowsOf(space, 'makes', a, b), rowsOf(space, 'reads', a, b)];
  const by = Float64Array.from({ length: space.size }, (_, unit) => {
    const terms = {
      ...{ madeProduct: dot(made.a, made.b, unit), madeSquare: dot(made.b, made.b, unit) },
      ...{ readProduct: dot(read.a, read.b, unit), readSquare: dot(read.b, read.b, unit) },
    };
    return leastScale(terms);
  });
  return { map: identityMap(space.size), by };
}

/** The assignment of least squared distance, each pair of units at its best scale and sign. */
function bestForm(space: Space, a: WideParams, b: WideParams): NormalForm {
  const { size } = space;
  const [made, read] = [rowsOf(space, 'makes', a, b), rowsOf(space, 'reads', a, b)];
  const products = [made, read].map((rows) => innerProducts(rows.a, rows.b, size));
  const squares = [made, read].map((rows) =>
    Float64Array.from({ length: size }, (_, unit) => dot(rows.b, rows.b, unit)),
  );
  const factors = new Float64Array(size * size);
  const profit = factors.map((_, at) => {
    const unit = at % size;
    const terms: ScaleTerms = {
      ...{ madeProduct: products[0]![at]!, readProduct: products[1]![at]! },
      ...{ madeSquare: squares[0]![unit]!, readSquare: squares[1]![unit]! },
    };
    const { factor, excess } = bestFactor(space, terms);
    factors[at] = factor;
    return -excess;
  });
  const map = assign(profit, size);
  return { map, by: Float64Array.from(map, (unit, i) => factors[i * size + unit]!) };
}

function bestFactor(
  { scaling, sign }: Space,
  terms: ScaleTerms,
): { readonly factor: number; readonly excess: number } {
  const upright = scaling ? leastScale(terms) : 1;
  const plain = { factor: upright, excess: scaledExcess(terms, upright) };
  if (!sign) return plain;
  const { madeProduct, readProduct } = terms;
  const flipped = { ...terms, madeProduct: -madeProduct, readProduct: -readProduct };
  const turned = scaling ? leastScale(flipped) : 1;
  const excess = scaledExcess(flipped, turned);
  return excess < plain.excess ? { factor: -turned, excess } : plain;
}

/** The weights of a's and of b's units that make them, or that read them. */
function rowsOf(
  space: Space,
  role: 'makes' | 'reads',
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
