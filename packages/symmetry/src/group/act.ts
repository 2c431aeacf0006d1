import { IsthmusError, tiedAxes, type TiedAxes, type UnitSpace } from '@isthmus/core';
import type { GroupElement, GroupFactor, NetworkView, Params } from '@isthmus/core/contract';
import { actWide, type NormalForms } from './act-wide.js';
import { checkFactor } from './factors.js';
import { type WideParams, roundParams, widenParams } from './float64.js';
import { formOf, type UnitFactor } from './normal-form.js';
import { addShifts, checkShift, shifted, type Shift } from './shift.js';
import { spaceOf } from './unit-spaces.js';

/** A checked element in normal form. */
export interface ElementForm {
  readonly forms: NormalForms;
  /** It acts after the forms; null where the element keeps the function. */
  readonly shift: Shift | null;
}

/**
 * Lets an element act on parameters: in float64, rounded once to float32. The network's function is
 * kept but for that rounding; by an element with a shift of the outputs, only a loss that is
 * `shiftInvariant`.
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
  return roundParams(actInFloat64(network, element, widenParams(params)), params);
}

/**
 * The same on parameters in float64, without any rounding to float32.
 *
 * @throws as `act` does
 * @example
 * const swap: GroupElement = {
 *   dense1: [{ kind: 'permutation', map: Int32Array.of(1, 0, 2, 3) }],
 * };
 * const wide = widenParams(a);
 * const moved = actInFloat64(network.view, swap, wide);
 * moved['dense1.bias'].data[0] === wide['dense1.bias'].data[1]; // true
 */
export function actInFloat64(
  network: NetworkView,
  element: GroupElement,
  params: WideParams,
): WideParams {
  const tied = tiedAxes(network);
  const { forms, shift } = elementFormOf(tied, element);
  const moved = actWide(tied.spaces, forms, params);
  return shift === null ? moved : shifted(tied.output!, shift, moved);
}

/**
 * The checked normal form of an element.
 *
 * @throws as `act` does
 */
export function elementFormOf(tied: TiedAxes, element: GroupElement): ElementForm {
  const { spaces, output } = tied;
  let shift: Shift | null = null;
  const forms: Record<string, NormalForms[string]> = {};
  for (const [name, factors] of Object.entries(element)) {
    const shifts = factors.filter(isShift);
    if (output !== null && name === output.node && shifts.length === factors.length) {
      for (const each of shifts) {
        checkShift(each, output);
        shift = shift === null ? each : addShifts(each, shift);
      }
      continue;
    }
    const space = spaceOf(spaces, name);
    forms[name] = formOf(unitFactors(factors, space), space.size);
  }
  return { forms, shift };
}

/** The checked normal forms of an element without a shift. @throws as `act` does */
export function formsOf(spaces: readonly UnitSpace[], element: GroupElement): NormalForms {
  return elementFormOf({ spaces, output: null, unclaimed: [] }, element).forms;
}

function isShift(factor: GroupFactor): factor is Extract<GroupFactor, { kind: 'shift' }> {
  return factor.kind === 'shift';
}

function unitFactors(factors: readonly GroupFactor[], space: UnitSpace): readonly UnitFactor[] {
  return factors.map((factor) => {
    if (factor.kind === 'shift')
      throw new IsthmusError(
        'symmetry/not-a-symmetry',
        `Space "${space.name}": a shift raises all outputs, so it goes by the id of the layer that gives them; hidden units have none.`,
        { space: space.name },
      );
    checkFactor(factor, space);
    return factor;
  });
}
