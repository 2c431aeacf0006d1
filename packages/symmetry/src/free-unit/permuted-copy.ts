import { distance, narrowed, norm, sameBits, type Params, type UnitSpace } from '@isthmus/core';
import type { Rng } from '@isthmus/core/contract';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { widenParams } from '../group/float64.js';
import { invertForm } from '../group/normal-form.js';
import { matchUnits, type MatchingOptions } from '../matching/matching.js';

/** Whether b is a copy of a with its units in other places (and with other signs). */
export type CopySearch =
  | { readonly isCopy: true; readonly forms: NormalForms }
  /** How far b stays from the nearest copy that was found, as a part of its norm. */
  | { readonly isCopy: false; readonly apart: number };

/** Looks by weight matching for the permutations and signs that make b of a, bit for bit. */
export function copySearch(
  spaces: readonly UnitSpace[],
  a: Params,
  b: Params,
  rng: Rng,
  options: MatchingOptions,
): CopySearch {
  const wide = widenParams(a);
  const { forms: back } = matchUnits(spaces, wide, widenParams(b), rng, options);
  const forms = Object.fromEntries(
    Object.entries(back).map(([name, form]) => [name, invertForm(form)]),
  );
  const copy = narrowed(actWide(spaces, forms, wide));
  if (sameBits(positive(copy), positive(b))) return { isCopy: true, forms };
  return { isCopy: false, apart: distance(copy, b) / (norm(b) || 1) };
}

/** With one zero for both: a sign that turns makes a 0 of the other kind. */
function positive(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value) => value + 0) },
    ]),
  );
}
