import type { ChordMargin } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { unflatten } from '@isthmus/contract/parameters';
import { isWorse, measureChord, weighChord } from './chord.js';
import type { LossLandscape } from './landscape.js';

/** The chord from one side of a point to the other. */
export interface ChordAround extends ChordMargin {
  /** The distance from the point to each end. */
  readonly step: number;
  readonly p: Params;
  readonly q: Params;
}

/** Steps as parts of the point's own norm; of 1, where that is less. */
const STEPS = [1e-4, 1e-3, 1e-2, 1e-1];

/**
 * Walks along a direction to both sides of a point and holds the loss between against the chord. A
 * negative eigenvalue says that the loss bends down along its direction; a chord that runs below the
 * loss by more than the rounding proves it, whatever the Hessian's own rounding. Of several lengths
 * the one is taken that rises most above its chord.
 *
 * @param direction a unit vector `[P]`
 * @example
 * const landscape = networkLandscape(network, loss, data.splits.probe);
 * const w = flatten(network.spec, a);
 * const { smallest } = hessianExtremes(landscape, w, { steps: 20, rng });
 * walkAlong(landscape, w, smallest.vector).step > 0; // true
 */
export function walkAlong(
  landscape: LossLandscape,
  w: Float64Array,
  direction: Float64Array,
): ChordAround {
  const size = Math.max(1, Math.hypot(...w));
  const walks = STEPS.map((part) => {
    const step = part * size;
    const to = (side: number) =>
      unflatten(
        landscape.spec,
        w.map((entry, i) => entry + side * step * direction[i]!),
      );
    const [p, q] = [to(1), to(-1)];
    return { step, p, q, chord: measureChord(landscape, p, q, 0.5) };
  });
  const { step, p, q, chord } = walks.reduce((a, b) => (isWorse(b.chord, a.chord) ? b : a));
  return { step, p, q, ...weighChord(landscape, p, q, 0.5, chord) };
}
