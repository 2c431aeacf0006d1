import { tiedAxes, type TiedAxes } from '@isthmus/core';
import type { GroupElement, NetworkView } from '@isthmus/core/contract';
import { elementFormOf, type ElementForm } from './act.js';
import type { NormalForms } from './act-wide.js';
import {
  composeForms,
  factorsOf,
  identityForm,
  invertForm,
  type NormalForm,
} from './normal-form.js';
import { addShifts, carriedShift, negatedShift, type Shift } from './shift.js';

/**
 * Checks that an element is one of a network's symmetry group.
 *
 * @throws `symmetry/unknown-space`, `symmetry/misfit` or `symmetry/not-a-symmetry`, saying of which
 * space, what was expected and what came
 * @example
 * checkElement(network.view, { dense1: [{ kind: 'sign', by: Int8Array.of(1) }] }); // throws symmetry/misfit
 */
export function checkElement(network: NetworkView, element: GroupElement): void {
  elementFormOf(tiedAxes(network), element);
}

/**
 * The element that acts as `first` and then `second`, its factors gathered to one of a kind.
 *
 * @throws as `act` does
 * @example
 * const double: GroupElement = { dense1: [{ kind: 'scaling', by: Float64Array.of(2, 1, 1, 1) }] };
 * const { dense1 } = composeElements(network.view, double, double);
 * dense1[1]; // { kind: 'scaling', by: Float64Array.of(4, 1, 1, 1) }
 */
export function composeElements(
  network: NetworkView,
  second: GroupElement,
  first: GroupElement,
): GroupElement {
  const tied = tiedAxes(network);
  const [last, before] = [elementFormOf(tied, second), elementFormOf(tied, first)];
  const sizes = new Map(tied.spaces.map(({ name, size }) => [name, size]));
  const names = [...new Set([...Object.keys(before.forms), ...Object.keys(last.forms)])];
  const forms = names.map((name): [string, NormalForm] => {
    const still = identityForm(sizes.get(name)!);
    return [name, composeForms(last.forms[name] ?? still, before.forms[name] ?? still)];
  });
  const carried = before.shift && carry(tied, last.forms, before.shift);
  const shift = carried && last.shift ? addShifts(last.shift, carried) : (last.shift ?? carried);
  return elementOfForm(tied, { forms: Object.fromEntries(forms), shift });
}

/**
 * The element that undoes another.
 *
 * @throws as `act` does
 * @example
 * const double: GroupElement = { dense1: [{ kind: 'scaling', by: Float64Array.of(2, 1, 1, 1) }] };
 * const { dense1 } = invertElement(network.view, double);
 * dense1[1]; // { kind: 'scaling', by: Float64Array.of(0.5, 1, 1, 1) }
 */
export function invertElement(network: NetworkView, element: GroupElement): GroupElement {
  const tied = tiedAxes(network);
  const given = elementFormOf(tied, element);
  const forms = Object.fromEntries(
    Object.entries(given.forms).map(([name, form]) => [name, invertForm(form)]),
  );
  const shift = given.shift && carry(tied, forms, negatedShift(given.shift));
  return elementOfForm(tied, { forms, shift });
}

/**
 * Whether two elements act alike: entry by entry of their normal forms, to a part of the entry or of 1.
 *
 * @param tolerance 0 asks for equal numbers
 * @throws as `act` does
 * @example
 * const none: GroupElement = { dense1: [] };
 * sameElement(network.view, none, {}); // true
 */
export function sameElement(
  network: NetworkView,
  one: GroupElement,
  other: GroupElement,
  tolerance = 0,
): boolean {
  const tied = tiedAxes(network);
  const [a, b] = [numbersOf(tied, one), numbersOf(tied, other)];
  return a.every((value, i) => {
    const apart = Math.abs(value - b[i]!);
    return apart <= tolerance * Math.max(1, Math.abs(value), Math.abs(b[i]!));
  });
}

/** An element in normal form as factors. */
export function elementOfForm(tied: TiedAxes, { forms, shift }: ElementForm): GroupElement {
  const units = Object.entries(forms).map(([name, form]) => [name, factorsOf(form)] as const);
  if (shift === null) return Object.fromEntries(units);
  return Object.fromEntries([...units, [tied.output!.node, [{ kind: 'shift', ...shift }]]]);
}

function carry(tied: TiedAxes, forms: NormalForms, shift: Shift): Shift {
  return carriedShift(tied.spaces, tied.output!, forms, shift);
}

/** All numbers of a normal form, in one order for all elements of a network. */
function numbersOf({ spaces, output }: TiedAxes, element: GroupElement): readonly number[] {
  const { forms, shift } = elementFormOf({ spaces, output, unclaimed: [] }, element);
  const units = spaces.flatMap(({ name, size }) => {
    const { map, by, mix } = forms[name] ?? identityForm(size);
    const one = (_: unknown, at: number) => Number(at % (size + 1) === 0);
    const matrix = mix?.matrix ?? Float64Array.from({ length: size ** 2 }, one);
    // Of a linear space permutation, factors and matrix are one matrix, whichever does what.
    return spaces.find((space) => space.name === name)!.linear
      ? Array.from(matrix, (_, at) => wholeEntry({ map, by }, matrix, at))
      : [...map, ...by];
  });
  const shiftNumbers = shift ?? { weights: new Float64Array(output?.inputs ?? 0), bias: 0 };
  return [...units, ...shiftNumbers.weights, shiftNumbers.bias];
}

/** An entry of `matrix · diag(by) · P`. */
function wholeEntry({ map, by }: NormalForm, matrix: Float64Array, at: number): number {
  const n = map.length;
  const [row, column] = [Math.floor(at / n), at % n];
  const from = map.indexOf(column);
  return matrix[row * n + from]! * by[from]!;
}
