import { entriesBetween } from '@isthmus/contract/internal';
import type { ReferenceValues } from './reference.js';

/** The point `(1-t)from + t to` in float64, without rounding; at both ends it is the end itself. */
export function between(from: ReferenceValues, to: ReferenceValues, t: number): ReferenceValues {
  return Object.fromEntries(
    Object.entries(from).map(([name, { shape, data }]) => [
      name,
      { shape, data: entriesBetween(data, to[name]!.data, t, 0, new Float64Array(data.length)) },
    ]),
  );
}
