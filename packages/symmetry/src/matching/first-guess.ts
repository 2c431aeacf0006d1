import type { UnitSpace } from '@isthmus/core';
import { linearAssignment } from './assignment.js';
import { type NormalForms, actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { identityForm, type NormalForm } from '../group/normal-form.js';
import { innerProducts } from './inner-products.js';
import { sortedRows } from './sorted-rows.js';
import { splitBySign, splitByOthers } from '../group/unit-spaces.js';
import { type UnitRows, unitRows } from './unit-rows.js';

/**
 * A first guess of what brings b near to a, space after space from the input on: weights to what is
 * matched already are compared as they stand, weights to what is not yet in ascending order, which
 * no permutation changes. A permuted copy with flipped signs is found at once, unless two of its
 * units are equal in all of this. A unit whose sign nothing tells yet, as nothing makes it, is left out
 * of what later spaces are compared by, as a wrong sign would mislead them; once these are matched, what
 * reads it tells its sign.
 */
export function firstGuess(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
): NormalForms {
  const forms: Record<string, NormalForm> = {};
  const open: (readonly [UnitSpace, Uint8Array])[] = [];
  let [fixed, moved] = [a, b];
  spaces.forEach((space, at) => {
    const { form, unsure } = guess(space, spaces.slice(at), fixed, moved, spaces);
    forms[space.name] = form;
    moved = actWide([space], { [space.name]: form }, moved);
    if (!unsure.includes(1)) return;
    open.push([space, unsure]);
    [fixed, moved] = [unread(space, unsure, fixed), unread(space, unsure, moved)];
  });
  // From the output back: what reads a unit is settled before it.
  for (const [space, unsure] of open.toReversed())
    forms[space.name] = signedByReaders(space, unsure, forms, a, actWide(spaces, forms, b));
  return forms;
}

/** The form of a space with the signs of some units turned to where what reads them agrees with a. */
function signedByReaders(
  space: UnitSpace,
  units: Uint8Array,
  forms: NormalForms,
  a: WideParams,
  moved: WideParams,
): NormalForm {
  const { map, by } = forms[space.name]!;
  const readers = { ...space, bindings: space.bindings.filter(({ role }) => role === 'reads') };
  const agree = innerProducts(unitRows(readers, a), unitRows(readers, moved), space.size);
  const turns = (i: number) => units[i] === 1 && agree[i * space.size + i]! < 0;
  return { map, by: by.map((sign, i) => (turns(i) ? -sign : sign)) };
}

/** Parameters in which nothing reads some units of a space. */
function unread(space: UnitSpace, units: Uint8Array, params: WideParams): WideParams {
  const bindings = space.bindings.filter(({ role }) => role === 'reads');
  const by = Float64Array.from(units, (out) => (out === 1 ? Infinity : 1));
  return actWide(
    [{ ...space, bindings }],
    { [space.name]: { ...identityForm(space.size), by } },
    params,
  );
}

/** A product so small beside the norms of its factors says nothing of a sign. */
const SILENT = 1e-9;

interface Guess {
  readonly form: NormalForm;
  /** 1 where the sign of a unit could not be told. */
  readonly unsure: Uint8Array;
}

function guess(
  space: UnitSpace,
  open: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  spaces: readonly UnitSpace[],
): Guess {
  const [known, unknown] = splitByOthers(space, open);
  const [flipping, keeping] = splitBySign(known);
  const [rowsOfA, rowsOfB] = [unitRows(flipping, a), unitRows(flipping, b)];
  const exact = innerProducts(rowsOfA, rowsOfB, space.size);
  const kept = innerProducts(unitRows(keeping, a), unitRows(keeping, b), space.size);
  const sorted = innerProducts(
    sortedRows(unknown, spaces, a),
    sortedRows(unknown, spaces, b),
    space.size,
  );
  const profit = new Float64Array(exact.length);
  for (let i = 0; i < profit.length; i++)
    profit[i] = (space.sign ? Math.abs(exact[i]!) : exact[i]!) + kept[i]! + sorted[i]!;
  const map = linearAssignment(profit, space.size);
  const product = (i: number) => exact[i * space.size + map[i]!]!;
  const [norms, others] = [normsOf(rowsOfA), normsOf(rowsOfB)];
  const tells = (i: number) => Math.abs(product(i)) > SILENT * norms(i) * others(map[i]!);
  return {
    form: { map, by: Float64Array.from(map, (_, i) => (space.sign && product(i) < 0 ? -1 : 1)) },
    unsure: Uint8Array.from(map, (_, i) => Number(space.sign && !tells(i))),
  };
}

function normsOf(rows: readonly UnitRows[]): (unit: number) => number {
  return (unit) =>
    Math.sqrt(
      rows.reduce((sum, { data, width }) => {
        const row = data.subarray(unit * width, (unit + 1) * width);
        return sum + row.reduce((squares, value) => squares + value * value, 0);
      }, 0),
    );
}
