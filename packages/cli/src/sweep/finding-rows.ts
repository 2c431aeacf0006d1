import type { ExperimentResult } from '@isthmus/core/contract';
import { csvText } from '../report/csv.js';
import { valueText } from '../words/values.js';

/** One fact that an analysis of a trial found. */
export interface FindingRow {
  readonly analysis: string;
  /** The analysis's place in the experiment's list. */
  readonly index: number;
  /** The endpoints that it is about. */
  readonly points: readonly string[];
  readonly fact: string;
  /** As it stands in the file of the result: numbers that are not finite are strings. */
  readonly value: number | string | null;
}

/** One trial as the table needs it. */
export interface FindingTrial {
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly findings: readonly FindingRow[];
}

/** The facts of a result, in the order of its analyses; none of a run of a version without them. */
export function findingRowsOf(result: ExperimentResult): readonly FindingRow[] {
  const { analyses = [] } = result as Partial<ExperimentResult>;
  return analyses.flatMap(({ analysis, index, points, findings }) =>
    findings.facts.map(({ label, value }) => ({
      ...{ analysis: analysis.use, index, points, fact: label, value },
    })),
  );
}

/**
 * `findings.csv`: a line for each trial, endpoint or pair, and fact, every number in full; null is an empty
 * cell.
 *
 * @returns null where no analysis has found a fact
 */
export function findingsCsv(
  pointers: readonly string[],
  trials: readonly FindingTrial[],
): string | null {
  const lines = trials.flatMap(({ id, values, findings }) => {
    const start = [id, ...pointers.map((pointer) => cellOf(values[pointer]))];
    return findings.map(({ analysis, index, points, fact, value }) =>
      [...start, ...[analysis, index, points.join(' – '), fact, value ?? ''].map(cellOf)].join(),
    );
  });
  if (lines.length === 0) return null;
  const head = ['trial', ...pointers, 'analysis', 'index', 'points', 'fact', 'value'].map(cellOf);
  return `${[head.join(), ...lines].join('\r\n')}\r\n`;
}

function cellOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : csvText(valueText(value));
}
