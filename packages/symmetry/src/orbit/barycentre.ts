import { sizeOf, type UnitSpace } from '@isthmus/core';
import { mapWide, type WideLeaf, type WideParams } from '../group/float64.js';

/**
 * The mean of parameters over all joint permutations of hidden units, in closed form (see docs/symmetry.md): every
 * entry becomes the mean over the units of each axis that is permuted. An array that one space binds by
 * two axes keeps the mean of its diagonal apart from that of the rest, as both axes move together.
 *
 * @example
 * const { spaces } = tiedAxes(network.view);
 * const mean = barycentre(spaces, widenParams(a))['dense1.bias'].data;
 * mean[0] === mean[3]; // true
 */
export function barycentre(spaces: readonly UnitSpace[], params: WideParams): WideParams {
  return mapWide(params, (leaf, name) => meanOverUnits(leaf, boundAxes(spaces, name)));
}

interface BoundAxis {
  readonly axis: number;
  readonly space: number;
  readonly size: number;
}

function boundAxes(spaces: readonly UnitSpace[], leaf: string): readonly BoundAxis[] {
  return spaces.flatMap(({ bindings, size }, space) =>
    bindings.filter((one) => one.leaf === leaf).map(({ axis }) => ({ axis, space, size })),
  );
}

function meanOverUnits(leaf: WideLeaf, bound: readonly BoundAxis[]): Float64Array {
  if (bound.length === 0) return leaf.data.slice();
  const orbitOf = entryOrbits(leaf.shape, bound);
  const sums = new Map<number, { sum: number; count: number }>();
  leaf.data.forEach((value, entry) => {
    const orbit = orbitOf(entry);
    const held = sums.get(orbit);
    if (held === undefined) sums.set(orbit, { sum: value, count: 1 });
    else {
      held.sum += value;
      held.count++;
    }
  });
  return leaf.data.map((_, entry) => {
    const { sum, count } = sums.get(orbitOf(entry))!;
    return sum / count;
  });
}

/** A number for each entry; permutations carry entries of one number, and no others, into each other. */
function entryOrbits(
  shape: readonly number[],
  bound: readonly BoundAxis[],
): (entry: number) => number {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const at = (entry: number, axis: number) => Math.floor(entry / strides[axis]!) % shape[axis]!;
  const twice = bound.flatMap((one, i) =>
    bound
      .slice(i + 1)
      .flatMap((other) => (other.space === one.space ? [[one, other] as const] : [])),
  );
  return (entry) => {
    let orbit = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      const own = bound.find((one) => one.axis === axis);
      const index = at(entry, axis);
      orbit = orbit * shape[axis]! + (own === undefined ? index : Math.floor(index / own.size));
    }
    for (const [one, other] of twice) {
      const isSame = at(entry, one.axis) % one.size === at(entry, other.axis) % other.size;
      orbit = 2 * orbit + Number(isSame);
    }
    return orbit;
  };
}
