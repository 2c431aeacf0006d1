import type {
  EndpointRecord,
  ExperimentResult,
  PairRecord,
  PathRecord,
  Peak,
  Profile,
  Reason,
  RunEvent,
  Grade,
  Verdict,
} from '@isthmus/contract';
import { toNumber } from '../format/format.js';
import { pathLabels } from './path-labels.js';
import { proofOf, type SeriesProof } from './proof-data.js';

/** How good the news is, for the look of a sentence; its words say the same. */
export type OutcomeTone = 'connected' | 'not-found' | 'disconnected' | 'running' | 'failed';

/** What is known about one path: still being sought, or judged. */
export type PathOutcome =
  | { readonly tag: 'running'; readonly gradientEvaluations: number }
  | {
      readonly tag: 'finished';
      readonly verdict: Verdict;
      readonly grade: Grade | null;
      readonly reason: Reason | null;
      /** Set where the level is the lowest that was found, not one that was asked for. */
      readonly lowest?: true;
      /** Set where the ends are models of the strategy's own, not the endpoints of the pair. */
      readonly freeEnds?: true;
    };

/** One path in the interpolation chart; the profile may still be partial. */
export interface InterpolationSeries {
  readonly label: string;
  readonly level: number;
  readonly profile: Profile;
  readonly peak: Peak | null;
  /** Interior vertices. */
  readonly beads: number;
  readonly outcome: PathOutcome;
  /**
   * The share of the path's length that lies before each vertex, both ends included: from 0 to 1,
   * `[C]`. Needed to draw against arc length; a path without beads needs none.
   */
  readonly arc?: readonly number[];
  /** What a certifier has shown of it; absent where none was asked. */
  readonly proof?: SeriesProof;
  /** No path between its ends stays below this loss, as is proved; absent where nothing is. */
  readonly noPathBelow?: number;
}

/** All paths between two endpoints. */
export interface InterpolationData {
  readonly a: string;
  readonly b: string;
  /** The loss's unit, for the axis. */
  readonly unit: string;
  readonly series: readonly InterpolationSeries[];
}

/** One point of a curve; `y` is null where the number is not finite. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number | null;
}

/** What is known about the training of one endpoint. */
export type TrainingState =
  | {
      readonly tag: 'running';
      readonly attempt: number;
      readonly step: number;
      readonly maxSteps: number;
    }
  | {
      readonly tag: 'finished';
      readonly outcome: EndpointRecord['outcome'];
      readonly attempts: number;
      readonly steps: number;
    };

/** One endpoint in the training chart. */
export interface TrainingSeries {
  readonly label: string;
  readonly curve: EndpointRecord['curve'];
  readonly loss: number;
  readonly state: TrainingState;
}

/** The training of all endpoints. */
export interface TrainingData {
  readonly threshold: number | null;
  readonly unit: string;
  readonly series: readonly TrainingSeries[];
}

/**
 * The paths of a recorded pair, ready to be drawn.
 *
 * @param unit the loss's unit, for the axis
 * @example
 * const [pair] = result.pairs;
 * const data = pairData(pair, result.loss.unit);
 * data.series.map(({ label }) => label); // ['core/linear', 'dss/greedy']
 */
export function pairData(pair: PairRecord, unit: string): InterpolationData {
  const labels = pathLabels(pair.paths);
  const series = pair.paths.map((path, i) => finishedSeries(path, labels[i] ?? path.strategy));
  return { a: pair.a, b: endName(pair), unit, series };
}

/**
 * What stands at t = 1: b itself, or b after its alignment, which is another point.
 *
 * @example
 * const [pair] = result.pairs;
 * endName(pair); // 'b'
 */
export function endName({ b, alignment }: Pick<PairRecord, 'b' | 'alignment'>): string {
  return wasMoved({ alignment }) ? `aligned ${b}` : b;
}

/**
 * Whether b was replaced by another point: an alignment that finds nothing better leaves it.
 *
 * @example
 * const [pair] = result.pairs;
 * wasMoved(pair); // false
 */
export function wasMoved({ alignment }: Pick<PairRecord, 'alignment'>): boolean {
  if (alignment === null) return false;
  // Records of earlier versions do not say what was chosen: there it was always another point.
  const { chosen } = alignment as Partial<typeof alignment>;
  return chosen?.some(({ label }) => label !== 'identity') ?? true;
}

/**
 * One recorded path, ready to be drawn.
 *
 * @param label what the chart calls it
 * @example
 * const [pair] = result.pairs;
 * finishedSeries(pair.paths[0], 'the line').label; // 'the line'
 */
export function finishedSeries(path: PathRecord, label: string): InterpolationSeries {
  const { level, profile, peak, beads, verdict, grade, reason } = path;
  const sought = path.lowest === null ? {} : ({ lowest: true } as const);
  const own = path.ends === 'free' ? ({ freeEnds: true } as const) : {};
  const outcome = { tag: 'finished', verdict, grade, reason, ...sought, ...own } as const;
  const proof = proofOf(path);
  const least = path.gamma?.lower ?? path.separation?.lowerBound;
  return {
    ...{ label, level, profile, peak, beads, outcome },
    ...(proof !== null && { proof }),
    ...(least !== undefined && { noPathBelow: least }),
  };
}

/**
 * A path that is still being sought, ready to be drawn.
 *
 * @param label what the chart calls it
 * @example
 * const event = {
 *   type: 'path/progress',
 *   pair: ['a', 'b'],
 *   strategy: 'dss/greedy',
 *   index: 0,
 *   level: 0.001,
 *   vertices: 5,
 *   peak: null,
 *   profile: { t: [], loss: [] },
 *   gradientEvaluations: 200,
 * } as const;
 * runningSeries(event).beads; // 3
 */
export function runningSeries(
  event: Extract<RunEvent, { readonly type: 'path/progress' }>,
  label: string = event.strategy,
): InterpolationSeries {
  const { level, profile, peak, vertices, gradientEvaluations } = event;
  const outcome = { tag: 'running', gradientEvaluations } as const;
  return { label, level, profile, peak, beads: Math.max(0, vertices - 2), outcome };
}

/**
 * The training of all recorded endpoints, ready to be drawn.
 *
 * @example
 * trainingData(result).series.map(({ label }) => label); // ['a', 'b']
 */
export function trainingData(result: ExperimentResult): TrainingData {
  const { threshold, loss, endpoints } = result;
  return { threshold, unit: loss.unit, series: endpoints.map(trainedSeries) };
}

/**
 * A recorded endpoint, ready to be drawn.
 *
 * @example
 * trainedSeries(result.endpoints[0]).state.tag; // 'finished'
 */
export function trainedSeries(endpoint: EndpointRecord): TrainingSeries {
  const { id, curve, loss, outcome, attempts, steps } = endpoint;
  return { label: id, curve, loss, state: { tag: 'finished', outcome, attempts, steps } };
}

/**
 * An endpoint in training, ready to be drawn.
 *
 * @example
 * const event = {
 *   type: 'endpoint/progress',
 *   endpoint: 'a',
 *   attempt: 1,
 *   step: 10,
 *   maxSteps: 20000,
 *   loss: 0.5,
 *   threshold: 0.001,
 *   curve: { step: [0, 10], loss: [0.9, 0.5] },
 * } as const;
 * trainingSeries(event).state; // { tag: 'running', attempt: 1, step: 10, maxSteps: 20000 }
 */
export function trainingSeries(
  event: Extract<RunEvent, { readonly type: 'endpoint/progress' }>,
): TrainingSeries {
  const { endpoint, curve, loss, attempt, step, maxSteps } = event;
  return { label: endpoint, curve, loss, state: { tag: 'running', attempt, step, maxSteps } };
}

/**
 * The points of a profile or curve in order, with what is not finite as null.
 *
 * @example
 * curvePoints([0, 1], [0.5, NaN]); // [{ x: 0, y: 0.5 }, { x: 1, y: null }]
 */
export function curvePoints(x: readonly number[], y: readonly number[]): readonly CurvePoint[] {
  return x.map((at, i) => {
    const value = toNumber(y[i] ?? Number.NaN);
    return { x: toNumber(at), y: Number.isFinite(value) ? value : null };
  });
}

/**
 * The value of a curve at `x` by straight interpolation; null outside it or beside a gap.
 *
 * @param points by increasing x
 * @example
 * curveAt(curvePoints([0, 1], [0, 2]), 0.25); // 0.5
 */
export function curveAt(points: readonly CurvePoint[], x: number): number | null {
  const next = points.findIndex((point) => point.x >= x);
  const right = points[next];
  const left = points[next - 1];
  if (right === undefined) return null;
  if (right.x === x) return right.y;
  if (left === undefined || left.y === null || right.y === null) return null;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}
