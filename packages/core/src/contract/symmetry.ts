import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { LayerGraph } from './architecture.js';
import type { Layer } from './layer.js';

/** What a symmetry may read of a network. */
export interface NetworkView {
  readonly spec: ParamSpec;
  /** Absent for an architecture given as code: then only the axis labels of the spec speak. */
  readonly structure?: {
    readonly graph: LayerGraph;
    readonly input: readonly number[];
    /** The layer of a node. */
    layerOf(nodeId: string): Layer;
  };
}

/** Finds an element of a symmetry group that brings b near to a, and applies elements. */
export interface Symmetry {
  align(network: NetworkView, a: Params, b: Params, rng: Rng): GroupElement;
  /** The function of the network is kept; the parameters are rounded to float32. */
  act(network: NetworkView, element: GroupElement, params: Params): Params;
}

/** Per axis label, the factors in the order in which they act. */
export type GroupElement = Readonly<Record<string, readonly GroupFactor[]>>;

/** One factor on one space of tied axes. */
export type GroupFactor =
  /** Unit i of the result is unit `map[i]` of the argument. */
  | { readonly kind: 'permutation'; readonly map: Int32Array }
  /** Unit i is multiplied by `by[i]`, 1 or -1; what reads it, by the same. */
  | { readonly kind: 'sign'; readonly by: Int8Array }
  /** What makes unit i is multiplied by `by[i]` > 0; what reads it is divided by that. */
  | { readonly kind: 'scaling'; readonly by: Float64Array };
