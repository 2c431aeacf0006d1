import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { PluginName } from './ref.js';
import type { Tensor, TensorLibrary, Tensors } from './tensors.js';

/** Shapes of one sample, without the batch axis. */
export interface SampleShapes {
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** A family of networks; for a task's shapes it gives one network. */
export interface Architecture {
  /** @throws `architecture/unfit` when the shapes do not fit, saying which do */
  build(shapes: SampleShapes): Blueprint;
}

/** A network as a layer graph (data, read by every interpreter) or as plain tfjs code. */
export type Blueprint = GraphBlueprint | CodeBlueprint;

/** A network as data: whatever reads graphs works for it. */
export interface GraphBlueprint {
  readonly graph: LayerGraph;
}

/** A network as a function in plain tfjs: everything works for it but what needs structure. */
export interface CodeBlueprint {
  readonly spec: ParamSpec;
  init(rng: Rng): Params;
  /** Predictions `[B, ...output]` for inputs `[B, ...input]`; called inside a tidy scope. */
  apply(params: Tensors, x: Tensor, tf: TensorLibrary): Tensor;
}

/** A directed acyclic graph of layers; nodes stand in an order in which they can be computed. */
export interface LayerGraph {
  readonly nodes: readonly LayerNode[];
  /** The id of the node whose value is the prediction. */
  readonly output: string;
}

/** One layer of a graph. */
export interface LayerNode {
  /** Unique in the graph; the prefix of its parameters' names (`dense1.kernel`). */
  readonly id: string;
  readonly use: PluginName;
  readonly options: Readonly<Record<string, unknown>>;
  /** Ids of the nodes that feed it; `input` is the network's input. */
  readonly inputs: readonly string[];
}
