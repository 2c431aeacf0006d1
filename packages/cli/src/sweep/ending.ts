import type { SweepRecord } from '@isthmus/core/contract';
import type { RunReply, SweepSummary } from '../protocol/protocol.js';
import type { TrialLedger } from './ledger.js';
import type { SweepPlan } from './plan.js';
import { sweepTable } from './table.js';
import { valuesText } from '../words/values.js';

/** A sweep that has ended. */
export interface EndedSweep {
  readonly plan: SweepPlan;
  readonly ledger: TrialLedger;
  readonly record: SweepRecord;
  readonly folder: string;
  readonly reports: readonly string[];
}

/** Lines of one sort that a reply carries; the rest are counted. */
const MAX_LINES = 20;

/** Rows that a reply carries. */
const MAX_ROWS = 200;

/** The reply of a sweep: bounded, whatever its size. */
export function sweepEnding({ plan, ledger, record, folder, reports }: EndedSweep): RunReply {
  const failures = record.trials.flatMap(({ values, error, status, folder: place }) =>
    status === 'failed'
      ? [`${valuesText(values)} (${place}): ${error?.message ?? 'no cause is known.'}`]
      : [],
  );
  return {
    kind: 'ended',
    status: record.status === 'running' ? 'cancelled' : record.status,
    folder,
    reports,
    error: errorOf(failures, record.count),
    unmet: bounded(unmetOf(plan, ledger)),
    summary: [],
    sweep: summaryOf(ledger, record),
  };
}

function errorOf(failures: readonly string[], count: number) {
  if (failures.length === 0) return null;
  const message = [`${failures.length} of ${count} trials failed:`, ...bounded(failures)].join(
    '\n',
  );
  return { code: 'sweep/failed', message };
}

function unmetOf({ cells }: SweepPlan, ledger: TrialLedger): readonly string[] {
  return cells.flatMap((cell) =>
    (ledger.outcomeOf(cell)?.unmet ?? []).map((claim) => `${valuesText(cell.values)}: ${claim}`),
  );
}

function summaryOf({ counts }: TrialLedger, { axes, groups, count }: SweepRecord): SweepSummary {
  const pointers = axes.map(({ pointer }) => pointer);
  const pairs = groups.reduce((sum, group) => sum + group.pairs, 0);
  const connected = groups.reduce((sum, group) => sum + group.connected, 0);
  return {
    count,
    finished: counts.finished,
    failed: counts.failed,
    table: sweepTable(pointers, groups, 0, MAX_ROWS),
    notConnected: pairs - connected,
  };
}

function bounded(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more like these.`];
}
