import type { SwapGap } from '@isthmus/contract';
import type { AxisBinding, UnitSpace } from '@isthmus/engine';
import { leafOf, type Params, sizeOf } from '@isthmus/contract/parameters';
import { isWorse, measureChord, weighChord, type MeasuredChord } from './chord.js';
import type { LossLandscape } from './landscape.js';

/** Swaps that are tried in one layer; more pairs than this are thinned evenly. */
const MOST_SWAPS = 66;

/** One swap of two units with its chord. */
interface Swap {
  readonly units: readonly [number, number];
  readonly copy: Params;
  readonly chord: MeasuredChord;
}

/**
 * The swap of two units of one layer whose midpoint lies highest. The copy with its units swapped
 * computes the same function, so for a convex loss the midpoint would not lie above it.
 *
 * @returns null for a layer of fewer than two units
 * @example
 * const [hidden] = tiedAxes(network.view).spaces;
 * const landscape = networkLandscape(network, loss, data.splits.probe);
 * worstSwap(landscape, hidden, a)?.tried; // 6
 */
export function worstSwap(
  landscape: LossLandscape,
  space: UnitSpace,
  params: Params,
): SwapGap | null {
  const pairs = thinned(pairsOf(space.size), MOST_SWAPS);
  const swaps = pairs.map((units): Swap => {
    const copy = unitsSwapped(space.bindings, units, params);
    return { units, copy, chord: measureChord(landscape, params, copy, 0.5) };
  });
  const [first] = swaps;
  if (first === undefined) return null;
  const worst = swaps.reduce((a, b) => (isWorse(b.chord, a.chord) ? b : a), first);
  const { units, copy, chord } = worst;
  return {
    space: space.name,
    units,
    // Of the copy it is the same number, but for the order of its sums.
    loss: chord.losses.p,
    midpoint: chord.losses.between,
    tried: swaps.length,
    ...weighChord(landscape, params, copy, 0.5, chord),
  };
}

/**
 * The parameters with two units of a layer in each other's place, bit for bit.
 *
 * @example
 * const [hidden] = tiedAxes(network.view).spaces;
 * const copy = unitsSwapped(hidden.bindings, [0, 1], a);
 * sameBits(unitsSwapped(hidden.bindings, [0, 1], copy), a); // true
 */
export function unitsSwapped(
  bindings: readonly AxisBinding[],
  units: readonly [number, number],
  params: Params,
): Params {
  return bindings.reduce<Params>(
    (held, binding) => ({ ...held, [binding.leaf]: swappedAlong(held, binding, units) }),
    params,
  );
}

function swappedAlong(
  params: Params,
  { leaf, axis, blocks }: AxisBinding,
  [i, j]: readonly [number, number],
) {
  const { shape, data } = leafOf(params, leaf);
  const size = shape[axis]! / blocks;
  const inner = sizeOf(shape.slice(axis + 1));
  const moved = Float32Array.from(data);
  for (let row = 0; row * inner < data.length; row++) {
    const unit = row % size;
    if (unit !== i && unit !== j) continue;
    const from = (row - unit + (unit === i ? j : i)) * inner;
    moved.set(data.subarray(from, from + inner), row * inner);
  }
  return { shape, data: moved };
}

function pairsOf(size: number): readonly (readonly [number, number])[] {
  const units = Array.from({ length: size }, (_, i) => i);
  return units.flatMap((i) => units.slice(i + 1).map((j) => [i, j] as const));
}

function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, k) => items[Math.floor((k * items.length) / most)]!);
}
