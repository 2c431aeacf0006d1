import { sizeOf, type AxisBinding, type UnitSpace } from '@isthmus/core';
import type { NormalForms } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { splitByOthers } from '../group/unit-spaces.js';
import { movedProducts } from '../matching/comparison.js';
import { addInnerProducts, innerProducts } from '../matching/inner-products.js';
import { type UnitRows, unitRows } from '../matching/unit-rows.js';

/** What becomes of b in a search. */
export interface MovedParams {
  readonly b: WideParams;
  /** What brought b there from where the search began. */
  readonly forms: NormalForms;
}

/** Inner products of the units of a space with those of b as it stands, of one role. */
export interface SideProducts {
  /** Row-major `[units of a, units of b]`. */
  readonly all: Float64Array;
  /** Squared norms of b's units. */
  readonly squares: Float64Array;
  /** That of one pair, summed anew. */
  of(ofA: number, ofB: number): number;
}

/**
 * Compares the units of a with those of b as it is moved. What of a is compared, and products with arrays that
 * no other space moves, are computed once: by the units alone such products are moved and multiplied.
 *
 * @param start b where the search begins
 */
export function createSideProducts(
  spaces: readonly UnitSpace[],
  a: WideParams,
  start: WideParams,
): (space: UnitSpace, role: AxisBinding['role'], moved: MovedParams) => SideProducts {
  const known = new Map<string, ReturnType<typeof compareSide>>();
  return (space, role, moved) => {
    const key = `${role} ${space.name}`;
    const compare = known.get(key) ?? compareSide(space, role, spaces, a, start);
    known.set(key, compare);
    return compare(moved);
  };
}

function compareSide(
  space: UnitSpace,
  role: AxisBinding['role'],
  spaces: readonly UnitSpace[],
  a: WideParams,
  start: WideParams,
): (moved: MovedParams) => SideProducts {
  const side = { ...space, bindings: space.bindings.filter((binding) => binding.role === role) };
  const [alone, shared] = splitByOthers(side, spaces);
  const still = innerProducts(unitRows(alone, a), unitRows(alone, start), space.size);
  const rowsOfA = unitRows(side, a);
  const upright = new Float64Array(space.size).fill(1);
  const changing = side.bindings.flatMap((each, at) => (shared.bindings.includes(each) ? at : []));
  return ({ b, forms }) => {
    const { map, by } = forms[space.name]!;
    const factors = role === 'tied' ? upright : role === 'reads' ? by.map((each) => 1 / each) : by;
    const rowsOfB = unitRows(side, b);
    const all = movedProducts([still], map, factors);
    for (const at of changing) addInnerProducts(all, rowsOfA[at]!, rowsOfB[at]!, space.size);
    return {
      all,
      squares: unitProducts(space, role, b, b),
      of: (ofA, ofB) =>
        rowsOfA.reduce((sum, rows, at) => sum + productOf(rows, rowsOfB[at]!, ofA, ofB), 0),
    };
  };
}

function productOf(a: UnitRows, b: UnitRows, ofA: number, ofB: number): number {
  let sum = 0;
  for (let c = 0; c < a.width; c++) sum += a.data[ofA * a.width + c]! * b.data[ofB * a.width + c]!;
  return sum;
}

/** Inner products of every unit of one network with the same unit of the other, of one role. */
export function unitProducts(
  { size, bindings }: UnitSpace,
  role: AxisBinding['role'],
  a: WideParams,
  b: WideParams,
): Float64Array {
  const sums = new Float64Array(size);
  for (const { leaf, axis, role: own } of bindings) {
    if (own !== role) continue;
    const [one, other] = [a[leaf]!, b[leaf]!.data];
    const stride = sizeOf(one.shape.slice(axis + 1));
    for (let start = 0; start < other.length; start += size * stride)
      for (let unit = 0; unit < size; unit++)
        for (let at = start + unit * stride; at < start + (unit + 1) * stride; at++)
          sums[unit]! += one.data[at]! * other[at]!;
  }
  return sums;
}
