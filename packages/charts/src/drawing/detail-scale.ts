import { lossScale, shareBelow, type LossScale } from './scale.js';

/**
 * What of a loss axis is shown once more: the part near the level, the part near the peaks, or all of it in
 * even steps where the whole is a logarithm.
 */
export type DetailKind = 'level' | 'peaks' | 'even';

/** A second panel's loss axis. */
export interface DetailAxis {
  readonly kind: DetailKind;
  readonly y: LossScale;
}

/** A part of the axis lower than this is drawn once more, at full height. */
const LEAST_SHARE = 0.4;

/** So is one that holds but one curve, if it is no higher than this on an axis of even steps. */
const NARROW_SHARE = 0.15;

/** Peaks that lie within this part of the axis cannot be told apart on it. */
const SAME_SHARE = 0.04;

/**
 * The axis of a second panel, where the whole leaves what matters too little room; else null. In this order:
 * the part in which most curves lie, where others rise far above them; the part in which all peaks lie, where
 * these differ far less than losses do along the paths; and all of it in even steps, where a logarithm that
 * spans decades has pressed peaks and levels into its upper end.
 *
 * @param losses the finite losses of each curve
 * @param whole the scale of all of them
 */
export function detailScale(
  losses: readonly (readonly number[])[],
  levels: readonly number[],
  whole: LossScale,
): DetailAxis | null {
  const curves = losses.filter((own) => own.length > 0);
  const peaks = curves.map((own) => own.reduce((a, b) => Math.max(a, b)));
  return (
    nearLevel(curves, peaks, levels, whole) ??
    nearPeaks(peaks, levels, whole) ??
    inEvenSteps(curves, peaks, levels, whole)
  );
}

type Curves = readonly (readonly number[])[];

/** From the least loss up to the highest level or peak that lies in the lower part of the axis. */
function nearLevel(
  curves: Curves,
  peaks: readonly number[],
  levels: readonly number[],
  whole: LossScale,
): DetailAxis | null {
  const low = [...peaks, ...levels].filter((height) => shareBelow(whole, height) <= LEAST_SHARE);
  const top = low.reduce((a, b) => Math.max(a, b), -Infinity);
  const inside = curves.filter((_, i) => (peaks[i] ?? Infinity) <= top);
  if (inside.length === curves.length || 2 * inside.length < curves.length) return null;
  const values = [...inside.flat(), ...low];
  const isNarrow = whole.type === 'linear' && extent(values, whole) <= NARROW_SHARE;
  if (inside.length < 2 && !isNarrow) return null;
  const y = lossScale(values);
  return y.domain[1] < whole.domain[1] ? { kind: 'level', y } : null;
}

/** Some room below the lowest peak, so that it is seen from where each curve rises to its own. */
const ROOM_BELOW = 3;

function nearPeaks(
  peaks: readonly number[],
  levels: readonly number[],
  whole: LossScale,
): DetailAxis | null {
  const low = peaks.reduce((a, b) => Math.min(a, b), Infinity);
  const high = peaks.reduce((a, b) => Math.max(a, b), -Infinity);
  const distinct = new Set(peaks).size;
  if (distinct < 2 || !(extent(peaks, whole) <= SAME_SHARE)) return null;
  // What differs by rounding alone is the same, and would be drawn as mountains.
  if (!(high - low > 1e-6 * Math.max(Math.abs(low), Math.abs(high)))) return null;
  const from = low - ROOM_BELOW * (high - low);
  const near = levels.filter((level) => level >= from && level <= high + (high - low));
  const y = lossScale([from, ...peaks, ...near], 'linear');
  return Number.isFinite(from) && y.domain[0] > whole.domain[0] ? { kind: 'peaks', y } : null;
}

function inEvenSteps(
  curves: Curves,
  peaks: readonly number[],
  levels: readonly number[],
  whole: LossScale,
): DetailAxis | null {
  const heights = [...peaks, ...levels];
  if (whole.type === 'linear' || heights.length === 0) return null;
  if (heights.some((height) => shareBelow(whole, height) < 1 - LEAST_SHARE)) return null;
  return { kind: 'even', y: lossScale([...curves.flat(), ...levels], 'linear') };
}

/** The part of an axis between the least and the largest of the values. */
function extent(values: readonly number[], whole: LossScale): number {
  const shares = values.map((value) => shareBelow(whole, value));
  return (
    shares.reduce((a, b) => Math.max(a, b), -Infinity) -
    shares.reduce((a, b) => Math.min(a, b), Infinity)
  );
}
