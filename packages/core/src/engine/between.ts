import type { ReferenceValues } from '../network/reference/reference.js';
import { leafOf, lerpEntry } from '../parameters/parameters.js';
import type { Leaf, Params } from '../parameters/parameters.js';

/** The point `(1-t)from + t to` in float64, without rounding; at both ends it is the end itself. */
export function between(from: Params, to: Params, t: number): ReferenceValues {
  return Object.fromEntries(
    Object.entries(from).map(([name, leaf]) => [
      name,
      { shape: leaf.shape, data: betweenData(leaf, leafOf(to, name), t) },
    ]),
  );
}

function betweenData({ data: from }: Leaf, { data: to }: Leaf, t: number): Float64Array {
  const data = new Float64Array(from.length);
  for (let i = 0; i < data.length; i++) data[i] = lerpEntry(from[i]!, to[i]!, t);
  return data;
}
