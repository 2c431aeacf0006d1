import type { WideParams } from './group/float64.js';
import type { NormalForm } from './group/normal-form.js';
import { innerProducts } from './inner-products.js';
import { type Space, splitByOthers } from './spaces.js';
import { unitRows } from './unit-rows.js';

/** How the units of one space of a and of b compare. */
export interface Comparison {
  readonly space: Space;
  /**
   * Inner products of a's units with those of b as moved, row-major `[units of a, units of b]`.
   *
   * @param form where the units of this space came to stand
   * @param moved b as all spaces moved it
   */
  products(form: NormalForm, moved: WideParams): Float64Array;
}

/**
 * Prepares the comparisons of one space. Arrays that no other space is bound to (the first kernel,
 * biases) are compared once: moving the units only moves their products.
 */
export function compare(
  space: Space,
  spaces: readonly Space[],
  a: WideParams,
  b: WideParams,
): Comparison {
  const { size } = space;
  const [alone, shared] = splitByOthers(space, spaces);
  const still = innerProducts(unitRows(alone, a), unitRows(alone, b), size);
  const target = unitRows(shared, a);
  return {
    space,
    products: (form, moved) => {
      const products = innerProducts(target, unitRows(shared, moved), size);
      return products.map((product, at) => {
        const j = at % size;
        return product + still[at - j + form.map[j]!]! * form.by[j]!;
      });
    },
  };
}
