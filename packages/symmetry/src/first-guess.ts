import type { Space } from '@isthmus/core';
import { assign } from './assignment.js';
import { type Forms, actWide } from './group/act.js';
import type { WideParams } from './group/float64.js';
import type { NormalForm } from './group/normal-form.js';
import { innerProducts } from './inner-products.js';
import { sortedRows } from './sorted-rows.js';
import { splitByOthers } from './spaces.js';
import { unitRows } from './unit-rows.js';

/**
 * A first guess of what brings b near to a, space after space from the input on: weights to what is
 * matched already are compared as they stand, weights to what is not yet in ascending order, which
 * no permutation changes. A permuted copy with flipped signs is found at once, unless two of its
 * units are equal in all of this.
 */
export function firstGuess(spaces: readonly Space[], a: WideParams, b: WideParams): Forms {
  const forms: Record<string, NormalForm> = {};
  let moved = b;
  spaces.forEach((space, at) => {
    const form = guess(space, spaces.slice(at), a, moved, spaces);
    forms[space.name] = form;
    moved = actWide([space], forms, moved);
  });
  return forms;
}

function guess(
  space: Space,
  open: readonly Space[],
  a: WideParams,
  b: WideParams,
  spaces: readonly Space[],
): NormalForm {
  const [known, unknown] = splitByOthers(space, open);
  const exact = innerProducts(unitRows(known, a), unitRows(known, b), space.size);
  const sorted = innerProducts(
    sortedRows(unknown, spaces, a),
    sortedRows(unknown, spaces, b),
    space.size,
  );
  const map = assign(
    exact.map((product, i) => (space.sign ? Math.abs(product) : product) + sorted[i]!),
    space.size,
  );
  const flips = (i: number, j: number) => space.sign && exact[i * space.size + j]! < 0;
  return { map, by: Float64Array.from(map, (j, i) => (flips(i, j) ? -1 : 1)) };
}
