import { IsthmusError } from '@isthmus/contract/base';
import { flattenWide } from '@isthmus/contract/internal';
import type {
  AnalysisCost,
  DataPart,
  Dataset,
  LossGradient,
  NetworkMeasures,
  NodeValues,
  Objective,
  PredictionLoss,
} from '@isthmus/contract';
import type { Rng } from '@isthmus/contract/base';
import { statisticsOf } from '@isthmus/contract/parameters';
import type { Params, ParamSpec, WidePoint } from '@isthmus/contract/parameters';
import type { Checkpoint, Evaluator, GraphNetwork, Network } from '@isthmus/engine';
import { createReference, reestimate } from '@isthmus/engine';
import type { MatrixProducts } from '@isthmus/engine/internal';
import { INPUT } from '@isthmus/engine/internal';
import { objectiveLandscape, unflattenWide, withShapes } from '../curvature/landscape.js';

/** What measures are taken of, and with. */
export interface MeasuresSource {
  readonly spec: ParamSpec;
  /** Null for an objective. */
  readonly network: Network | null;
  /** The loss of predictions; null for an objective. */
  readonly loss: PredictionLoss | null;
  /** Null for a network. */
  readonly objective: Objective | null;
  /** Without rows for an objective. */
  readonly evaluation: Dataset;
  /** What networks are trained on; without rows where nothing is set apart for it. */
  readonly train: Dataset;
  /** The evaluator of the evaluation set, or of the objective. */
  readonly evaluator: Evaluator;
  gradients(models: readonly Params[], rng: Rng): readonly LossGradient[];
  /** The engine's losses on the evaluation set at places of a segment; absent: those of the evaluator. */
  scan?(from: Params, to: Params, t: readonly number[]): Float64Array;
  /** What multiplies matrices; it decides the speed, never a bit. */
  readonly products?: MatrixProducts;
  /** Called before every pass over data; what it throws ends the call. */
  readonly checkpoint?: Checkpoint;
}

/** Measures with what has been spent on them. */
export interface CountedMeasures {
  readonly measures: NetworkMeasures;
  cost(): Omit<AnalysisCost, 'seconds'>;
}

/**
 * What a symmetry or an analysis may measure, counted.
 *
 * @example
 * const { splits } = data;
 * const evaluator = await createEvaluator(network, loss, splits.probe, null);
 * const { measures, cost } = createMeasures({
 *   ...{ spec: network.spec, network, loss, objective: null, evaluator },
 *   ...{ evaluation: splits.probe, train: splits.train },
 *   gradients: () => [],
 * });
 * measures.unitsOf('dense1', a, 'evaluation', 3).shape; // [3, 4]
 * cost().lossEvaluations; // 1
 */
export function createMeasures(source: MeasuresSource): CountedMeasures {
  const spent = { lossEvaluations: 0, gradientEvaluations: 0, hessianProducts: 0 };
  const counted = <T>(kind: keyof typeof spent, action: () => T, by = 1): T => {
    source.checkpoint?.();
    spent[kind] += by;
    return action();
  };
  const loss = <T>(action: () => T) => counted('lossEvaluations', action);
  const { evaluator, evaluation, train } = source;
  const derivatives = createDerivatives(source);
  const measures: NetworkMeasures = {
    rows: { evaluation: evaluation.size, train: train.size },
    loss: source.loss && factsOf(source.loss),
    value: (params) => loss(() => evaluator.value(params)),
    valueAt: (point) => loss(() => evaluator.valueAt(point)),
    along: (from, to) => {
      const lossAt = evaluator.along(from, to);
      return (t) => loss(() => lossAt(t));
    },
    scan: (from, to, t) => counted('lossEvaluations', () => scanned(source, from, to, t), t.length),
    reestimated: (params) => reestimated(source, params, loss),
    accuracy: (params) => loss(() => evaluator.accuracy(params)),
    predict: (params) => loss(() => evaluator.predict(params)),
    unitsOf: (node, point, part, most, first) =>
      loss(() => unitsOf(source, derivatives.reference, [node], point, part, most, first)[0]!),
    unitsOfEach: (nodes, point, part, most, first) =>
      loss(() => unitsOf(source, derivatives.reference, nodes, point, part, most, first)),
    gradientAt: (point) => counted('gradientEvaluations', () => derivatives.gradientAt(point)),
    hessianVector: (point, direction) =>
      counted('hessianProducts', () => derivatives.hessianVector(point, direction)),
    gradients: (models, rng) =>
      counted('gradientEvaluations', () => source.gradients(models, rng), models.length),
  };
  return { measures, cost: () => ({ ...spent }) };
}

function scanned(source: MeasuresSource, from: Params, to: Params, t: readonly number[]) {
  return source.scan?.(from, to, t) ?? Float64Array.from(t, source.evaluator.along(from, to));
}

/** A pass where there is something to estimate. */
function reestimated(
  { network, spec, train, products }: MeasuresSource,
  params: Params,
  counted: (action: () => Params) => Params,
): Params {
  if (network === null || train.size === 0 || statisticsOf(spec).length === 0) return params;
  return counted(() => reestimate(network, params, train, products));
}

type ReferenceOf = () => ReturnType<typeof createReference>;

type Derivatives = Pick<NetworkMeasures, 'gradientAt' | 'hessianVector'> & {
  readonly reference: ReferenceOf;
};

function createDerivatives(source: MeasuresSource): Derivatives {
  const { spec, objective, evaluation } = source;
  let made: ReturnType<typeof createReference> | undefined;
  // Made once it is asked for: most symmetries ask for none.
  const reference = () => {
    const { network, loss } = structured(source);
    return (made ??= createReference(network, loss, source.products));
  };
  if (objective === null)
    return {
      reference,
      gradientAt: (point) => withShapes(spec, reference().gradient(point, evaluation).gradient),
      hessianVector: (point, direction) =>
        withShapes(spec, reference().hessianVector(point, direction, evaluation)),
    };
  const landscape = objectiveLandscape(objective);
  const flat = (point: WidePoint) => flattenWide(spec, point);
  return {
    reference,
    gradientAt: (point) => unflattenWide(spec, objective.gradient(flat(point))),
    hessianVector: (point, direction) =>
      unflattenWide(spec, landscape.hessianVector(flat(point), flat(direction))),
  };
}

function unitsOf(
  source: MeasuresSource,
  reference: ReferenceOf,
  nodes: readonly string[],
  point: Params | WidePoint,
  part: DataPart,
  most = Infinity,
  first = 0,
): readonly NodeValues[] {
  const { network } = structured(source);
  const data = rowsFrom(source[part], network.input, first, most);
  const shapeOf = (node: string) =>
    node === INPUT
      ? network.input
      : (network.nodes.find(({ id }) => id === node)?.outputShape ?? []);
  const values = data.size === 0 ? [] : reference().valuesOfEach(nodes, point, data);
  return nodes.map((node, i) => ({
    shape: [data.size, ...shapeOf(node)],
    data: values[i] ?? new Float64Array(),
  }));
}

function rowsFrom(data: Dataset, input: readonly number[], first: number, most: number): Dataset {
  const from = Math.min(Math.max(first, 0), data.size);
  const to = Math.min(from + most, data.size);
  const row = input.reduce((product, length) => product * length, 1);
  return { ...data, size: to - from, x: data.x.subarray(from * row, to * row) };
}

function factsOf({
  unit,
  convex,
  shiftInvariant = false,
}: PredictionLoss): NetworkMeasures['loss'] {
  return { unit, convex, shiftInvariant };
}

function structured({ network, loss }: MeasuresSource): {
  readonly network: GraphNetwork;
  readonly loss: PredictionLoss;
} {
  if (network?.kind === 'graph' && loss !== null) return { network, loss };
  throw new IsthmusError(
    'measures/unavailable',
    network === null
      ? 'An objective has no units: only values, gradients and Hessian products can be measured of it.'
      : 'The network is given as code, so its units and its float64 derivatives cannot be measured. Give it as a layer graph, or say so by `refusal` of the analysis.',
  );
}
