import { graphData, graphLines } from '@isthmus/charts/graph-data';
import { shownLevels } from '@isthmus/charts/level';
import { failureWords } from '@isthmus/charts/notes';
import type { ExperimentResult, FailedPath, PathRecord } from '@isthmus/core/contract';
import { cleanLine } from '../terminal/clean.js';
import { provedInWords } from '../words/proof.js';
import { verdictInWords } from '../words/verdict.js';
import { clipped } from '../terminal/width.js';
import type { SummaryRow } from '../protocol/protocol.js';
import { strategyLabels } from '../words/strategy-labels.js';

/** A run's outcome as rows for a person, one for every pair and strategy. */
export function summaryOf(result: ExperimentResult): readonly SummaryRow[] {
  const shown = shownSought(result);
  return result.pairs.flatMap(({ a, b, paths, failed = [] }) => {
    const pair = `${a} – ${b}`;
    const labels = strategyLabels(
      [...paths, ...failed].map((path) => ({ level: 0, ...path, use: path.strategy })),
    );
    const rows = paths.map(shown).map((path, i) => pathRow(path, pair, labels[i]!));
    failed.forEach((failure, i) => {
      rows.splice(failure.index, 0, failedRow(failure, pair, labels[paths.length + i]!));
    });
    return rows;
  });
}

function pathRow(path: PathRecord, pair: string, strategy: string): SummaryRow {
  return {
    pair,
    strategy,
    verdict: verdictInWords(path),
    connected: path.verdict === 'connected',
    level: path.level,
    peak: path.peak.loss,
    aboveEnds: path.barrier.aboveEnds,
    normalizedLength: path.normalizedLength,
    beads: path.beads,
    gradientEvaluations: path.cost.gradientEvaluations,
    lossEvaluations: path.cost.lossEvaluations,
    grade: gradeOf(path),
    proved: provedInWords(path),
  };
}

/** Certified means one thing of a path, and another of two that no path joins. */
function gradeOf({ verdict, grade }: PathRecord): NonNullable<SummaryRow['grade']> | null {
  return grade === 'certified' && verdict === 'disconnected' ? 'certified-apart' : grade;
}

/** A reason is cut to about the width of a verdict: all of it is told when it happens, and in the report. */
const REASON_WIDTH = 46;

function failedRow(
  { strategy: use, error }: FailedPath,
  pair: string,
  strategy: string,
): SummaryRow {
  const reason = failureWords(use, error.message);
  const words = reason === error.message ? `failed: ${reason}` : `failed ${reason}`;
  return {
    pair,
    strategy,
    verdict: clipped(cleanLine(words), REASON_WIDTH),
    connected: false,
    level: null,
    peak: null,
    aboveEnds: null,
    normalizedLength: null,
    beads: null,
    gradientEvaluations: null,
    lossEvaluations: null,
  };
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

/** Which endpoints are connected at which level, in a few sentences; none where there are two. */
export function graphLinesOf(result: ExperimentResult): readonly string[] {
  const data = graphData(result);
  return data === null ? [] : graphLines(data);
}
