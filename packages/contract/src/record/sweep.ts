import type { Interval } from '../base/wilson.js';
import type { MeanInterval } from '../base/mean-interval.js';
import type { PathEnds } from '../kinds/path-strategy.js';
import type { PluginName } from '../kinds/ref.js';
import type { ErrorRecord, RunStatus } from './result.js';

export type { Interval, MeanInterval };

/** The content of `sweep.json`: a grid of experiments, and what they show together. */
export interface SweepRecord {
  readonly format: 'isthmus/sweep@1';
  readonly status: RunStatus | 'running';
  readonly name: string;
  /** The experiment of the first trial with every default filled in; the swept settings have its values. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What is varied, the first turning slowest. */
  readonly axes: readonly SweepAxisRecord[];
  /** Trials of the whole grid. */
  readonly count: number;
  /** The loss's unit; null where it is varied. */
  readonly unit: string | null;
  /** Losses of the best constant and the best linear predictor; null where no trial tells of them. */
  readonly baselines: SweepBaselines | null;
  /** In the order of the grid. */
  readonly trials: readonly TrialRecord[];
  /** In the order of the grid, then of the strategies. */
  readonly groups: readonly SweepGroup[];
  /** What analyses found, by fact, then in the order of the grid; absent where they found no number. */
  readonly facts?: readonly SweepFact[];
  /** Where and when the sweep ran last; left out of the promise of equal results. */
  readonly environment: SweepEnvironment;
}

/** One setting that is varied, or several that vary together. */
export interface SweepAxisRecord {
  /** JSON pointer into the experiment; of variants the name that the sweep has for them. */
  readonly pointer: string;
  /** The end of the pointer, as much of it as tells it from the others: `threshold`. */
  readonly name: string;
  /** Of variants their names. */
  readonly values: readonly unknown[];
  /** What each variant sets, by JSON pointers; absent where values stand at the pointer itself. */
  readonly variants?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What predictors that need no network come to on the evaluation set: means over the trials. */
export interface SweepBaselines {
  readonly constant: number | null;
  readonly linear: number | null;
}

/** One trial and how it stands; `waiting`: not begun. */
export interface TrialRecord {
  /** Of its values alone. */
  readonly id: string;
  /** Values by JSON pointer, of variants the name of one. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly status: RunStatus | 'waiting';
  readonly error: ErrorRecord | null;
  /** Its run folder, within that of the sweep. */
  readonly folder: string;
}

/** What is averaged over the pairs of a group. */
export type SweepMetric =
  'normalizedLength' | 'beads' | 'peak' | 'aboveEnds' | 'gradientEvaluations' | 'lossEvaluations';

/** Means by quantity. */
export type SweepMeans = Readonly<Record<SweepMetric, MeanInterval>>;

/**
 * The trials that differ in their seed alone, by one strategy. Without seeds among the swept settings
 * it is one trial. Pairs are those of trials that have ended, failed ones included as far as they came.
 */
export interface SweepGroup {
  /** Values of the swept settings, the seed left out. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The strategy's place in the experiment's list of paths. */
  readonly index: number;
  readonly strategy: PluginName;
  /** The strategy for a person, with what tells it from others of its name in the experiment. */
  readonly label: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The level as the experiment names it: "threshold", a number, a multiple … */
  readonly level: unknown;
  /** `free`: the strategy connects models of its own, not the endpoints of the pairs. */
  readonly ends: PathEnds;
  readonly trials: {
    readonly total: number;
    readonly finished: number;
    readonly failed: number;
  };
  /** Pairs for which the strategy's outcome is known. */
  readonly pairs: number;
  /** Pairs of which both endpoints are at or below the threshold. */
  readonly reached: number;
  readonly connected: number;
  /** Connected among all pairs, with Wilson's 95 % interval; null without pairs. */
  readonly fraction: Interval & { readonly value: number | null };
  /** Over all pairs: for one that is not connected, of the path that was left. */
  readonly all: SweepMeans;
  /** Over the connected pairs alone; `fraction` says how many those are. */
  readonly connectedOnly: SweepMeans;
}

/** One number that an analysis found, over the trials that differ in their seed alone. */
export interface SweepFact {
  /** Values of the swept settings, the seed left out. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly analysis: PluginName;
  /** The analysis's place in the experiment's list. */
  readonly index: number;
  /** What is measured, by the analysis's own label. */
  readonly fact: string;
  /** Over trials, and over the endpoints or pairs of each; what is no number is left out. */
  readonly mean: MeanInterval;
}

/** Where and when a sweep ran. */
export interface SweepEnvironment {
  readonly isthmus: string;
  readonly node: string;
  /** Processes at once. */
  readonly workers: number;
  /** In UTC. */
  readonly startedAt: string;
  /** Null while it runs. */
  readonly finishedAt: string | null;
}
