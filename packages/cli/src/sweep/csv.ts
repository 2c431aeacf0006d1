import { csvText } from '../report/csv.js';
import type { PathRow } from './rows.js';
import { valueText } from '../words/values.js';

/** One trial as the table needs it. */
export interface CsvTrial {
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly rows: readonly PathRow[];
}

type Cell = string | number | boolean | null;

/** The columns behind those of the trial and its swept settings, in order. */
const COLUMNS: readonly (readonly [name: string, cell: (row: PathRow, trial: CsvTrial) => Cell])[] =
  [
    ['a', (row) => row.a],
    ['b', (row) => row.b],
    ['strategy', (row) => row.strategy],
    ['index', (row) => row.index],
    ['status', (_, trial) => trial.status],
    ['lossA', (row) => row.lossA],
    ['lossB', (row) => row.lossB],
    ['accuracyA', (row) => row.accuracyA],
    ['accuracyB', (row) => row.accuracyB],
    ['reached', (row) => row.reached],
    ['verdict', (row) => row.verdict],
    ['grade', (row) => row.grade],
    ['reason', (row) => row.reason],
    ['threshold', (row) => row.threshold],
    ['level', (row) => row.level],
    ['peakT', (row) => row.peakT],
    ['peakLoss', (row) => row.peak],
    ['aboveEnds', (row) => row.aboveEnds],
    ['aboveMean', (row) => row.aboveMean],
    ['aboveChord', (row) => row.aboveChord],
    ['length', (row) => row.length],
    ['normalizedLength', (row) => row.normalizedLength],
    ['beads', (row) => row.beads],
    ['gradientEvaluations', (row) => row.gradientEvaluations],
    ['lossEvaluations', (row) => row.lossEvaluations],
    ['seconds', (row) => row.seconds],
    ['provedLower', (row) => row.provedLower],
    ['provedUpper', (row) => row.provedUpper],
    ['proof', (row) => row.proof ?? null],
    ['provedRows', (row) => row.provedRows ?? null],
  ];

/**
 * `sweep.csv`: a line for each trial, pair and strategy, every number in full; what is not known is an
 * empty cell. A trial without any path has no line, it stands in `sweep.json`.
 */
export function sweepCsv(pointers: readonly string[], trials: readonly CsvTrial[]): string {
  const head = ['trial', ...pointers, ...COLUMNS.map(([name]) => name)].map(cellText);
  const lines = trials.flatMap((trial) => {
    const start = [trial.id, ...pointers.map((pointer) => scalar(trial.values[pointer]))];
    return trial.rows.map((row) =>
      [...start, ...COLUMNS.map(([, cell]) => cell(row, trial))].map(cellText).join(','),
    );
  });
  return `${[head.join(','), ...lines].join('\r\n')}\r\n`;
}

function scalar(value: unknown): Cell {
  return typeof value === 'number' || typeof value === 'boolean' ? value : valueText(value);
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? csvText(cell) : cell === null ? '' : String(cell);
}
