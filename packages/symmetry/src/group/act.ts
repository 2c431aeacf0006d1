import { sizeOf, tiedAxes, type AxisBinding, type UnitSpace } from '@isthmus/core';
import type { GroupElement, NetworkView, Params } from '@isthmus/core/contract';
import { spaceOf } from './unit-spaces.js';
import { checkFactor } from './factors.js';
import { type WideLeaf, type WideParams, roundParams, widenParams } from './float64.js';
import { type NormalForm, formOf } from './normal-form.js';

/** Per space, by its name: what happens to its units. */
export type NormalForms = Readonly<Record<string, NormalForm>>;

/**
 * Lets an element act on parameters: in float64, rounded once to float32. The network's function is
 * kept but for that rounding.
 *
 * @param element by the names of the spaces that `tiedAxes` finds
 * @throws `symmetry/unknown-space`, `symmetry/misfit` or `symmetry/not-a-symmetry` when the element
 * is none of this network's symmetry group
 * @example
 * const swap: GroupElement = {
 *   dense1: [{ kind: 'permutation', map: Int32Array.of(1, 0, 2, 3) }],
 * };
 * const moved = act(network.view, swap, a);
 * sameBits(act(network.view, swap, moved), a); // true
 * act(network.view, { dense9: [] }, a); // throws symmetry/unknown-space
 */
export function act(network: NetworkView, element: GroupElement, params: Params): Params {
  const { spaces } = tiedAxes(network);
  return roundParams(actWide(spaces, formsOf(spaces, element), widenParams(params)), params);
}

/**
 * The checked normal forms of an element.
 *
 * @throws as `act` does
 */
export function formsOf(spaces: readonly UnitSpace[], element: GroupElement): NormalForms {
  return Object.fromEntries(
    Object.entries(element).map(([name, factors]) => {
      const space = spaceOf(spaces, name);
      for (const factor of factors) checkFactor(factor, space);
      return [name, formOf(factors, space.size)];
    }),
  );
}

/** The action in float64. Spaces without a form stay as they are; the argument is not changed. */
export function actWide(
  spaces: readonly UnitSpace[],
  forms: NormalForms,
  params: WideParams,
): WideParams {
  const result: Record<string, WideLeaf> = { ...params };
  for (const space of spaces) {
    const form = forms[space.name];
    if (form === undefined) continue;
    for (const binding of space.bindings)
      result[binding.leaf] = actOnAxis(result[binding.leaf]!, binding, form);
  }
  return result;
}

function actOnAxis(leaf: WideLeaf, { axis, role }: AxisBinding, form: NormalForm): WideLeaf {
  const by = form.by.map((factor) =>
    role === 'tied' ? 1 : role === 'reads' ? 1 / factor : factor,
  );
  const size = form.map.length;
  const inner = sizeOf(leaf.shape.slice(axis + 1));
  const data = new Float64Array(leaf.data.length);
  for (let row = 0; row * inner < data.length; row++) {
    const unit = row % size;
    const from = (row - unit + form.map[unit]!) * inner;
    for (let i = 0; i < inner; i++) data[row * inner + i] = leaf.data[from + i]! * by[unit]!;
  }
  return { shape: leaf.shape, data };
}
