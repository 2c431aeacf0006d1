import { toNumber } from '../format/format.js';
import { pathLabels } from './path-labels.js';
import {
  curvePoints,
  endName,
  finishedSeries,
  runningSeries,
  type CurvePoint,
  type InterpolationData,
  type InterpolationSeries,
} from './series.js';
import { pathsInOrder, type ShownPair, type ShownPath } from './shown-run.js';

/**
 * The curves of a pair as far as they are known, ready to be drawn.
 *
 * @param unit the loss's unit, for the axis
 * @example
 * const [pair] = Object.values(recordedRun(result).pairs);
 * pairCurves(pair, 'nats').series.length; // 2
 */
export function pairCurves(pair: ShownPair, unit: string): InterpolationData {
  const series = labelledPaths(pair).map(({ path, label }) =>
    path.tag === 'finished'
      ? finishedSeries(path.record, label)
      : runningSeries(path.progress, label),
  );
  return { ...endsOfPair(pair), unit, series };
}

/** The accuracy along one path; without points where there is none, or none yet. */
export interface AccuracySeries {
  readonly label: string;
  /** Fractions of the evaluation set, by t. */
  readonly points: readonly CurvePoint[];
  readonly lowest: CurvePoint | null;
}

/** The accuracy along all paths between two endpoints, each in its place among them. */
export interface AccuracyData {
  readonly a: string;
  readonly b: string;
  readonly series: readonly AccuracySeries[];
}

/**
 * The accuracy along the paths of a pair, or null where none has one.
 *
 * @example
 * const [pair] = Object.values(recordedRun(result).pairs);
 * accuracyData(pair); // null
 */
export function accuracyData(pair: ShownPair): AccuracyData | null {
  const series = labelledPaths(pair).map(({ path, label }) => {
    const record = path.tag === 'finished' ? path.record.accuracy : null;
    const points = record === null ? [] : curvePoints(record.t, record.accuracy);
    return { label, points, lowest: lowestOf(points) };
  });
  return series.some(({ points }) => points.length > 0) ? { ...endsOfPair(pair), series } : null;
}

function lowestOf(points: readonly CurvePoint[]): CurvePoint | null {
  const known = points.filter(({ y }) => y !== null);
  return known.reduce<CurvePoint | null>(
    (low, point) => (low === null || Number(point.y) < Number(low.y) ? point : low),
    null,
  );
}

/** What one strategy spent, and how low its path stays. */
export interface CostPoint {
  readonly label: string;
  readonly gradientEvaluations: number;
  /** Null where no peak is known yet. */
  readonly peak: number | null;
  readonly level: number;
  readonly outcome: InterpolationSeries['outcome'];
}

/** Cost against quality of all strategies between two endpoints. */
export interface CostData {
  readonly a: string;
  readonly b: string;
  readonly unit: string;
  /** Whether levels were sought, so that peaks are compared with each other and not with a level. */
  readonly isSought: boolean;
  readonly points: readonly CostPoint[];
}

/**
 * Cost against quality of the strategies of a pair.
 *
 * @param unit the loss's unit, for the axis
 * @example
 * const [pair] = Object.values(recordedRun(result).pairs);
 * costData(pair, 'nats').points.map(({ gradientEvaluations }) => gradientEvaluations); // [0, 0]
 */
export function costData(pair: ShownPair, unit: string): CostData {
  const paths = labelledPaths(pair);
  return {
    ...endsOfPair(pair),
    unit,
    isSought: paths.some(({ path }) => path.tag === 'finished' && path.record.lowest !== null),
    points: paths.map(({ path, label }) => costPoint(path, label)),
  };
}

function costPoint(path: ShownPath, label: string): CostPoint {
  const { level, peak, outcome } =
    path.tag === 'finished'
      ? finishedSeries(path.record, label)
      : runningSeries(path.progress, label);
  const height = peak === null ? Number.NaN : toNumber(peak.loss);
  const gradientEvaluations =
    path.tag === 'finished'
      ? path.record.cost.gradientEvaluations
      : path.progress.gradientEvaluations;
  return {
    ...{ label, gradientEvaluations, level, outcome },
    peak: Number.isFinite(height) ? height : null,
  };
}

function endsOfPair({ pair: [a, b], alignment }: ShownPair) {
  return { a, b: endName({ b, alignment }) };
}

/** The paths in the order of the experiment, by the names that all charts have for them. */
function labelledPaths(pair: ShownPair) {
  const paths = pathsInOrder(pair);
  const labels = pathLabels(
    paths.map((path) =>
      path.tag === 'finished' ? path.record : { strategy: path.progress.strategy, options: {} },
    ),
  );
  return paths.map((path, i) => ({ path, label: labels[i] ?? '' }));
}
