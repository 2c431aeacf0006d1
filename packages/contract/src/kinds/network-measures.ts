import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { WidePoint } from '../parameters/wide-point.js';
import type { PredictionLoss } from './loss.js';

/**
 * What a symmetry or an analysis may measure of a network on its data, or of an objective. Losses
 * are data losses without regularizers, in the arithmetic that decides: the float64 reference (for a
 * network given as code float32 passes). All of it is counted, and a cancel ends any of it by a throw.
 */
export interface NetworkMeasures {
  /** How many rows the evaluation set and the train split have; 0 where there are no data. */
  readonly rows: { readonly evaluation: number; readonly train: number };
  /** What the loss of predictions says of itself; null for an objective. */
  readonly loss: Pick<PredictionLoss, 'unit' | 'convex' | 'shiftInvariant'> | null;
  /** The data loss on the evaluation set. */
  value(params: Params): number;
  /** The same at a point in float64. */
  valueAt(point: WidePoint): number;
  /** The same at `(1-t)from + t to`, by t; neither end may be written to while it is used. */
  along(from: Params, to: Params): (t: number) => number;
  /**
   * The same at several t of a segment, by the engine, in float32 (an objective in float64): quick, for what
   * is drawn. Each t is in [0, 1], and counts as one pass.
   */
  scan(from: Params, to: Params, t: readonly number[]): Float64Array;
  /**
   * The parameters with their statistics (of layers that normalize by the batch) estimated anew on the train
   * rows, as training does it before it decides; the same where they have none, and for an objective.
   */
  reestimated(params: Params): Params;
  /** The fraction of the evaluation set that is classified rightly; NaN where there are no classes. */
  accuracy(params: Params): number;
  /** Predictions `[N, ...output]` on the evaluation set. */
  predict(params: Params): Float64Array;
  /**
   * What a node of the layer graph gives for rows of a split, in evaluation (without noise).
   *
   * @param node the id of a node, or `input`
   * @param most rows at most; all of them where left out
   * @param first the place of the first of them; 0 where left out
   * @throws `measures/unavailable` for a network that is no layer graph, and for an objective
   */
  unitsOf(
    node: string,
    point: Params | WidePoint,
    split: DataPart,
    most?: number,
    first?: number,
  ): NodeValues;
  /** The same of several nodes, by one pass over the rows. @throws `measures/unavailable` */
  unitsOfEach(
    nodes: readonly string[],
    point: Params | WidePoint,
    split: DataPart,
    most?: number,
    first?: number,
  ): readonly NodeValues[];
  /** The gradient of the data loss on the evaluation set, in float64. @throws `measures/unavailable` */
  gradientAt(point: WidePoint): WidePoint;
  /**
   * The Hessian of the data loss on the evaluation set at a point, times a direction, in float64; at a
   * kink that of one smooth piece beside it. @throws `measures/unavailable`
   */
  hessianVector(point: WidePoint, direction: WidePoint): WidePoint;
  /**
   * Loss and gradient of the training objective (regularizers and noise included) at several models
   * side by side, all on the one batch that `rng` draws; by the engine, so it proposes only.
   */
  gradients(models: readonly Params[], rng: Rng): readonly LossGradient[];
}

/** A loss and its gradient. */
export interface LossGradient {
  readonly value: number;
  readonly gradient: Params;
}

/** Which rows are looked at: those that decide, or those that networks are trained on. */
export type DataPart = 'evaluation' | 'train';

/** What a node gives for some rows. */
export interface NodeValues {
  /** `[rows, ...shape]`, the units (channels) along the last axis. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
}
