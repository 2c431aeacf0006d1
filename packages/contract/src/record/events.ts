import type { AnalysisRecord } from './analysis.js';
import type { ConvexityRecord } from './convexity.js';
import type { GraphRecord } from './graph.js';
import type { Peak, Profile } from '../kinds/path-strategy.js';
import type { PluginName } from '../kinds/ref.js';
import type { AlignmentRecord } from './alignment.js';
import type {
  EndpointRecord,
  ErrorRecord,
  ExperimentResult,
  PathRecord,
  RunStatus,
} from './result.js';

/**
 * What a run tells while it goes on. Every event is a complete snapshot of bounded size, never a
 * change to an earlier one, so any of them may be lost or come late.
 */
export type RunEvent =
  | {
      readonly type: 'run/started';
      readonly name: string;
      /** The threshold; null where the level follows from imported endpoints. */
      readonly level: number | null;
      /** The loss's unit. */
      readonly unit: string;
      readonly endpoints: readonly string[];
      readonly strategies: readonly PluginName[];
    }
  | {
      readonly type: 'endpoint/progress';
      readonly endpoint: string;
      readonly attempt: number;
      readonly step: number;
      readonly maxSteps: number;
      readonly loss: number;
      readonly threshold: number;
      readonly curve: { readonly step: readonly number[]; readonly loss: readonly number[] };
    }
  | {
      readonly type: 'endpoint/finished';
      readonly endpoint: EndpointRecord;
      /** Taken from an earlier run in the folder; absent where it was done now. */
      readonly reused?: true;
    }
  | {
      readonly type: 'align/finished';
      readonly pair: PairName;
      readonly alignment: AlignmentRecord;
      /** Taken from an earlier run in the folder; absent where it was done now. */
      readonly reused?: true;
    }
  | {
      readonly type: 'path/progress';
      readonly pair: PairName;
      readonly strategy: PluginName;
      /** Its place in the experiment's list of paths: one strategy may stand there twice. */
      readonly index: number;
      readonly level: number;
      readonly vertices: number;
      readonly peak: Peak | null;
      readonly profile: Profile;
      readonly gradientEvaluations: number;
      /** Levels tried before this one, where the lowest is sought. */
      readonly tried?: number;
    }
  | {
      readonly type: 'path/finished';
      readonly pair: PairName;
      readonly index: number;
      readonly record: PathRecord;
      /** Taken from an earlier run in the folder; absent where it was done now. */
      readonly reused?: true;
    }
  | {
      readonly type: 'analysis/finished';
      readonly record: AnalysisRecord;
      /** Taken from an earlier run in the folder; absent where it was done now. */
      readonly reused?: true;
    }
  | {
      readonly type: 'convexity/finished';
      readonly pair: PairName;
      readonly convexity: ConvexityRecord;
      /** Taken from an earlier run in the folder; absent where it was done now. */
      readonly reused?: true;
    }
  | {
      /** The levels between many endpoints, as far as paths are known. */
      readonly type: 'graph/progress';
      readonly graph: GraphRecord;
    }
  | { readonly type: 'log'; readonly level: 'info' | 'warning'; readonly message: string }
  | {
      readonly type: 'run/finished';
      readonly status: RunStatus;
      readonly result: ExperimentResult | null;
      readonly error: ErrorRecord | null;
      /** The run folder; null where none was written. */
      readonly folder: string | null;
      /** Reports written, as paths. */
      readonly reports: readonly string[];
    };

/** The ids of two endpoints. */
export type PairName = readonly [a: string, b: string];
