import { lerpEntry } from '../../parameters/parameters.js';
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

/** The entries `(1-t)a + t b` from a place on, as many as `out` holds. */
export function entriesBetween(
  a: Float32Array | Float64Array,
  b: Float32Array | Float64Array,
  t: number,
  start: number,
  out: Float64Array,
): Float64Array {
  if (!(t > 0 && t < 1)) {
    for (let i = 0; i < out.length; i++) out[i] = lerpEntry(a[start + i]!, b[start + i]!, t);
    return out;
  }
  // Strictly inside, the formula keeps zeros and their signs by itself, so that equal entries need
  // none of lerpEntry's care for them, which costs several times the formula.
  const rest = 1 - t;
  for (let i = 0; i < out.length; i++) {
    const from = a[start + i]!;
    const to = b[start + i]!;
    out[i] = from === to && from !== 0 ? from : rest * from + t * to;
  }
  return out;
}
