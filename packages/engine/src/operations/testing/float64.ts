import type { Rng } from '@isthmus/contract/base';
import type { ReferenceValues, ReferenceVector } from '../../reference/reference.js';

/** Values in float64. */
export type Float64Values = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }>
>;

/** The same values, each leaf given by `f`. */
export function mapValues(
  values: ReferenceValues,
  f: (data: Float64Array, name: string) => Float64Array,
): Float64Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      { shape, data: f(Float64Array.from(data), name) },
    ]),
  );
}

/** `values + step * direction`. */
export function moved(
  values: ReferenceValues,
  direction: ReferenceValues,
  step: number,
): Float64Values {
  return mapValues(values, (data, name) =>
    data.map((value, i) => value + step * direction[name]!.data[i]!),
  );
}

/** Standard normal numbers in the shapes of `values`. */
export function randomDirection(values: ReferenceValues, rng: Rng): Float64Values {
  return mapValues(values, (data) => data.map(() => rng.normal()));
}

/** All numbers of a vector in a row. */
export function flat(vector: ReferenceVector): number[] {
  return Object.values(vector).flatMap((data) => [...data]);
}

/** The inner product of a direction and a vector. */
export function inner(direction: ReferenceValues, vector: ReferenceVector): number {
  let sum = 0;
  for (const [name, leaf] of Object.entries(vector))
    leaf.forEach((value, i) => (sum += value * direction[name]!.data[i]!));
  return sum;
}

/** The largest difference, divided by the largest of the expected numbers. */
export function relativeDifference(came: readonly number[], expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(came[i]! - value))) / largest;
}
