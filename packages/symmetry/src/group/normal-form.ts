import type { GroupFactor } from '@isthmus/core/contract';
import { composePairs, type InvertiblePair } from './matrix.js';
import { composeMaps, identityMap, invertMap } from './permutation.js';

/** The factors that act on the units of one space. */
export type UnitFactor = Exclude<GroupFactor, { readonly kind: 'shift' }>;

/**
 * All factors on one space in one: unit i of the result is `by[i]` times unit `map[i]` of the
 * argument, then mixed by a matrix where one is there.
 */
export interface NormalForm {
  readonly map: Int32Array;
  /** Never 0; negative where the sign flips, or the unit is reflected. */
  readonly by: Float64Array;
  /** What mixes the units after that; absent where nothing does. */
  readonly mix?: InvertiblePair;
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
export function formOf(factors: readonly UnitFactor[], size: number): NormalForm {
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
  const map = composeMaps(second.map, first.map);
  const by = second.by.map((factor, i) => factor * first.by[second.map[i]!]!);
  const mixes = [second.mix, first.mix && carried(first.mix, second)].filter(
    (mix) => mix !== undefined,
  );
  return mixes.length === 0 ? { map, by } : { map, by, mix: mixes.reduce(composePairs) };
}

/** `m mix m⁻¹`, for m the permutation and the factors of a form: a mix before them as one after. */
function carried({ matrix, inverse }: InvertiblePair, { map, by }: NormalForm): InvertiblePair {
  const n = map.length;
  const carry = (entries: Float64Array) =>
    entries.map((_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return (by[i]! * entries[map[i]! * n + map[j]!]!) / by[j]!;
    });
  return { matrix: carry(matrix), inverse: carry(inverse) };
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
  const undone: NormalForm = { map, by: Float64Array.from(map, (i) => 1 / form.by[i]!) };
  if (form.mix === undefined) return undone;
  const { matrix, inverse } = form.mix;
  return { ...undone, mix: carried({ matrix: inverse, inverse: matrix }, undone) };
}

/**
 * The factors of a form: always a permutation; the others only where they change anything.
 *
 * @example
 * const flip = formOf([{ kind: 'sign', by: Int8Array.of(1, -1) }], 2);
 * factorsOf(flip).map(({ kind }) => kind); // ['permutation', 'sign']
 */
export function factorsOf(form: NormalForm): readonly UnitFactor[] {
  const flips = form.by.some((by) => by < 0);
  const scales = form.by.some((by) => Math.abs(by) !== 1);
  return [
    { kind: 'permutation', map: form.map },
    ...(flips ? [{ kind: 'sign' as const, by: Int8Array.from(form.by, Math.sign) }] : []),
    ...(scales ? [{ kind: 'scaling' as const, by: form.by.map(Math.abs) }] : []),
    ...(form.mix === undefined ? [] : [{ kind: 'linear' as const, ...form.mix }]),
  ];
}

/** The number of units that a factor is about. */
export function unitsOfFactor(factor: UnitFactor): number {
  if (factor.kind === 'permutation') return factor.map.length;
  return factor.kind === 'linear' ? Math.sqrt(factor.matrix.length) : factor.by.length;
}

function formOfFactor(factor: UnitFactor): NormalForm {
  if (factor.kind === 'permutation')
    return { map: factor.map, by: new Float64Array(factor.map.length).fill(1) };
  if (factor.kind === 'linear') {
    const { matrix, inverse } = factor;
    return { ...identityForm(unitsOfFactor(factor)), mix: { matrix, inverse } };
  }
  return { map: identityMap(factor.by.length), by: Float64Array.from(factor.by) };
}
