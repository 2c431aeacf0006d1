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
  const lossAt = measures.along(a, b);
  const t = Array.from({ length: points }, (_, i) => i / (points - 1));
  const loss = t.map(lossAt);
  const peak = loss.reduce((most, value) => Math.max(most, value));
  return { t, loss, peak, aboveEnds: peak - Math.max(loss[0]!, loss.at(-1)!) };
}

/** The line of lowest peak, and what was before where none is lower. */
export function lowest<T extends { readonly line: JudgedLine }>(
  before: T,
  others: readonly T[],
): T {
  return others.reduce((best, one) => (one.line.peak < best.line.peak ? one : best), before);
}
