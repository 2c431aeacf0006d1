import type { ExperimentResult, PathRecord } from '@isthmus/core/contract';
import type { SummaryRow } from './protocol.js';

/** A run's outcome as rows for a person, one for every pair and strategy. */
export function summaryOf(result: ExperimentResult): readonly SummaryRow[] {
  return result.pairs.flatMap(({ a, b, paths }) =>
    paths.map((path) => ({
      pair: `${a} – ${b}`,
      strategy: path.strategy,
      verdict: verdictInWords(path),
      connected: path.verdict === 'connected',
      peak: path.peak.loss,
      aboveEnds: path.barrier.aboveEnds,
      normalizedLength: path.normalizedLength,
      beads: path.beads,
      gradientEvaluations: path.cost.gradientEvaluations,
    })),
  );
}

/** `connected at 0.001 (sampled)`, or `not found (depth) at 0.001`: never more than is known. */
export function verdictInWords({ verdict, level, grade, reason }: PathRecord): string {
  const at = Number(level.toPrecision(4));
  if (verdict === 'connected') return `connected at ${at} (${grade ?? 'sampled'})`;
  if (verdict === 'disconnected') return `disconnected at ${at} (proved)`;
  return `not found at ${at} (${reason ?? 'budget'})`;
}
