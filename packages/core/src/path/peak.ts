import { IsthmusError } from '@isthmus/contract/base';
import type { Peak, Problem, Profile } from '@isthmus/contract';
import { indexOfLargest, NO_SAMPLES, peakOf, rank } from './profile.js';

/** How thoroughly the largest loss of a segment is sought. */
export interface PeakOptions {
  /** Evenly spaced samples, both ends included; at least 33. */
  readonly gridPoints: number;
  /** How many of the grid's highest local maxima are refined. */
  readonly brackets: number;
  /**
   * Width in t to which the bracket of the highest sample is narrowed. The other brackets are
   * narrowed to its square root, until one of them becomes the highest.
   */
  readonly tolerance: number;
}

/** The search that judges every path: t is exact to 2^-20 where the maximum is smooth. */
export const PEAK_SEARCH: PeakOptions = { gridPoints: 33, brackets: 3, tolerance: 2 ** -20 };

/**
 * The search that judges the paths of a problem: a search that looks no less closely claims nothing that
 * the judge refutes.
 *
 * @example
 * peakSearchOf({ gridPoints: 257 }).gridPoints; // 257
 * peakSearchOf({}).gridPoints; // 33
 */
export function peakSearchOf({ gridPoints }: Pick<Problem, 'gridPoints'>): PeakOptions {
  return gridPoints === undefined ? PEAK_SEARCH : { ...PEAK_SEARCH, gridPoints };
}

/** The coarsest grid that is accepted. */
export const MIN_GRID_POINTS = 33;

/** A peak with the samples that it was chosen from. */
export interface FoundPeak extends Peak {
  readonly samples: Profile;
  readonly evaluations: number;
}

/**
 * Finds the largest loss on a segment: `t* in argmax over [0, 1]`, the smallest such t among the
 * samples. A grid, then golden sections in the brackets around its highest points; where the
 * maximum is an end, t is exactly 0 or 1.
 *
 * The answer is a lower bound of the true maximum. A spike narrower than the spacing of the grid,
 * between two of its points, is missed; only a certificate excludes it.
 *
 * @param lossAt the loss at t in [0, 1]
 * @throws `path/coarse-grid` for fewer than 33 grid points
 * @example
 * const { t, loss } = findPeak((t) => t * (1 - t));
 * [t, loss]; // [0.5, 0.25]
 */
export function findPeak(
  lossAt: (t: number) => number,
  options: PeakOptions = PEAK_SEARCH,
): FoundPeak {
  let samples = NO_SAMPLES;
  for (let t = nextSample(samples, options); t !== null; t = nextSample(samples, options))
    samples = withSample(samples, t, lossAt(t));
  return { ...peakOf(samples), samples, evaluations: samples.t.length };
}

/**
 * The next t at which the search for a peak wants the loss, or null when it is done. It follows from
 * the samples alone, so a search can be cut into steps, stored and resumed.
 *
 * @param known the samples so far, by increasing t; begin with `NO_SAMPLES`
 * @throws `path/coarse-grid` for fewer than 33 grid points
 * @example
 * nextSample(NO_SAMPLES, PEAK_SEARCH); // 0
 * nextSample({ t: [0], loss: [0.1] }, PEAK_SEARCH); // 1 / 32
 */
export function nextSample(known: Profile, options: PeakOptions): number | null {
  checkGrid(options);
  const last = options.gridPoints - 1;
  if (known.t.length <= last) return known.t.length / last;
  const brackets = bracketsOf(known, options);
  const lead = brackets.reduce((a, b) => (rank(b.loss) > rank(a.loss) ? b : a));
  const fine = Math.max(options.tolerance, FINEST);
  const open = brackets.find(
    (bracket) => bracket.hi - bracket.lo > (bracket === lead ? fine : Math.sqrt(fine)),
  );
  return open === undefined ? null : probe(open, open === lead ? fine : Math.sqrt(fine));
}

/**
 * The samples with one more, in order of t.
 *
 * @example
 * withSample({ t: [0, 1], loss: [3, 4] }, 0.5, 9); // { t: [0, 0.5, 1], loss: [3, 9, 4] }
 */
export function withSample(known: Profile, t: number, loss: number): Profile {
  // The samples of a grid come in order, so that most belong at the end.
  let at = known.t.length;
  while (at > 0 && known.t[at - 1]! > t) at--;
  return { t: inserted(known.t, at, t), loss: inserted(known.loss, at, loss) };
}

/** As `toSpliced`, which takes many times as long and is called for every loss of a search. */
function inserted(numbers: readonly number[], at: number, number: number): readonly number[] {
  const copy = numbers.slice();
  if (at === copy.length) copy.push(number);
  else copy.splice(at, 0, number);
  return copy;
}

/** Three neighbouring samples, the middle one highest; at an end of the segment two coincide. */
interface Bracket {
  readonly lo: number;
  readonly mid: number;
  readonly hi: number;
  /** At `mid`. */
  readonly loss: number;
  readonly lossLo: number;
  readonly lossHi: number;
  /** Samples between the points of the grid around it. */
  readonly inside: number;
}

/** Narrower brackets would ask for a t that float64 cannot tell from its neighbours. */
const FINEST = 2 ** -40;

/** (3 - sqrt 5) / 2: the part of an interval at which the golden section cuts it. */
const GOLDEN = 0.3819660112501051;

/** The current brackets within the highest local maxima of the grid, the grid's highest first. */
function bracketsOf(known: Profile, { gridPoints, brackets }: PeakOptions): readonly Bracket[] {
  const grid = gridIndices(known, gridPoints);
  const lossOf = (k: number) => rank(known.loss[grid[k]!]!);
  const maxima = grid
    .map((_, k) => k)
    .filter((k) => isLocalMaximum(k, grid.length, lossOf))
    .sort((i, j) => descending(lossOf(i), lossOf(j)) || i - j);
  return maxima
    .slice(0, brackets)
    .map((k) =>
      narrowed(known, grid[Math.max(k - 1, 0)]!, grid[Math.min(k + 1, grid.length - 1)]!),
    );
}

/** A plain difference would be NaN for two infinities. */
function descending(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

/** Where the grid's points stand among the samples: their t are the numbers k/last, in order. */
function gridIndices({ t }: Profile, gridPoints: number): readonly number[] {
  const last = gridPoints - 1;
  const indices: number[] = [];
  for (let i = 0; i < t.length; i++) if (t[i] === indices.length / last) indices.push(i);
  return indices;
}

/** Strictly above the left neighbour, so that a plateau counts once, by its leftmost point. */
function isLocalMaximum(k: number, size: number, lossOf: (k: number) => number): boolean {
  return (k === 0 || lossOf(k) > lossOf(k - 1)) && (k === size - 1 || lossOf(k) >= lossOf(k + 1));
}

function narrowed({ t, loss }: Profile, from: number, to: number): Bracket {
  const best = indexOfLargest(loss, from, to);
  return {
    lo: t[Math.max(best - 1, from)]!,
    mid: t[best]!,
    hi: t[Math.min(best + 1, to)]!,
    loss: loss[best]!,
    lossLo: loss[Math.max(best - 1, from)]!,
    lossHi: loss[Math.min(best + 1, to)]!,
    inside: to - from,
  };
}

/**
 * Where to look next in a bracket: at the vertex of the parabola through its three samples, which
 * finds a smooth maximum in a few steps; where that is the middle sample already, so near beside it
 * that the bracket can close; and every third time at the golden section, which needs no smoothness
 * (as in Brent, Algorithms for Minimization without Derivatives, 1973, chapter 5).
 */
function probe(bracket: Bracket, tolerance: number): number {
  const { lo, mid, hi, inside } = bracket;
  if (inside % 3 === 0) return goldenSection(bracket);
  const reach = CLOSING * tolerance;
  const vertex = parabolaVertex(bracket);
  if (!(Math.abs(vertex - mid) > reach)) return hi - mid > mid - lo ? beside(mid, hi, reach) : beside(mid, lo, reach); // prettier-ignore
  return vertex > lo && vertex < hi ? vertex : goldenSection(bracket);
}

/** Samples so near on both sides of the middle make the bracket narrower than the tolerance. */
const CLOSING = 0.45;

/** A t near `mid` on the way to an end of the bracket, at most halfway. */
function beside(mid: number, end: number, reach: number): number {
  return Math.abs(end - mid) > 2 * reach ? mid + Math.sign(end - mid) * reach : (mid + end) / 2;
}

/** NaN where two samples coincide, as at an end of the segment, or lie on a line. */
function parabolaVertex({ lo, mid, hi, loss, lossLo, lossHi }: Bracket): number {
  const left = (mid - lo) * (loss - lossHi);
  const right = (mid - hi) * (loss - lossLo);
  return mid - ((mid - lo) * left - (mid - hi) * right) / (2 * (left - right));
}

function goldenSection({ lo, mid, hi }: Bracket): number {
  return hi - mid > mid - lo ? mid + GOLDEN * (hi - mid) : mid - GOLDEN * (mid - lo);
}

function checkGrid({ gridPoints }: PeakOptions): void {
  if (!(Number.isInteger(gridPoints) && gridPoints >= MIN_GRID_POINTS))
    throw new IsthmusError(
      'path/coarse-grid',
      `The grid of a peak search has at least ${MIN_GRID_POINTS} points; got ${gridPoints}.`,
      { gridPoints },
    );
}
