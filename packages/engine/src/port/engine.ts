import type { Rng } from '@isthmus/contract/base';
import type {
  Dataset,
  LossGradient,
  Optimizer,
  Regularizer,
  Trained,
  Trainee,
} from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';

/**
 * Loss and gradients of a network, as fast as this implementation can: it proposes, the evaluator
 * decides. Losses are data losses, without regularizers, unless it is said that they are in.
 */
export interface Engine {
  /** For the record, such as `reference`, `tfjs-wasm 4.22.0` or `fast (wide kernels …)`. */
  readonly name: string;
  /** The mean loss of each model on the data, without noise. */
  value(models: readonly Params[], data: Dataset): readonly number[];
  /**
   * The loss and gradient of each model on the batch.
   *
   * @param noise where layers such as dropout draw from, in training, where others look at the whole
   * batch; null: as in evaluation
   */
  valueAndGradient(
    models: readonly Params[],
    batch: Dataset,
    noise: Rng | null,
  ): readonly LossGradient[];
  /** Optimizer steps of several models side by side; each rests by itself. Statistics stay as they are. */
  trainMany(trainees: readonly Trainee[], training: SharedTraining): readonly Trained[];
  /** The losses at every t of every segment, without noise: an array for each segment. */
  profile(scans: readonly SegmentScan[], data: Dataset): readonly Float64Array[];
  /** Frees what the engine holds; it is not used afterwards. */
  dispose(): void;
}

/** Points of the segment from `from` (t = 0) to `to` (t = 1). */
export interface SegmentScan {
  readonly from: Params;
  readonly to: Params;
  /** Each in [0, 1]. */
  readonly t: readonly number[];
}

/** What all models of a training share. */
export interface SharedTraining {
  readonly optimizer: Optimizer<unknown>;
  /** Added to losses and gradients. */
  readonly regularizers: readonly Regularizer[];
  readonly data: Dataset;
  /** The rows of the batch of a step of this call, counted from 0; null: all rows of the data. */
  rows(step: number): Int32Array | null;
  /**
   * Where the noise of a step of this call draws from; null: none, and steps as in evaluation. May go
   * unasked where no layer differs in training.
   */
  noise(step: number): Rng | null;
}

/**
 * Called by an engine at least every 50 ms of work; what it throws ends the call of the engine, and
 * leaves the engine fit for use.
 */
export type Checkpoint = () => void;

/** Which engine to use; `auto` decides by the network and the batch, never by timing. */
export type EngineChoice = 'auto' | 'fast' | 'reference' | 'tfjs';
