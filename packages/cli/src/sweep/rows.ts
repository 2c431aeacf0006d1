import { canonicalJson, finiteOrNot } from '@isthmus/contract/internal';
import type {
  CertificationRecord,
  EndpointRecord,
  ExperimentResult,
  PathRecord,
} from '@isthmus/core/contract';

/** What one strategy came to on one pair of a trial, in numbers alone. */
export interface PathRow {
  readonly a: string;
  readonly b: string;
  readonly strategy: PathRecord['strategy'];
  /** The strategy's place in the experiment's list of paths. */
  readonly index: number;
  readonly options: PathRecord['options'];
  readonly ends: PathRecord['ends'];
  readonly lossA: number;
  readonly lossB: number;
  readonly accuracyA: number | null;
  readonly accuracyB: number | null;
  /** Whether both endpoints are at or below the threshold. */
  readonly reached: boolean;
  readonly verdict: PathRecord['verdict'];
  readonly grade: PathRecord['grade'];
  readonly reason: PathRecord['reason'];
  readonly threshold: number | null;
  readonly level: number;
  readonly peakT: number;
  readonly peak: number;
  readonly aboveEnds: number;
  readonly aboveMean: number;
  readonly aboveChord: number;
  readonly length: number;
  readonly normalizedLength: number | null;
  readonly beads: number;
  readonly gradientEvaluations: number;
  readonly lossEvaluations: number;
  readonly seconds: number;
  /** What a certifier has shown the largest loss to be at least and at most; null where nothing is. */
  readonly provedLower: number | null;
  readonly provedUpper: number | null;
  /** What a certifier answered; null where none was asked. Rows of earlier versions have none. */
  readonly proof?: CertificationRecord['outcome'] | null;
  /** How many rows of the evaluation set that is about; null: all, or nothing was asked. */
  readonly provedRows?: number | null;
}

/** The rows of a result, as it stands in its file: numbers that are not finite may be strings. */
export function rowsOf(result: ExperimentResult): readonly PathRow[] {
  const endpoints = new Map(result.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  return result.pairs.flatMap((pair) => {
    const [a, b] = [endpoints.get(pair.a), endpoints.get(pair.b)];
    if (a === undefined || b === undefined) return [];
    const places = placesOf(result, pair.paths);
    return pair.paths.map((path, i) => rowOf(result, a, b, path, places[i] ?? i));
  });
}

/** Where the paths stand in the config: of a run that was stopped some may be missing. */
function placesOf(result: ExperimentResult, paths: readonly PathRecord[]): readonly number[] {
  const named = result.config['paths'] as readonly { use: string; options: unknown }[];
  const keys = named.map(({ use, options }) => canonicalJson([use, options]));
  let next = 0;
  return paths.map(({ strategy, options }) => {
    const found = keys.indexOf(canonicalJson([strategy, options]), next);
    next = found < 0 ? next + 1 : found + 1;
    return next - 1;
  });
}

function rowOf(
  { threshold }: ExperimentResult,
  a: EndpointRecord,
  b: EndpointRecord,
  path: PathRecord,
  index: number,
): PathRow {
  const { strategy, options, ends, verdict, grade, reason, peak, barrier, cost } = path;
  return {
    ...{ a: a.id, b: b.id, strategy, index, options, ends, verdict, grade, reason },
    lossA: finiteOrNot(a.loss),
    lossB: finiteOrNot(b.loss),
    accuracyA: a.accuracy,
    accuracyB: b.accuracy,
    reached: a.reached && b.reached,
    threshold: threshold === null ? null : finiteOrNot(threshold),
    level: finiteOrNot(path.level),
    peakT: finiteOrNot(peak.t),
    peak: finiteOrNot(peak.loss),
    aboveEnds: finiteOrNot(barrier.aboveEnds),
    aboveMean: finiteOrNot(barrier.aboveMean),
    aboveChord: finiteOrNot(barrier.aboveChord),
    length: finiteOrNot(path.length),
    normalizedLength: path.normalizedLength === null ? null : finiteOrNot(path.normalizedLength),
    beads: path.beads,
    gradientEvaluations: cost.gradientEvaluations,
    lossEvaluations: cost.lossEvaluations,
    seconds: finiteOrNot(cost.seconds),
    ...proofColumns(path),
  };
}

/** Records of earlier versions have none. */
function proofColumns(path: PathRecord) {
  const { certification = null } = path as Partial<Pick<PathRecord, 'certification'>>;
  const { lower = null, upper = null, outcome = null, rows = null } = certification ?? {};
  return { provedLower: lower, provedUpper: upper, proof: outcome, provedRows: rows };
}
