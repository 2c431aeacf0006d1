import type { AxisBinding, UnitSpace } from '@isthmus/core';
import type { NormalForms } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { splitBySign, splitByOthers } from '../group/unit-spaces.js';
import { createColumnPlaces, type ColumnPlaces } from './column-places.js';
import { addInnerProducts, innerProducts } from './inner-products.js';
import { type UnitRows, unitRows } from './unit-rows.js';

/** How the units of one space of a and of b compare. */
export interface UnitComparison {
  readonly space: UnitSpace;
  /**
   * Inner products of a's units with those of b as moved, row-major `[units of a, units of b]`.
   *
   * @param forms what all spaces of b are moved by, permutations and signs
   */
  products(forms: NormalForms): Float64Array;
  /**
   * The same of the arrays that keep their signs whatever those of the units; they are not among the
   * products. Null where there are none.
   */
  readonly kept: ((forms: NormalForms) => Float64Array) | null;
}

/**
 * Prepares the comparisons of one space. Products are kept for b's units in their first order: moving the
 * units only moves their products, arrays that no other space is bound to (the first kernel, biases) are
 * compared once, and of the others only the columns that changed.
 */
export function compareUnits(
  space: UnitSpace,
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
): UnitComparison {
  const [flipping, keeping] = splitBySign(space);
  const kept = keeping.bindings.length > 0 ? compareBindings(keeping, spaces, a, b) : null;
  const upright = new Float64Array(space.size).fill(1);
  const products = compareBindings(flipping, spaces, a, b);
  const formOf = (forms: NormalForms) => forms[space.name]!;
  return {
    space,
    products: (forms) => movedProducts(products(forms), formOf(forms).map, formOf(forms).by),
    kept: kept && ((forms) => movedProducts(kept(forms), formOf(forms).map, upright)),
  };
}

/** Products with b's units in their first order, by where the other spaces came to stand. */
function compareBindings(
  space: UnitSpace,
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
): (forms: NormalForms) => readonly [Float64Array, ...Float64Array[]] {
  const { size } = space;
  const [alone, shared] = splitByOthers(space, spaces);
  const still = innerProducts(unitRows(alone, a), unitRows(alone, b), size);
  const rowsOfB = unitRows(shared, b);
  const changing = unitRows(shared, a).map((rows, at) => {
    const binding: AxisBinding = shared.bindings[at]!;
    const placesOf = createColumnPlaces(spaces, b[binding.leaf]!, binding, size);
    const products = createProducts(rows, rowsOfB[at]!, size);
    return (forms: NormalForms) => products(placesOf(forms));
  });
  return (forms) => [still, ...changing.map((products) => products(forms))];
}

/** The sum of products, with the columns of b's units where they came to stand, each times a factor. */
export function movedProducts(
  [still, ...changing]: readonly [Float64Array, ...Float64Array[]],
  map: Int32Array,
  by: Float64Array,
): Float64Array {
  const size = map.length;
  const moved = new Float64Array(still.length);
  const sums = new Float64Array(size);
  // Row by row, so that sums stay in the cache, in plain loops: closures cost half of a matching of wide layers.
  for (let row = 0; row < moved.length; row += size) {
    for (let j = 0; j < size; j++) sums[j] = still[row + j]!;
    for (const products of changing) for (let j = 0; j < size; j++) sums[j]! += products[row + j]!;
    for (let j = 0; j < size; j++) moved[row + j] = sums[map[j]!]! * by[j]!;
  }
  return moved;
}

/** Products of fixed rows with rows whose columns change places, a few from call to call. */
function createProducts(
  a: UnitRows,
  b: UnitRows,
  size: number,
): (places: ColumnPlaces) => Float64Array {
  const products = new Float64Array(size * size);
  let last: ColumnPlaces | null = null;
  return (places) => {
    const columns = changedColumns(last, places);
    if (columns.length > 0)
      addInnerProducts(
        products,
        pickColumns(a, columns),
        changeOf(b, last, places, columns, size),
        size,
      );
    last = places;
    return products;
  };
}

/** All of them at first. */
function changedColumns(last: ColumnPlaces | null, { from, by }: ColumnPlaces): Int32Array {
  if (last === null) return Int32Array.from(from.keys());
  return Int32Array.from(from.keys()).filter(
    (column) => from[column] !== last.from[column] || by[column] !== last.by[column],
  );
}

/** By how much the entries of some columns changed. */
function changeOf(
  { data, width }: UnitRows,
  last: ColumnPlaces | null,
  { from, by }: ColumnPlaces,
  columns: Int32Array,
  size: number,
): UnitRows {
  const change = new Float64Array(size * columns.length);
  for (let row = 0, at = 0; row < data.length; row += width)
    for (const column of columns) {
      const before = last === null ? 0 : data[row + last.from[column]!]! * last.by[column]!;
      change[at++] = data[row + from[column]!]! * by[column]! - before;
    }
  return { data: change, width: columns.length };
}

function pickColumns({ data, width }: UnitRows, columns: Int32Array): UnitRows {
  const picked = new Float64Array((data.length / width) * columns.length);
  for (let row = 0, at = 0; row < data.length; row += width)
    for (const column of columns) picked[at++] = data[row + column]!;
  return { data: picked, width: columns.length };
}
