import { endsAboveNotes } from '@isthmus/charts/ends-above';
import { shownLevels } from '@isthmus/charts/level';
import type { ExperimentResult, PathRecord } from '@isthmus/core/contract';
import { verdictInWords } from '../terminal/verdict.js';
import type { SummaryRow } from './protocol.js';
import { strategyLabels } from './strategy-labels.js';

/** A run's outcome as rows for a person, one for every pair and strategy. */
export function summaryOf(result: ExperimentResult): readonly SummaryRow[] {
  const shown = shownSought(result);
  return result.pairs.flatMap(({ a, b, paths }) => {
    const labels = strategyLabels(paths.map((path) => ({ ...path, use: path.strategy })));
    return paths.map(shown).map((path, i) => ({
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

/** A path with its level as it is shown: where levels were sought, two that differ look different. */
function shownSought({ pairs }: Pick<ExperimentResult, 'pairs'>): (path: PathRecord) => PathRecord {
  const sought = pairs.flatMap(({ paths }) =>
    paths.flatMap(({ lowest, level }) => (lowest === null ? [] : [level])),
  );
  const levels = new Map(shownLevels(sought).map((level, i) => [sought[i], level]));
  return (path) => {
    const level = path.lowest === null ? undefined : levels.get(path.level);
    if (level === undefined) return path;
    const peak = path.peak.loss === path.level ? { ...path.peak, loss: level } : path.peak;
    return { ...path, level, peak };
  };
}

/** What must be known before a run's numbers are trusted, in sentences. */
export function notesOf(result: Pick<ExperimentResult, 'pairs' | 'warnings'>): readonly string[] {
  return [
    ...result.warnings.map(({ code, message }) => `${message} (${code})`),
    ...endsAboveNotes(result),
  ];
}
