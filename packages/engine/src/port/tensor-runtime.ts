import type { Dataset, PredictionLoss } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import type { CodeNetwork, GraphNetwork, Network } from '../network/network.js';
import type { Engine } from './engine.js';
import type { Evaluator } from './evaluator.js';

/**
 * Computes networks with a library of tensors, which networks given as code need, and layers without
 * kernels profit from. `@isthmus/tfjs` has one. It is handed to whoever opens networks, so that
 * nobody loads such a library who does not use it; without one, networks that need it are refused.
 */
export interface TensorRuntime {
  /** An engine for any network. */
  createEngine(network: Network, loss: PredictionLoss): Promise<Engine>;
  /** One that is faster than the float64 reference on large networks; null where there is none. */
  createFasterEngine(network: GraphNetwork, loss: PredictionLoss): Promise<Engine | null>;
  /** The evaluator of a network given as code. */
  createEvaluator(network: CodeNetwork, loss: PredictionLoss, data: Dataset): Promise<Evaluator>;
  /** Predictions `[N, ...output]`, and what the pass did to the tensors that it was given and made. */
  observe(network: Network, params: Params, data: Dataset): Promise<ForwardPass>;
  /** Whether it computes on this host, and rightly. */
  check(): Promise<TensorCheck>;
}

/** A forward pass, for checks of architectures and layers. */
export interface ForwardPass {
  /** `[N, ...output]`. */
  readonly predictions: Float64Array;
  /** The shape that the tensor of predictions had. */
  readonly shape: readonly number[];
  /** Whether all tensors that were lent to it were alive when it ended. */
  readonly intact: boolean;
  /** Tensors that it made and left behind. */
  readonly left: number;
}

/** What a library of tensors computes with on this host. */
export interface TensorCheck {
  /** Such as `tfjs-wasm 4.22.0`. */
  readonly backends: readonly string[];
  /** Why it cannot be used; null: loaded, its corrections in place, and its numbers right. */
  readonly fault: string | null;
}
