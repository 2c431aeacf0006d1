import { endsAboveNotes } from '@isthmus/charts/ends-above';
import type { ExperimentResult } from '@isthmus/core/contract';
import { verdictInWords } from '../words/verdict.js';
import type { SummaryRow } from '../protocol/protocol.js';
import { strategyLabels } from '../words/strategy-labels.js';

/** A run's outcome as rows for a person, one for every pair and strategy. */
export function summaryOf(result: ExperimentResult): readonly SummaryRow[] {
  return result.pairs.flatMap(({ a, b, paths }) => {
    const labels = strategyLabels(paths.map((path) => ({ ...path, use: path.strategy })));
    return paths.map((path, i) => ({
      pair: `${a} – ${b}`,
      strategy: labels[i]!,
      verdict: verdictInWords(path),
      connected: path.verdict === 'connected',
      level: path.level,
      peak: path.peak.loss,
      aboveEnds: path.barrier.aboveEnds,
      normalizedLength: path.normalizedLength,
      beads: path.beads,
      gradientEvaluations: path.cost.gradientEvaluations,
      lossEvaluations: path.cost.lossEvaluations,
    }));
  });
}

/** What must be known before a run's numbers are trusted, in sentences. */
export function notesOf(result: Pick<ExperimentResult, 'pairs' | 'warnings'>): readonly string[] {
  return [
    ...result.warnings.map(({ code, message }) => `${message} (${code})`),
    ...endsAboveNotes(result),
  ];
}
