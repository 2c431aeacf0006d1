import type { ErrorCode } from '@isthmus/core';
import type {
  AnalysisRecord,
  ErrorRecord,
  PluginName,
  RunEvent,
  RunStatus,
  WarningRecord,
} from '@isthmus/core/contract';
import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { SweepEvent, SweepTable } from './sweep-events.js';
import type { FailureData } from './failure.js';

/** Raised with every change that an older peer would misunderstand. */
export const PROTOCOL_VERSION = 1;

/** Asks for one run. */
export interface RunRequest {
  /** The experiment, as an absolute path. */
  readonly file: string;
  /** The run folder; null: one under `runs/` in the working folder. */
  readonly out: string | null;
  /** Takes `out` as a folder of run folders: the run's own, called after the experiment, lies in it. */
  readonly nested?: boolean;
  /** JSON pointers with the values to set before anything is read from the experiment. */
  readonly set: readonly (readonly [pointer: string, value: unknown])[];
  readonly seed: number | null;
  /**
   * Threads that steps run on; of a sweep, trials at once. 0: as many as there are cores, if there is
   * work for all of them.
   */
  readonly workers: number;
  readonly resume: boolean;
  /** For one trial of a sweep: the values that it has of the swept settings, by JSON pointer. */
  readonly cell?: Readonly<Record<string, unknown>>;
  /** For one trial of a sweep: what the file held when the sweep began. */
  readonly text?: string;
  /** For one trial of a sweep: how many share the machine. */
  readonly atOnce?: number;
}

/** How a run ended. */
export type RunReply =
  /** The experiment cannot be run as it stands; nothing was written. */
  | { readonly kind: 'refused'; readonly error: ErrorRecord }
  | {
      readonly kind: 'ended';
      readonly status: RunStatus;
      readonly folder: string;
      /** Absolute paths of the reports. */
      readonly reports: readonly string[];
      readonly error: ErrorRecord | null;
      /** Why reports are missing; the record stands all the same. Absent: none is. */
      readonly reportFailures?: readonly ErrorRecord[];
      /** Claims of the experiment that its outcome does not meet, in words. */
      readonly unmet: readonly string[];
      /** The summary, as rows for a person. */
      readonly summary: readonly SummaryRow[];
      /** What must be known before the numbers are trusted: warnings, endpoints above a level. */
      readonly notes?: readonly string[];
      /** How many endpoints hang together, in sentences; absent where there are two. */
      readonly graph?: readonly string[];
      /** Of a sweep alone. */
      readonly sweep?: SweepSummary;
    };

/** What the trials of a sweep have shown together. */
export interface SweepSummary {
  readonly count: number;
  readonly finished: number;
  readonly failed: number;
  /** The first groups; all stand in `sweep.json`. */
  readonly table: SweepTable;
  /** Outcomes of a strategy on a pair that are not "connected". */
  readonly notConnected: number;
}

/** One line of a run's outcome; null is what was not measured, of a strategy that failed. */
export interface SummaryRow {
  readonly pair: string;
  readonly strategy: string;
  /** Verdict, level and grade, or the reason, in words. */
  readonly verdict: string;
  readonly connected: boolean;
  /** What the verdict is about. */
  readonly level: number | string | null;
  readonly peak: number | string | null;
  readonly aboveEnds: number | string | null;
  readonly normalizedLength: number | string | null;
  readonly beads: number | null;
  readonly gradientEvaluations: number | null;
  readonly lossEvaluations: number | null;
  /** What the verdict rests on, by what it says; null where it claims nothing. */
  readonly grade?: 'certified' | 'certified-apart' | 'sampled' | null;
  /** What is proved of the largest loss of the path, or of all paths, in a few words; null where nothing was asked. */
  readonly proved?: string | null;
}

/** Asks what the weights of a model file say by themselves. */
export interface LintRequest {
  /** The model file, as an absolute path. */
  readonly file: string;
  /** What every hidden layer goes through, such as `core/relu`, or `none`; null: not known. */
  readonly activation: PluginName | 'none' | null;
  /** The layers of the chain by their names in the file, first to last; null: all of them. */
  readonly layers: readonly string[] | null;
  /** Whose axis order the file has; null: by names and shapes. */
  readonly layout: 'isthmus' | 'pytorch' | null;
}

/** What came of it. */
export type LintReply =
  | { readonly kind: 'refused'; readonly error: ErrorRecord }
  | {
      readonly kind: 'linted';
      /** As those of a run; what takes data has no value there, and says so. */
      readonly analyses: readonly AnalysisRecord[];
      readonly warnings: readonly WarningRecord[];
      /** What was taken as given, and how more is found, in sentences. */
      readonly notes: readonly string[];
    };

/** Asks what is wrong with an experiment as it stands in an editor. */
export interface CheckRequest {
  /** Where its file is or will be, as an absolute path: its plugins and data are looked up from there. */
  readonly file: string;
  readonly text: string;
  /** Whether the code of its plugins may run; else what their packages say of them is read. */
  readonly runPlugins: boolean;
  /** Open its data and build its network too. */
  readonly data: boolean;
}

/** What is wrong with it, and what was not looked at. */
export interface CheckReply {
  /** None for an experiment that a run would take. */
  readonly faults: readonly CheckedFault[];
  /** Names that only its plugins may know, whose code was not run. */
  readonly unread: readonly string[];
  /** The plugins that it names. */
  readonly plugins: readonly string[];
  /** Its data and network, a line each, where these were asked for. */
  readonly overview: readonly string[];
}

/** One fault, and where in the text it stands, in UTF-16 code units. */
export interface CheckedFault {
  readonly code: ErrorCode;
  readonly pointer: string;
  /** As `isthmus validate` words it, without file and pointer. */
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  readonly fixes: readonly CheckFix[];
}

/** What would mend a fault. */
export type CheckFix =
  | { readonly kind: 'replace'; readonly by: string; readonly changes: readonly CheckChange[] }
  | { readonly kind: 'add'; readonly key: string; readonly changes: readonly CheckChange[] }
  | { readonly kind: 'install'; readonly package: string };

/** What is to stand in place of a part of the text. */
export interface CheckChange {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** Asks for the JSON Schema of experiments, for an editor. */
export interface SchemaRequest {
  /** Plugins of experiments, with the folders that they are looked up from. */
  readonly plugins: readonly { readonly folder: string; readonly names: readonly string[] }[];
  /** Whether their code may run; else what their packages say of them is read. */
  readonly runPlugins: boolean;
}

/** A JSON Schema (draft-07). */
export type EditorSchema = Readonly<Record<string, unknown>>;

/** What a runner is. */
export interface RunnerDescription {
  readonly protocol: number;
  readonly version: string;
  readonly node: string;
}

/** Starts the run; cancelling the request cancels the run, which then still ends in order. */
export const startRun = new RequestType<RunRequest, RunReply, FailureData>('run/start');
/** Says who the runner is. */
export const describeRunner = new RequestType0<RunnerDescription, void>('runner/describe');
/** What happens in the run, at most ten times a second for what repeats. */
export const runEvent = new NotificationType<RunEvent>('run/event');
/** The same of a sweep, with the events of its trials. */
export const sweepEvent = new NotificationType<SweepEvent>('sweep/event');
/** The run folder has been made. */
export const runOpened = new NotificationType<{ readonly folder: string }>('run/opened');
/** Looks at a model file; nothing is written, and no plugin's code runs. */
export const lintModel = new RequestType<LintRequest, LintReply, FailureData>('model/lint');
/** Checks an experiment; nothing is written. */
export const checkExperiment = new RequestType<CheckRequest, CheckReply, FailureData>('experiment/check'); // prettier-ignore
/** The schema that an editor completes and explains experiments by. */
export const editorSchema = new RequestType<SchemaRequest, EditorSchema, FailureData>('experiment/schema'); // prettier-ignore
