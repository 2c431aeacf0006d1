import type { NetworkMeasures, Params } from '@isthmus/core/contract';

/** The loss along the straight line from a to some b, at even t. */
export interface JudgedLine {
  readonly t: readonly number[];
  readonly loss: readonly number[];
  /** The largest of the losses. */
  readonly peak: number;
  /** The peak minus the larger loss of the two ends. */
  readonly aboveEnds: number;
}

/** Losses of the straight line at so many even t, both ends included. */
export function judgeLine(
  measures: Pick<NetworkMeasures, 'along'>,
  a: Params,
  b: Params,
  points: number,
): JudgedLine {
  return judgeLosses(measures.along(a, b), points);
}

/** The same of whatever curve has these losses. */
export function judgeLosses(lossAt: (t: number) => number, points: number): JudgedLine {
  const t = Array.from({ length: points }, (_, i) => i / (points - 1));
  const loss = t.map(lossAt);
  const peak = loss.reduce((most, value) => Math.max(most, value));
  return { t, loss, peak, aboveEnds: peak - Math.max(loss[0]!, loss.at(-1)!) };
}

/** Peaks that differ by less than this part of themselves are equal: rounding weights to float32 moves them by as much. */
const EQUAL = 1e-6;

/** One way to move b, with the line to it and its distance from a. */
interface JudgedMove {
  readonly line: JudgedLine;
  readonly distance: number;
}

/** The move with the lowest line, of equal ones the nearest; what was before, where none is better. */
export function bestMove<T extends JudgedMove>(before: T, others: readonly T[]): T {
  return others.reduce((best, one) => (isBetter(one, best) ? one : best), before);
}

function isBetter(one: JudgedMove, best: JudgedMove): boolean {
  const slack = EQUAL * Math.abs(best.line.peak);
  const rise = one.line.peak - best.line.peak;
  return rise < -slack || (rise <= slack && one.distance < best.distance);
}

/** By how much a move lowers the peak; 0 where they are equal but for rounding. */
export function loweredBy(before: JudgedLine, after: JudgedLine): number {
  const fall = before.peak - after.peak;
  return Math.abs(fall) <= EQUAL * Math.abs(before.peak) ? 0 : fall;
}
