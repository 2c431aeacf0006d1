import type { Rng } from '../base/rng.js';
import type { LossGradient } from '../contract/path-strategy.js';
import type { Dataset } from '../contract/task.js';
import type { Params } from '../parameters/parameters.js';

/**
 * Loss and gradients of a network, as fast as this implementation can: it proposes, the evaluator
 * decides. Losses are data losses, without regularizers.
 */
export interface Engine {
  /** For the record, such as `reference` or `tfjs-wasm 4.22.0`. */
  readonly name: string;
  /**
   * The loss and gradient of each model on the batch.
   *
   * @param noise where layers such as dropout draw from; null: none of their noise
   */
  gradients(models: readonly Params[], batch: Dataset, noise: Rng | null): readonly LossGradient[];
  /** Frees what the engine holds; it is not used afterwards. */
  dispose(): void;
}

/** Which engine to use; `auto` decides by the size of the network and the batch, never by timing. */
export type EngineChoice = 'auto' | 'reference' | 'tfjs';
