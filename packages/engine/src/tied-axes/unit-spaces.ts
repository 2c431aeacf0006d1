import type { PluginName } from '@isthmus/contract';

/** One axis of one parameter array that belongs to a unit space. */
export interface AxisBinding {
  /** The full name of the parameter array, such as `dense1.kernel`. */
  readonly leaf: string;
  /** Counted from 0. */
  readonly axis: number;
  /**
   * The axis is this many runs of the space's units, unit fastest: h·w after `[h, w, c]` was
   * flattened, else 1.
   */
  readonly blocks: number;
  /**
   * `makes`: the array computes the units (output axis of a kernel, bias); `reads`: it takes them as
   * its input. `tied`: it changes places with the units and keeps its size whatever theirs: known by
   * its label alone, or on the other side of a normalization.
   */
  readonly role: 'makes' | 'reads' | 'tied';
}

/** Units that may change places together, in every array that makes or reads them. */
export interface UnitSpace {
  /** The id of the first layer that makes the units, or the label of the axes. */
  readonly name: string;
  /** The number of units. */
  readonly size: number;
  /**
   * Whether a positive factor on a unit, undone where it is read, keeps the function. What is `tied`
   * is not multiplied.
   */
  readonly scaling: boolean;
  /** Whether a factor of -1 does. */
  readonly sign: boolean;
  readonly bindings: readonly AxisBinding[];
}

/** What is known of a network's symmetries. */
export interface TiedAxes {
  /** In the order of the layers that make them, or in which their labels first stand. */
  readonly spaces: readonly UnitSpace[];
  /** Layers of unknown behaviour: the channels that they take and give are claimed by no space. */
  readonly unclaimed: readonly { readonly node: string; readonly layer: PluginName }[];
}
