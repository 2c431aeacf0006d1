import type { ChordMargin } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { flatten } from '@isthmus/contract/parameters';
import type { LossLandscape } from './landscape.js';

/** A chord with the losses at its ends and between them. */
export interface MeasuredChord {
  readonly losses: { readonly p: number; readonly q: number; readonly between: number };
  /** By how much the loss between rises above the chord. */
  readonly margin: number;
}

/** Four units of roundoff: two products and a sum, and room. */
const POINT_ROUNDING = 4 * 2 ** -53;

/**
 * The loss between two points against the chord: `f(s p + (1-s) q) - (s f(p) + (1-s) f(q))`, which is
 * above 0 for no convex f.
 *
 * @param s the weight of p, in [0, 1]
 * @source Boyd and Vandenberghe 2004, Convex Optimization, section 3.1.1 (definition)
 * @example
 * const landscape = networkLandscape(network, loss, data.splits.probe);
 * measureChord(landscape, a, b, 1).margin; // 0
 */
export function measureChord(
  landscape: LossLandscape,
  p: Params,
  q: Params,
  s: number,
): MeasuredChord {
  const ends = endsOfChord(landscape, p, q);
  const losses = {
    p: landscape.value(ends.p),
    q: landscape.value(ends.q),
    between: landscape.value(pointBetween(ends, s)),
  };
  return { losses, margin: losses.between - (s * losses.p + (1 - s) * losses.q) };
}

/**
 * Whether the loss rises farther above a chord than above another. Where losses are not finite nothing
 * can be proved, so any other chord comes first.
 */
export function isWorse(one: MeasuredChord, other: MeasuredChord): boolean {
  if (!Number.isFinite(one.margin)) return false;
  return !Number.isFinite(other.margin) || one.margin > other.margin;
}

/**
 * Holds a margin against the rounding of everything that it was computed from: the losses at both ends
 * and between them, and the point between, whose entries are rounded to float64.
 *
 * @example
 * const landscape = networkLandscape(network, loss, data.splits.probe);
 * const chord = measureChord(landscape, a, a, 0.5);
 * weighChord(landscape, a, a, 0.5, chord).proof; // false
 */
export function weighChord(
  landscape: LossLandscape,
  p: Params,
  q: Params,
  s: number,
  { losses, margin }: MeasuredChord,
): ChordMargin {
  const ends = endsOfChord(landscape, p, q);
  const none = new Float64Array(ends.p.length);
  const slack = ends.p.map((x, i) => POINT_ROUNDING * Math.max(Math.abs(x), Math.abs(ends.q[i]!)));
  const sums =
    POINT_ROUNDING * (Math.abs(losses.p) + Math.abs(losses.q) + Math.abs(losses.between));
  const rounding =
    landscape.rounding(pointBetween(ends, s), slack) +
    s * landscape.rounding(ends.p, none) +
    (1 - s) * landscape.rounding(ends.q, none) +
    sums;
  return { margin, rounding, proof: margin > rounding };
}

interface Ends {
  readonly p: Float64Array;
  readonly q: Float64Array;
}

function endsOfChord({ spec }: LossLandscape, p: Params, q: Params): Ends {
  return { p: flatten(spec, p), q: flatten(spec, q) };
}

function pointBetween({ p, q }: Ends, s: number): Float64Array {
  return p.map((entry, i) => s * entry + (1 - s) * q[i]!);
}
