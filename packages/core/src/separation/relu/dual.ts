import { dotOf, floorOf, primitive } from '../whole.js';
import { signedRays, type SignedRay, type UnitPlace, type WholeProblem } from './cells.js';

/**
 * One whole number a sample, r, with `r · y > 0`, and with a free output bias `Σ r = 0`. Where no
 * prediction f of some units has `r · f > 0`, they lose at least `(r · y)² / (N |r|²)`: for every α > 0,
 * `|y - f|² >= 2 α r · (y - f) - α² |r|² >= 2 α r · y - α² |r|²`, and α is chosen best. All of it is exact.
 */
export type DualVector = readonly bigint[];

/**
 * A dual vector of the units in these places whose bound is their least loss, or a little less where
 * float64 has mistaken what that needs: what is left of the targets beside the span of `needed`.
 *
 * @param needed the rays on which the least loss is taken, as far as float64 tells
 * @returns null where the bound is 0
 */
export function dualOf(
  { columns, targets, outputBias }: WholeProblem,
  places: readonly UnitPlace[],
  needed: readonly SignedRay[],
): DualVector | null {
  const ones = targets.digits.map(() => 1n);
  const span = outputBias ? [orthogonal(ones, [])] : [];
  const add = (ray: number) => {
    const beside = orthogonal(columns[ray]!, span);
    if (beside.some((entry) => entry !== 0n)) span.push(beside);
  };
  for (const { ray } of needed) add(ray);
  // Every round adds a ray that was not spanned, so there are at most as many as samples.
  for (;;) {
    const dual = orthogonal(targets.digits, span);
    if (dotOf(dual, targets.digits) <= 0n) return null;
    const violated = signedRays(places).find(
      ({ sign, ray }) => BigInt(sign) * dotOf(dual, columns[ray]!) > 0n,
    );
    if (violated === undefined) return dual;
    add(violated.ray);
  }
}

/** A positive multiple of what is left of a vector beside the span of others, which are orthogonal to each other. */
function orthogonal(
  vector: readonly bigint[],
  others: readonly (readonly bigint[])[],
): readonly bigint[] {
  return others.reduce((left, other) => {
    const [size, along] = [dotOf(other, other), dotOf(other, left)];
    return along === 0n ? left : primitive(left.map((entry, i) => size * entry - along * other[i]!)); // prettier-ignore
  }, primitive(vector));
}

/** The bound of a dual vector, rounded down. */
export function boundOf({ targets }: WholeProblem, dual: DualVector): number {
  const along = dotOf(dual, targets.digits);
  if (along <= 0n) return 0;
  const size = BigInt(dual.length) * dotOf(dual, dual);
  return floorOf(along * along, size, 2 * targets.exponent);
}

/** Which units a dual vector binds: with these signs on these rays no prediction is along it. */
export interface DualReach {
  /** For every ray 1 where units of sign 1 may lie on it, -1 for the other sign, 0 for both. */
  readonly signs: Int8Array;
}

/** The reach of a dual vector; exact. */
export function reachOf({ columns }: WholeProblem, dual: DualVector): DualReach {
  return {
    signs: Int8Array.from(columns, (column) => {
      const along = dotOf(dual, column);
      return along === 0n ? 0 : along < 0n ? 1 : -1;
    }),
  };
}

/** Whether units in these places lose at least the bound of a dual vector of this reach. */
export function binds({ signs }: DualReach, places: readonly UnitPlace[]): boolean {
  return places.every(({ sign, rays }) => rays.every((ray) => signs[ray] !== -sign));
}
