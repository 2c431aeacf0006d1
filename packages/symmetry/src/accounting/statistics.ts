import { distance, lerp, statisticsOf } from '@isthmus/core';
import type { AnalysisQuestion, Params } from '@isthmus/core/contract';
import { judgeLosses, type JudgedLine } from './barrier-parts.js';

/** The straight line with the statistics of each of its points estimated anew, both ends included. */
export interface SettledLine {
  readonly line: JudgedLine;
  /** Of its ends. */
  readonly distance: number;
  /** By how much the larger loss of the ends rises where their statistics are estimated anew. */
  readonly endsRise: number;
}

/**
 * Why there is nothing to estimate anew; null where there is.
 *
 * @example
 * noStatistics(question); // 'none: no layer normalizes by the batch'
 */
export function noStatistics({ spec, network, measures }: AnalysisQuestion): string | null {
  if (statisticsOf(spec).length === 0) return 'none: no layer normalizes by the batch';
  if (network?.structure === undefined) return 'not measured: the network is given as code';
  return measures.rows.train > 0 ? null : 'not measured: there are no train rows';
}

/**
 * The losses of the straight line once the statistics are no longer interpolated but measured on the train rows
 * at every point (a curve in weight space then, with the line's own weights).
 */
export function settledLine(
  measures: AnalysisQuestion['measures'],
  [a, b]: readonly [Params, Params],
  points: number,
): SettledLine {
  const settledAt = (t: number) => measures.reestimated(lerp(a, b, t));
  const line = judgeLosses((t) => measures.value(settledAt(t)), points);
  const before = Math.max(measures.value(a), measures.value(b));
  return {
    line,
    distance: distance(settledAt(0), settledAt(1)),
    endsRise: line.peak - line.aboveEnds - before,
  };
}
