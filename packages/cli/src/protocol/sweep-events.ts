import type { ErrorRecord, RunEvent, RunStatus } from '@isthmus/core/contract';

/**
 * What a sweep tells while it goes on. Like the events of a run, each is a complete snapshot of
 * bounded size.
 */
export type SweepEvent =
  | {
      readonly type: 'sweep/started';
      readonly name: string;
      readonly folder: string;
      readonly axes: readonly { readonly pointer: string; readonly count: number }[];
      /** Trials of the whole grid. */
      readonly count: number;
      /** Processes at once. */
      readonly workers: number;
    }
  | {
      readonly type: 'trial/started';
      readonly trial: string;
      readonly values: Readonly<Record<string, unknown>>;
    }
  /** What happens in a trial; the result of one that ends is left out, it stands in its folder. */
  | { readonly type: 'trial/event'; readonly trial: string; readonly event: RunEvent }
  | {
      readonly type: 'trial/finished';
      readonly trial: string;
      readonly values: Readonly<Record<string, unknown>>;
      readonly status: RunStatus;
      /** Whether it was finished before and has not been run again. */
      readonly found: boolean;
      readonly error: ErrorRecord | null;
      /** Verdicts in words, one for each pair and strategy, as far as they find room. */
      readonly outcome: string;
      /** Trials that have ended, this one included. */
      readonly ended: number;
      readonly count: number;
    }
  | ({ readonly type: 'sweep/progress' } & SweepProgress)
  | {
      readonly type: 'sweep/finished';
      readonly status: RunStatus;
      readonly folder: string;
      readonly reports: readonly string[];
      readonly finished: number;
      readonly failed: number;
      readonly count: number;
    };

/** How a sweep stands. */
export interface SweepProgress {
  readonly count: number;
  readonly finished: number;
  readonly failed: number;
  /** What is under way, each in a line. */
  readonly running: readonly string[];
  /** The table, cut to the rows around those that change. */
  readonly table: SweepTable;
}

/** Groups as rows for a person. */
export interface SweepTable {
  /** Short names of the swept settings, the seed left out. */
  readonly names: readonly string[];
  readonly rows: readonly SweepRow[];
  /** Rows that are left out before these, and after them. */
  readonly before: number;
  readonly after: number;
  /** The place among `rows` of the first with a trial under way. */
  readonly active: number;
}

/** One group as a row. */
export interface SweepRow {
  /** The values of the swept settings, in words. */
  readonly values: readonly string[];
  readonly strategy: string;
  readonly trials: { readonly total: number; readonly finished: number; readonly failed: number };
  readonly pairs: number;
  readonly reached: number;
  readonly connected: number;
  /** Wilson's interval for the fraction connected. */
  readonly low: number;
  readonly high: number;
  /** Means over all pairs; null without any. */
  readonly normalizedLength: number | string | null;
  readonly beads: number | string | null;
}
