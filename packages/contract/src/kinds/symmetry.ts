import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { LayerGraph } from './architecture.js';
import type { Layer } from './layer.js';
import type { NetworkMeasures } from './network-measures.js';

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

/**
 * Finds elements of a symmetry group that bring b near to a, and applies elements.
 *
 * A symmetry only proposes: who runs it compares everything proposed with leaving b as it is, by the
 * straight line from a and by distance, both in the network's own coordinates. So b never ends
 * farther away than it was, nor behind a higher hill, whatever a symmetry proposes.
 */
export interface Symmetry {
  /**
   * Why it finds nothing in a network, whatever its weights are, such as "it is exact for one hidden
   * layer, and this network has 3"; null where it may. Asked before anything is trained. Absent: it takes
   * any.
   */
  refusal?(network: NetworkView): string | null;
  /**
   * The element that it would take itself.
   *
   * @param measures what it may ask of the loss and of the units, as it likes: counted, not limited
   */
  align(
    network: NetworkView,
    a: Params,
    b: Params,
    rng: Rng,
    measures: NetworkMeasures,
  ): GroupElement;
  /** All that is worth comparing, best guess first; where left out, what `align` gives alone. */
  candidates?(
    network: NetworkView,
    a: Params,
    b: Params,
    rng: Rng,
    measures: NetworkMeasures,
  ): readonly AlignmentProposal[];
  /**
   * Ways to bring several networks into one frame, by one element for each; there is no order among them.
   * What brings network j to network i is then the inverse of i's element after that of j, so that one
   * pair's alignment after another's is that of the pair that they span. A run with more than two endpoints
   * asks for this alone where a symmetry has it, and takes a frame for all of its pairs, or for none.
   *
   * @param models three or more
   */
  alignAll?(
    network: NetworkView,
    models: readonly Params[],
    rng: Rng,
    measures: NetworkMeasures,
  ): readonly FrameProposal[];
  /** By what the best is chosen; `peak` where left out. A symmetry takes it from its options. */
  readonly choose?: AlignmentRule;
  /**
   * The function of the network is kept (by a shift of all outputs, the loss alone); the parameters are
   * rounded to float32.
   */
  act(network: NetworkView, element: GroupElement, params: Params): Params;
}

/** An element that might bring b near to a. */
export interface AlignmentProposal {
  /** How it was found, short: it stands in the record. */
  readonly label: string;
  readonly element: GroupElement;
}

/** One frame for several networks. */
export interface FrameProposal {
  /** How it was found, short: it stands in the record. */
  readonly label: string;
  /** For each network what brings it into the frame, in their order; no shifts of the outputs are among the factors. */
  readonly elements: readonly GroupElement[];
}

/**
 * What makes one candidate better than another: the peak of the straight line from a, or the distance
 * from a. The other of the two decides between equals, and neither may be worse than without it.
 */
export type AlignmentRule = 'peak' | 'distance';

/**
 * Per unit space (or axis label), the factors in the order in which they act. Factors on different
 * spaces do not touch each other; a shift, by the id of the output's layer, acts after all others.
 */
export type GroupElement = Readonly<Record<string, readonly GroupFactor[]>>;

/** One factor on one unit space. */
export type GroupFactor =
  /** Unit i of the result is unit `map[i]` of the argument. */
  | { readonly kind: 'permutation'; readonly map: Int32Array }
  /**
   * Unit i is multiplied by `by[i]`, 1 or -1; what reads it, by the same. A unit that no factor of -1
   * but a reflection turns becomes its constant minus itself: what makes it and what reads it change as
   * before, and the biases of what reads it take up the constant.
   */
  | { readonly kind: 'sign'; readonly by: Int8Array }
  /** What makes unit i is multiplied by `by[i]` > 0; what reads it is divided by that. */
  | { readonly kind: 'scaling'; readonly by: Float64Array }
  /**
   * The units become `matrix` times the units, where nothing but layers that average lies between what
   * makes and what reads them; what reads them is multiplied by `inverse`. Both row-major `[units, units]`.
   */
  | { readonly kind: 'linear'; readonly matrix: Float64Array; readonly inverse: Float64Array }
  /**
   * All outputs of a row are raised by one number: `weights[i]` is added to the i-th weight of every
   * output, `bias` to every bias. It changes the function, and keeps every loss that is `shiftInvariant`.
   */
  | { readonly kind: 'shift'; readonly weights: Float64Array; readonly bias: number };
