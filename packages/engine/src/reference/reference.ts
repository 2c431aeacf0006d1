import type { Dataset } from '@isthmus/contract';

/**
 * Parameters as the reference takes them: float32 as trained, or float64, so that points between
 * two networks need no rounding.
 */
export type ReferenceValues = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }>
>;

/** A number for every parameter, by the name of its array. */
export type ReferenceVector = Readonly<Record<string, Float64Array>>;

/**
 * Where the noise of training comes from: `count` numbers uniform in [0, 1) for a node, row-major
 * over the whole batch. Asked once per node and gradient, in the order of the nodes.
 */
export type ReferenceNoise = (nodeId: string, count: number) => Float32Array;

/** Inputs without targets. */
export type DatasetInputs = Pick<Dataset, 'size' | 'x'>;

/** The mean loss over a batch and its gradient. */
export interface ReferenceGradient {
  readonly value: number;
  readonly gradient: ReferenceVector;
}

/**
 * A network and its loss in float64, in plain code that shares nothing with tfjs: what sets a
 * threshold, a profile or a verdict. Arguments are never written to, results are the caller's.
 */
export interface Reference {
  /** Predictions `[N, ...output]`; a row's does not depend on the other rows. */
  predict(values: ReferenceValues, data: DatasetInputs): Float64Array;
  /**
   * What a node gives in evaluation, `[N, ...shape]`; `input` gives the inputs.
   *
   * @throws `network/unknown-node`
   */
  valuesOf(node: string, values: ReferenceValues, data: DatasetInputs): Float64Array;
  /** The same of several nodes, by one pass. @throws `network/unknown-node` */
  valuesOfEach(
    nodes: readonly string[],
    values: ReferenceValues,
    data: DatasetInputs,
  ): readonly Float64Array[];
  /** The mean loss over the samples. */
  loss(values: ReferenceValues, data: Dataset): number;
  /**
   * The mean loss at `(1-t)from + t to` by t, interpolated in float64; at the ends it is `loss`, bit for
   * bit. Products with what depends on no parameter are made once, so many t of a segment are quicker
   * than as many losses. Neither end may be written to while it is used.
   */
  lossAlong(from: ReferenceValues, to: ReferenceValues, data: Dataset): (t: number) => number;
  /** Fraction of samples that are classified rightly; see `PredictionLoss.isRight`. */
  accuracy(values: ReferenceValues, data: Dataset): number;
  /** The mean loss and its gradient: as in training where `noise` is given, else as in evaluation. */
  gradient(values: ReferenceValues, data: Dataset, noise?: ReferenceNoise): ReferenceGradient;
  /** The Hessian of the mean loss (as in evaluation) times a direction. */
  hessianVector(
    values: ReferenceValues,
    direction: ReferenceValues,
    data: Dataset,
  ): ReferenceVector;
}
