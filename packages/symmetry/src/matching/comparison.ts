import type { UnitSpace } from '@isthmus/core';
import type { WideParams } from '../group/float64.js';
import type { NormalForm } from '../group/normal-form.js';
import { innerProducts } from './inner-products.js';
import { splitBySign, splitByOthers } from '../group/unit-spaces.js';
import { type UnitRows, unitRows } from './unit-rows.js';

/** How the units of one space of a and of b compare. */
export interface UnitComparison {
  readonly space: UnitSpace;
  /**
   * Inner products of a's units with those of b as moved, row-major `[units of a, units of b]`.
   *
   * @param form where the units of this space came to stand
   * @param moved b as all spaces moved it
   */
  products(form: NormalForm, moved: WideParams): Float64Array;
  /** The same of the arrays that keep their signs whatever those of the units; they are not among the products. */
  kept(form: NormalForm, moved: WideParams): Float64Array;
}

/**
 * Prepares the comparisons of one space. Products are kept for b's units in their first order:
 * moving the units only moves their products, arrays that no other space is bound to (the first
 * kernel, biases) are compared once, and of the others only the columns that changed.
 */
export function compareUnits(
  space: UnitSpace,
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
): UnitComparison {
  const [flipping, keeping] = splitBySign(space);
  const kept = compareBindings(keeping, spaces, a, b);
  return {
    space,
    products: compareBindings(flipping, spaces, a, b),
    kept: ({ map }, moved) => kept({ map, by: new Float64Array(map.length).fill(1) }, moved),
  };
}

function compareBindings(
  space: UnitSpace,
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
): UnitComparison['products'] {
  const { size } = space;
  const [alone, shared] = splitByOthers(space, spaces);
  const still = innerProducts(unitRows(alone, a), unitRows(alone, b), size);
  const changing = unitRows(shared, a).map((rows) => createProducts(rows, size));
  return (form, moved) => {
    const sum = still.slice();
    unitRows(shared, moved).forEach((rows, at) => {
      const products = changing[at]!(inFirstOrder(rows, form));
      for (let i = 0; i < sum.length; i++) sum[i]! += products[i]!;
    });
    return movedProducts(sum, form);
  };
}

/** Rows of units as they stood before a permutation with signs. */
function inFirstOrder({ data, width }: UnitRows, { map, by }: NormalForm): UnitRows {
  const first = new Float64Array(data.length);
  map.forEach((unit, at) => {
    for (let c = 0; c < width; c++) first[unit * width + c] = data[at * width + c]! * by[at]!;
  });
  return { data: first, width };
}

function movedProducts(products: Float64Array, { map, by }: NormalForm): Float64Array {
  return products.map((_, at) => {
    const j = at % map.length;
    return products[at - j + map[j]!]! * by[j]!;
  });
}

/** Products of fixed rows with rows that change a little from call to call. */
function createProducts(a: UnitRows, size: number): (rows: UnitRows) => Float64Array {
  const last = new Float64Array(a.data.length);
  const products = new Float64Array(size * size);
  return ({ data, width }) => {
    const change = data.map((value, i) => value - last[i]!);
    const columns = columnsWithEntries(change, width);
    const update = innerProducts(
      [pickColumns(a.data, width, columns)],
      [pickColumns(change, width, columns)],
      size,
    );
    update.forEach((value, i) => (products[i]! += value));
    last.set(data);
    return products;
  };
}

function columnsWithEntries(data: Float64Array, width: number): Int32Array {
  const filled = new Uint8Array(width);
  data.forEach((value, i) => (filled[i % width]! |= Number(value !== 0)));
  return Int32Array.from(filled.keys()).filter((column) => filled[column] === 1);
}

function pickColumns(data: Float64Array, width: number, columns: Int32Array): UnitRows {
  const picked = new Float64Array((data.length / width) * columns.length);
  for (let row = 0, at = 0; row < data.length; row += width)
    for (const column of columns) picked[at++] = data[row + column]!;
  return { data: picked, width: columns.length };
}
