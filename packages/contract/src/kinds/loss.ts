import type { Tensor, TensorLibrary } from './tensors.js';
import type { Params } from '../parameters/parameters.js';
import type { WidePoint } from '../parameters/wide-point.js';

/** A loss of predictions, or a regularizer computed from the parameters alone. */
export type Loss = PredictionLoss | Regularizer;

/** A loss per sample; the loss of a set is its mean over the samples. */
export interface PredictionLoss {
  readonly on: 'prediction';
  /** For axis labels: `nats`, `squared error` … */
  readonly unit: string;
  /**
   * The targets that it takes; one-hot classes count as values too where 'any'. 'binary': values that
   * are all 0 or 1.
   */
  readonly targets: 'values' | 'classes' | 'binary' | 'any';
  /** Convex in the prediction: then moving only a linear last layer is certain without sampling. */
  readonly convex: boolean;
  /**
   * Whether the loss of a sample stays what it is where all its outputs are raised by one number, as
   * where they go through a softmax. Absent: no.
   */
  readonly shiftInvariant?: boolean;
  /** Losses `[B]` of predictions `[B, ...output]`, in plain tfjs, differentiable by tfjs. */
  tfjs(prediction: Tensor, target: Tensor, tf: TensorLibrary): Tensor;
  readonly reference: ReferenceLoss;
  /**
   * Whether a sample is classified rightly, of the same arguments as `reference.value`, where the loss
   * says what a prediction decides; then accuracy is defined. Absent: it is defined for targets that are
   * classes, and a sample is right where the largest output is that of its class.
   */
  isRight?(z: Float64Array, y: Float32Array, at: number, size: number): boolean;
  /** What a certifier may rely on; absent: nothing is proved of it, and it is refused by name. */
  readonly bounds?: LossBounds;
  /** Its kernel in the fast engine; absent: its networks run on another engine. */
  readonly fast?: FastLoss;
}

/**
 * The name of a loss of a sample that there is a kernel for: docs/reference.md lists them ("Kernels").
 * `squared-error` and `absolute-error` are sums over the outputs of `(z - y)^2` and
 * of `|z - y|`; `cross-entropy` is `logsumexp(z) - y·z` for targets that sum to 1. A run refuses
 * another name.
 */
export type FastLoss = string;

/**
 * The same loss in float64, for one sample: its prediction `z` and target `y` are the `size` entries
 * of the arrays that begin at `at`; results are written at the same places of `out`.
 */
export interface ReferenceLoss {
  value(z: Float64Array, y: Float32Array, at: number, size: number): number;
  gradient(z: Float64Array, y: Float32Array, at: number, size: number, out: Float64Array): void;
  /** The Hessian in z times the direction `v` (which lies at the same places). */
  hessianVector(
    z: Float64Array,
    y: Float32Array,
    at: number,
    size: number,
    v: Float64Array,
    out: Float64Array,
  ): void;
}

/**
 * What the loss of a sample is at most and at least where prediction i lies in `[low[i], high[i]]` and its target
 * is `y[i]`, both of the `size` entries from `at` on: for real numbers, with the rounding of the bound itself.
 */
export interface LossBounds {
  most(low: Float64Array, high: Float64Array, y: Float32Array, at: number, size: number): number;
  least(low: Float64Array, high: Float64Array, y: Float32Array, at: number, size: number): number;
  /**
   * Whether `isRight` might be false somewhere there. What is classified as a target is must be convex (a half
   * space, or several). Absent: nothing is proved of accuracy, unless `isRight` is absent too.
   */
  mayErr?(
    low: Float64Array,
    high: Float64Array,
    y: Float32Array,
    at: number,
    size: number,
  ): boolean;
}

/** A penalty on the parameters: it shapes training and descent, and is never part of a level. */
export interface Regularizer {
  readonly on: 'parameters';
  value(params: Params): number;
  gradient(params: Params): Params;
  /**
   * The Hessian at a point, in float64, times a direction, by the names of the arrays; absent: reports on
   * curvature are about the data loss alone, and say so.
   */
  hessianVector?(point: WidePoint, direction: WidePoint): Readonly<Record<string, Float64Array>>;
}
