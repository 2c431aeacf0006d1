import type { GroupElement, GroupFactor } from '@isthmus/core/contract';
import { composeMaps, identityMap, invertMap } from './permutation.js';

/**
 * All factors on one space in one: unit i of the result is `by[i]` times unit `map[i]` of the
 * argument.
 */
export interface NormalForm {
  readonly map: Int32Array;
  /** Never 0; negative where the sign flips. */
  readonly by: Float64Array;
}

/** The element that changes nothing. */
export function identityForm(size: number): NormalForm {
  return { map: identityMap(size), by: new Float64Array(size).fill(1) };
}

/**
 * Factors in the order in which they act, as one.
 *
 * @param size the number of units of the space
 * @example
 * const swap = { kind: 'permutation', map: Int32Array.of(1, 0) } as const;
 * const double = { kind: 'scaling', by: Float64Array.of(2, 1) } as const;
 * // Unit 0 is doubled after the exchange.
 * formOf([swap, double], 2); // { map: Int32Array.of(1, 0), by: Float64Array.of(2, 1) }
 */
export function formOf(factors: readonly GroupFactor[], size: number): NormalForm {
  return factors
    .map(formOfFactor)
    .reduce((first, second) => composeForms(second, first), identityForm(size));
}

/**
 * `first`, then `second`.
 *
 * @example
 * const swap = formOf([{ kind: 'permutation', map: Int32Array.of(1, 0) }], 2);
 * composeForms(swap, swap).map; // Int32Array.of(0, 1)
 */
export function composeForms(second: NormalForm, first: NormalForm): NormalForm {
  return {
    map: composeMaps(second.map, first.map),
    by: second.by.map((by, i) => by * first.by[second.map[i]!]!),
  };
}

/**
 * The form that undoes another (scales: but for rounding in float64).
 *
 * @example
 * const turn = formOf([{ kind: 'permutation', map: Int32Array.of(1, 2, 0) }], 3);
 * invertForm(turn).map; // Int32Array.of(2, 0, 1)
 */
export function invertForm(form: NormalForm): NormalForm {
  const map = invertMap(form.map);
  return { map, by: Float64Array.from(map, (i) => 1 / form.by[i]!) };
}

/**
 * The factors of a form: always a permutation; signs and scales only where they change anything.
 *
 * @example
 * const flip = formOf([{ kind: 'sign', by: Int8Array.of(1, -1) }], 2);
 * factorsOf(flip).map(({ kind }) => kind); // ['permutation', 'sign']
 */
export function factorsOf(form: NormalForm): readonly GroupFactor[] {
  const flips = form.by.some((by) => by < 0);
  const scales = form.by.some((by) => Math.abs(by) !== 1);
  return [
    { kind: 'permutation', map: form.map },
    ...(flips ? [{ kind: 'sign' as const, by: Int8Array.from(form.by, Math.sign) }] : []),
    ...(scales ? [{ kind: 'scaling' as const, by: form.by.map(Math.abs) }] : []),
  ];
}

/**
 * The element that acts as `first` and then `second`, its factors gathered to one of a kind.
 *
 * @example
 * const double: GroupElement = { dense1: [{ kind: 'scaling', by: Float64Array.of(2, 1) }] };
 * const [, scaling] = composeElements(double, double).dense1;
 * scaling; // { kind: 'scaling', by: Float64Array.of(4, 1) }
 */
export function composeElements(second: GroupElement, first: GroupElement): GroupElement {
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return Object.fromEntries(
    names.map((name) => {
      const factors = [...(first[name] ?? []), ...(second[name] ?? [])];
      return [name, factorsOf(formOf(factors, sizeOfFactors(factors)))];
    }),
  );
}

/**
 * The element that undoes another.
 *
 * @example
 * const double: GroupElement = { dense1: [{ kind: 'scaling', by: Float64Array.of(2, 1) }] };
 * const [, scaling] = invertElement(double).dense1;
 * scaling; // { kind: 'scaling', by: Float64Array.of(0.5, 1) }
 */
export function invertElement(element: GroupElement): GroupElement {
  return Object.fromEntries(
    Object.entries(element).map(([name, factors]) => [
      name,
      factorsOf(invertForm(formOf(factors, sizeOfFactors(factors)))),
    ]),
  );
}

function formOfFactor(factor: GroupFactor): NormalForm {
  return factor.kind === 'permutation'
    ? { map: factor.map, by: new Float64Array(factor.map.length).fill(1) }
    : { map: identityMap(factor.by.length), by: Float64Array.from(factor.by) };
}

function sizeOfFactors(factors: readonly GroupFactor[]): number {
  const first = factors[0];
  if (first === undefined) return 0;
  return first.kind === 'permutation' ? first.map.length : first.by.length;
}
