import { evenly, lerp, type Params } from '@isthmus/core';
import type { Optimizer } from '@isthmus/core/contract';
import type { Band } from './band.js';
import type { EdgeScans } from './search.js';

/** Which beads a cycle begins with. */
export interface Insertion {
  /** `equal`: evenly on every segment; `highest`: where the loss rises most above the chord. */
  readonly insert: 'equal' | 'highest';
  /** `equal`: new beads on each segment; `highest`: on all together, at most one on each. */
  readonly count: number;
  /** `highest`: the part of the range of the losses that a rise must exceed. */
  readonly threshold: number;
}

/** For each segment the t, increasing, at which beads are inserted. */
type Places = readonly (readonly number[])[];

/**
 * The band with new beads on its segments. Their distances share that of the segment. Every bead's
 * optimizer starts anew: Adam would go on for a thousand steps with the squares of gradients that were
 * met high up, and its steps would be too small.
 *
 * @param scans the losses of each segment at evenly spaced points, both ends included
 */
export function inserted(
  insertion: Insertion,
  optimizer: Optimizer<unknown>,
  band: Band,
  scans: EdgeScans,
): Band {
  const places =
    insertion.insert === 'equal'
      ? scans.map(() => evenly(insertion.count + 2).slice(1, -1))
      : highestPlaces(insertion, band, scans);
  const vertices = places.flatMap((at, segment) => [
    band.vertices[segment]!,
    ...at.map((t) => lerp(band.vertices[segment]!, band.vertices[segment + 1]!, t)),
  ]);
  const spacing = places.flatMap((at, segment) =>
    [...at, 1].map((t, i) => (t - (at[i - 1] ?? 0)) * band.spacing[segment]!),
  );
  return { ...band, ...restarted(optimizer, [...vertices, band.vertices.at(-1)!]), spacing };
}

/** Vertices with a new optimizer state for each bead. */
export function restarted(
  optimizer: Optimizer<unknown>,
  vertices: readonly Params[],
): Pick<Band, 'vertices' | 'memories'> {
  return { vertices, memories: vertices.slice(1, -1).map((bead) => optimizer.init(bead)) };
}

/**
 * A band without beads gets one in any case: it was found to rise above the level, and nothing would
 * move.
 */
function highestPlaces(
  { count, threshold }: Insertion,
  { memories }: Band,
  scans: EdgeScans,
): Places {
  const range = Math.max(...scans.flat()) - Math.min(...scans.flat());
  const least = memories.length === 0 ? -Infinity : threshold * range;
  const rises = scans.map(highestRise);
  const chosen = rises
    .map(({ rise }, segment) => ({ rise, segment }))
    .filter(({ rise }) => rise > least)
    .sort((p, q) => q.rise - p.rise)
    .slice(0, count);
  return rises.map(({ t }, segment) => (chosen.some((one) => one.segment === segment) ? [t] : []));
}

/** Where, inside a segment, the loss rises most above the line between those of its ends. */
function highestRise(losses: readonly number[]): { readonly t: number; readonly rise: number } {
  const [first, last] = [losses[0]!, losses.at(-1)!];
  const at = evenly(losses.length);
  const rises = at.map((t, i) => ({ t, rise: losses[i]! - ((1 - t) * first + t * last) }));
  return rises.slice(1, -1).reduce((best, next) => (next.rise > best.rise ? next : best));
}
