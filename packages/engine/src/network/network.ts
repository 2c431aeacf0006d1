import type { Rng } from '@isthmus/contract/base';
import type {
  Layer,
  LayerGraph,
  LayerNode,
  LayerSummary,
  NetworkView,
  Tensor,
  TensorLibrary,
  Tensors,
} from '@isthmus/contract';
import type { Params, ParamSpec } from '@isthmus/contract/parameters';

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
  apply(params: Tensors, x: Tensor, tf: TensorLibrary): Tensor;
}

/** A node with its layer, its shapes and the full names of its parameters. */
export interface BoundNode extends LayerNode {
  readonly layer: Layer;
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  /** The layer's own name of each parameter (`kernel`) to the network's (`dense1.kernel`). */
  readonly leaves: Readonly<Record<string, string>>;
}
