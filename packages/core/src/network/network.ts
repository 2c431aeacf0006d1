import type { Tensor } from '@tensorflow/tfjs';
import type { Rng } from '../base/rng.js';
import type { LayerGraph, LayerNode, Tensors } from '../contract/architecture.js';
import type { Layer } from '../contract/layer.js';
import type { LayerSummary } from '../contract/result.js';
import type { NetworkView } from '../contract/symmetry.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';

/** A network ready for its interpreters: a layer graph with all shapes known, or plain tfjs code. */
export type Network = GraphNetwork | CodeNetwork;

interface NetworkBase {
  readonly spec: ParamSpec;
  /** Shape of one input, without the batch axis. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly view: NetworkView;
  readonly summary: readonly LayerSummary[];
  /** Fresh parameters; each leaf draws from a fork of its own, so adding a layer moves no other. */
  init(rng: Rng): Params;
}

/** A network given as data. */
export interface GraphNetwork extends NetworkBase {
  readonly kind: 'graph';
  readonly graph: LayerGraph;
  /** In an order in which they can be computed. */
  readonly nodes: readonly BoundNode[];
  readonly outputNode: string;
}

/** A network given as a function in plain tfjs. */
export interface CodeNetwork extends NetworkBase {
  readonly kind: 'code';
  apply(params: Tensors, x: Tensor): Tensor;
}

/** A node with its layer, its shapes and the full names of its parameters. */
export interface BoundNode extends LayerNode {
  readonly layer: Layer;
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  /** The layer's own name of each parameter (`kernel`) to the network's (`dense1.kernel`). */
  readonly leaves: Readonly<Record<string, string>>;
}
