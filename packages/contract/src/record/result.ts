import type { AlignmentRecord } from './alignment.js';
import type { AnalysisRecord } from './analysis.js';
import type { CertificationRecord } from './certification.js';
import type { ConvexityRecord } from './convexity.js';
import type { GraphRecord } from './graph.js';
import type {
  Baselines,
  KnownElements,
  LossesAlong,
  PathAccuracy,
  PathAngles,
  Resolution,
} from './measures.js';
import type { PathEnds, Peak, Profile, Reason } from '../kinds/path-strategy.js';
import type { PluginName, ResolvedRef } from '../kinds/ref.js';
import type { SearchRecord } from './search-record.js';
import type { GammaRecord, SeparationRecord } from '../kinds/separation.js';
import type { Split } from '../kinds/task.js';
import type { WarningRecord } from '../kinds/warning.js';
import type { Grade, Verdict } from './verdict.js';

export type { Grade, Verdict } from './verdict.js';

/** How a run ended. */
export type RunStatus = 'finished' | 'failed' | 'cancelled';

/** The content of `result.json`. */
export interface ExperimentResult {
  readonly format: 'isthmus/result@1';
  readonly status: RunStatus;
  readonly name: string;
  /** The experiment with every default filled in. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly environment: Environment;
  /** Null where the loss is an objective, which has no data. */
  readonly data: DataRecord | null;
  /** Null where the loss is an objective, which has no network. */
  readonly model: ModelRecord | null;
  /** The loss given directly on parameters; null where a network learns a task. */
  readonly objective: ObjectiveRecord | null;
  /** What losses are of: the loss of predictions, or the objective. */
  readonly loss: { readonly use: PluginName; readonly unit: string };
  /** L0: the loss to which endpoints were trained; null for imported ones without a threshold. */
  readonly threshold: number | null;
  /**
   * What decides: the float64 reference, float32 forward passes of an architecture given as code, or
   * an objective's own float64 formula.
   */
  readonly arithmetic: 'float64-reference' | 'float32-tfjs' | 'float64-objective';
  readonly endpoints: readonly EndpointRecord[];
  readonly pairs: readonly PairRecord[];
  /** The levels between many endpoints; null where there are two and one pair. */
  readonly graph: GraphRecord | null;
  /** In the order of the experiment; absent where it asks for none. */
  readonly analyses?: readonly AnalysisRecord[];
  /** What a reader must know before the numbers are trusted; each was said while the run went on. */
  readonly warnings: readonly WarningRecord[];
  /** Set when the run failed. */
  readonly error: ErrorRecord | null;
}

/** Where the run happened; left out of the promise of equal results. */
export interface Environment {
  readonly isthmus: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  /** The engine that proposed, such as `tfjs-wasm`, with its version. */
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly seconds: number;
}

/** The data that the numbers are about. */
export interface DataRecord {
  readonly task: ResolvedRef;
  /** SHA-256 over the inputs and targets of all splits. */
  readonly sha256: string;
  readonly sizes: Readonly<Record<Split, number>>;
  /** The evaluation set, on which every threshold, profile and verdict is stated. */
  readonly evaluation: {
    readonly split: Split;
    readonly size: number;
    readonly sha256: string;
    /** How many of its rows are train rows too, inputs and target alike: what is said of those is no surprise. */
    readonly trainRows: number;
  };
  /** How inputs were made of the numbers of the data; null where they are those numbers. */
  readonly scaling: ScalingRecord | null;
  /** What the classes are called, in the order of their numbers; null where they have no names. */
  readonly classes: readonly string[] | null;
  /** How many rows of the file were left out because a value was missing. */
  readonly dropped: number;
  readonly baselines: Baselines;
}

/** Inputs are `(number - mean) / deviation`, by the entry of their last axis (a column, a channel). */
export interface ScalingRecord {
  /** The split whose rows mean and deviation are of; null where they are fixed, as 0 and 255 for bytes. */
  readonly from: Split | null;
  /** How many means there are: one for each column or channel, or 1 for all. */
  readonly columns: number;
  /** Null where there are more than 1024. */
  readonly mean: readonly number[] | null;
  readonly deviation: readonly number[] | null;
}

/** The network in words and numbers. */
export interface ModelRecord {
  readonly architecture: ResolvedRef;
  readonly parameters: number;
  readonly layers: readonly LayerSummary[];
}

/** A loss given directly on parameters. */
export interface ObjectiveRecord {
  readonly objective: ResolvedRef;
  /** How many numbers a point has. */
  readonly parameters: number;
  /** Their arrays, in order. */
  readonly leaves: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** One row of a network's summary. */
export interface LayerSummary {
  readonly id: string;
  readonly layer: string;
  readonly output: readonly number[];
  readonly parameters: number;
}

/** Why the training of an endpoint ended; expected outcomes all. */
export type TrainingOutcome = 'reached' | 'budget' | 'stalled' | 'diverged' | 'cancelled';

/** A trained, imported or given network, or such a point of an objective. */
export interface EndpointRecord {
  readonly id: string;
  /** Data loss on the evaluation set, or the value of the objective. */
  readonly loss: number;
  /** Null where nothing is set apart to train on, and for an objective. */
  readonly trainLoss: number | null;
  readonly testLoss: number | null;
  /** Fraction of samples classified rightly on the evaluation set; null where there are no classes. */
  readonly accuracy: number | null;
  readonly testAccuracy: number | null;
  readonly reached: boolean;
  /** `imported` for endpoints read from a file, `given` for points that the config spells out. */
  readonly outcome: TrainingOutcome | 'imported' | 'given';
  /** Trainings begun, the last one included; 0 for imported and given endpoints. */
  readonly attempts: number;
  /** Optimizer steps of the last attempt. */
  readonly steps: number;
  /** Loss on the evaluation set by steps of the last attempt, at most 512 points. */
  readonly curve: { readonly step: readonly number[]; readonly loss: readonly number[] };
  /** Path in the run folder. */
  readonly file: string;
  /** The file that it was imported from, as the config names it. */
  readonly source: string | null;
  /** What rounding to float32 did to a file's or a point's float64 numbers; null where it did nothing. */
  readonly rounding: RoundingRecord | null;
  readonly cost: Cost;
}

/** Parameters given in float64 that are stored, and judged, as float32. */
export interface RoundingRecord {
  /** How many numbers changed. */
  readonly parameters: number;
  /** The loss on the evaluation set before rounding; null for networks given as code, which compute in float32. */
  readonly loss: number | null;
}

/** Two endpoints and all that was tried between them. */
export interface PairRecord {
  readonly a: string;
  readonly b: string;
  /** Euclidean distance of the endpoints before any alignment. */
  readonly distance: number;
  readonly alignment: AlignmentRecord | null;
  readonly paths: readonly PathRecord[];
  /** Strategies that failed, so that no path of theirs was judged; absent where none did. */
  readonly failed?: readonly FailedPath[];
  /** Null where the experiment does not ask for it, and until its step is done. */
  readonly convexity: ConvexityRecord | null;
}

/** A strategy that failed between two endpoints. */
export interface FailedPath {
  readonly strategy: PluginName;
  readonly options: Readonly<Record<string, unknown>>;
  /** Its place in the experiment's list of paths. */
  readonly index: number;
  readonly error: ErrorRecord;
}

/** What one strategy found between two endpoints. */
export interface PathRecord {
  readonly strategy: PluginName;
  readonly options: Readonly<Record<string, unknown>>;
  readonly verdict: Verdict;
  /** `free`: the verdict is about the ends of this path, which are not the endpoints of the pair. */
  readonly ends: PathEnds;
  /** What the verdict is about. */
  readonly level: number;
  /** How the level was found, where the lowest was asked for; else null. */
  readonly lowest: LowestRecord | null;
  /** Null beside `not-found`, which claims nothing. */
  readonly grade: Grade | null;
  /** Null beside the other verdicts. */
  readonly reason: Reason | null;
  readonly peak: Peak;
  readonly barrier: Barriers;
  readonly length: number;
  /** Path length divided by the distance of its ends; null when the ends coincide. */
  readonly normalizedLength: number | null;
  /** Interior vertices; both ends are left out. */
  readonly beads: number;
  /** The vertices as a path in the run folder. */
  readonly vertices: string;
  readonly profile: Profile;
  /** How closely the judge has looked. */
  readonly resolution: Resolution;
  /** Elements of which more is known than samples say. */
  readonly known: KnownElements;
  /** Null for an objective, which has no data. */
  readonly along: LossesAlong | null;
  /** Null for a path of fewer than two elements that have a direction. */
  readonly angles: PathAngles | null;
  /** Null where there are no classes. */
  readonly accuracy: PathAccuracy | null;
  /** What is shown of every point of the path; null where no proof was asked for or none was sought, as the path does not hold. */
  readonly certification: CertificationRecord | null;
  /** The certificate as a path in the run folder; null without one. */
  readonly certificate: string | null;
  /** What proves the two points apart below a loss; null beside verdicts that need no such proof. */
  readonly separation: SeparationRecord | null;
  /**
   * Between which the lowest connecting level of the two points lies; absent unless a bound above the losses
   * of both is proved.
   */
  readonly gamma?: GammaRecord;
  /** What the strategy says besides; null where it says nothing. */
  readonly details: Readonly<Record<string, unknown>> | null;
  /** The search itself, before its path was judged and compared with the straight line. */
  readonly search: SearchRecord;
  /** What must be known of this path or its search before the numbers are trusted. */
  readonly warnings: readonly WarningRecord[];
  /** Of the search, and of judging what it left. */
  readonly cost: Cost;
}

/** A search for the lowest level at which a strategy connects two endpoints. */
export interface LowestRecord {
  /**
   * The lowest peak of any path that was met: the smallest level found, an upper bound on the smallest
   * there is. Null where not even the straight line has finite losses.
   */
  readonly level: number | null;
  /** The larger loss of the endpoints: no path can do better. */
  readonly floor: number;
  /** Peak of the straight line, which the search began below. */
  readonly straight: number;
  /** In the order in which they were made. */
  readonly tried: readonly LowestTry[];
}

/** One search at one level. */
export interface LowestTry {
  readonly level: number;
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  /** Largest loss of the path that was left: the endpoints are connected at this level, whatever the verdict at the other. */
  readonly peak: number;
  readonly cost: Cost;
}

/** Three barriers, each named by its baseline; none is negative, since the ends belong to the path. */
export interface Barriers {
  /** Peak minus the larger loss of the ends. */
  readonly aboveEnds: number;
  /** Peak minus the mean loss of the ends. */
  readonly aboveMean: number;
  /** Largest difference between the loss at t and the line between the losses of the ends. */
  readonly aboveChord: number;
}

/** What a step took. A loss evaluation is one pass over the evaluation set; a gradient evaluation is the gradient of one model on one batch. */
export interface Cost {
  readonly gradientEvaluations: number;
  readonly lossEvaluations: number;
  /** Wall-clock time; left out of the promise of equal results. */
  readonly seconds: number;
}

/** An error as it stands in a record. */
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
}
