import type { ResolvedConfig } from '@isthmus/core';
import type { SweepCell } from '@isthmus/core/internal';
import type {
  RunEvent,
  RunStatus,
  SweepBaselines,
  SweepRecord,
  TrialRecord,
} from '@isthmus/core/contract';
import type { StatusLines } from '../terminal/status-lines.js';
import { nextStatus } from '../terminal/status-lines.js';
import { sweepCsv } from './csv.js';
import { factsOf } from './facts.js';
import { findingsCsv, type FindingTrial } from './finding-rows.js';
import type { SweepProgress } from '../protocol/sweep-events.js';
import { SWEEP_FORMAT, TRIALS } from './folder.js';
import { openGroups } from './groups.js';
import type { SweepPlan } from './plan.js';
import { sweepTable } from './table.js';
import type { TrialOutcome } from './trial.js';
import { axisNames, valuesText } from '../words/values.js';

/** What is known of a sweep while it goes on. */
export interface TrialLedger {
  begin(cell: SweepCell, config: ResolvedConfig): void;
  /** Notes what a trial under way does. */
  note(cell: SweepCell, event: RunEvent): void;
  end(cell: SweepCell, outcome: TrialOutcome): void;
  /** The outcome of a cell whose trial has ended. */
  outcomeOf(cell: SweepCell): TrialOutcome | undefined;
  readonly counts: TrialCounts;
  progress(): SweepProgress;
  record(state: RecordState): SweepRecord;
  csv(): string;
  /** Null where no analysis has found a fact. */
  findingsCsv(): string | null;
}

/** Trials by how they ended. */
export interface TrialCounts {
  finished: number;
  failed: number;
  cancelled: number;
}

/** What of a record is not of the trials. */
export type RecordState = Pick<SweepRecord, 'status' | 'environment'>;

/** Lines of what is under way that an event carries. */
const MAX_RUNNING = 16;

/** A ledger without any trial begun. */
export function openLedger({ name, grid, cells, load }: SweepPlan): TrialLedger {
  const groups = openGroups(cells);
  const outcomes = new Map<string, TrialOutcome>();
  const running = new Map<SweepCell, StatusLines>();
  const counts: TrialCounts = { finished: 0, failed: 0, cancelled: 0 };
  const pointers = grid.axes.map(({ pointer }) => pointer);
  const names = axisNames(pointers);
  const { config } = load(cells[0]!).experiment;
  let latest = cells[0]!;
  // Not in the order in which they ended, which sums would depend on.
  const inOrder = () => cells.flatMap(({ id }) => outcomes.get(id) ?? []);
  const findings = () =>
    cells.map(({ id, values }) => ({ id, values, findings: outcomes.get(id)?.findings ?? [] }));
  return {
    counts,
    outcomeOf: ({ id }) => outcomes.get(id),
    begin(cell, own) {
      groups.begin(cell, own);
      running.set(cell, new Map());
      latest = cell;
    },
    note(cell, event) {
      running.set(cell, nextStatus(running.get(cell) ?? new Map(), event));
    },
    end(cell, outcome) {
      running.delete(cell);
      outcomes.set(cell.id, outcome);
      counts[outcome.status]++;
      groups.add(cell, outcome.status, outcome.rows);
    },
    progress() {
      const [first = latest] = running.keys();
      return {
        count: cells.length,
        finished: counts.finished,
        failed: counts.failed,
        running: [...running].slice(0, MAX_RUNNING).map(([cell, lines]) => doing(cell, lines)),
        table: sweepTable(pointers, groups.all(), groups.placeOf(first)),
      };
    },
    record: ({ status, environment }) => ({
      format: SWEEP_FORMAT,
      status,
      name,
      config: { ...config },
      axes: grid.axes.map((axis, i) => ({ ...axis, name: names[i]! })),
      count: grid.count,
      unit: unitOf(inOrder()),
      baselines: baselinesOf(inOrder()),
      trials: cells.map((cell) => trialRecord(cell, outcomes.get(cell.id))),
      groups: groups.all(),
      ...factsIn(findings()),
      environment,
    }),
    csv: () =>
      sweepCsv(
        pointers,
        cells.flatMap(({ id, values }) => {
          const { status, rows } = outcomes.get(id) ?? {};
          return status === undefined || rows === undefined ? [] : { id, values, status, rows };
        }),
      ),
    findingsCsv: () => findingsCsv(pointers, findings()),
  };
}

/** A record of a sweep without analyses has no such key. */
function factsIn(trials: readonly FindingTrial[]): Pick<SweepRecord, 'facts'> {
  const facts = factsOf(trials);
  return facts.length === 0 ? {} : { facts };
}

function doing({ values }: SweepCell, lines: StatusLines): string {
  const [line] = [...lines.values()].slice(-1);
  return `${valuesText(values)}: ${line ?? 'at its beginning'}`;
}

function trialRecord({ id, values }: SweepCell, outcome: TrialOutcome | undefined): TrialRecord {
  const status: RunStatus | 'waiting' = outcome?.status ?? 'waiting';
  return { id, values, status, error: outcome?.error ?? null, folder: `${TRIALS}/${id}` };
}

function unitOf(outcomes: readonly TrialOutcome[]): string | null {
  const units = new Set(outcomes.flatMap(({ unit }) => unit ?? []));
  const [only = null] = units;
  return units.size === 1 ? only : null;
}

/** Seeds may draw other data, so it is a mean; where data or loss themselves are varied it is none. */
function baselinesOf(outcomes: readonly TrialOutcome[]): SweepBaselines | null {
  const mean = (values: readonly number[]) => {
    if (values.length === 0) return null;
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    const isOne = values.every((one) => Math.abs(one - value) <= SPREAD * Math.abs(value));
    return isOne ? value : null;
  };
  const constant = mean(outcomes.flatMap((outcome) => outcome.constant ?? []));
  const linear = mean(outcomes.flatMap((outcome) => outcome.linear ?? []));
  return constant === null && linear === null ? null : { constant, linear };
}

/** Baselines that differ by more than this part are not those of one task. */
const SPREAD = 0.1;
