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
  /**
   * Whether any invertible matrix on the units does, undone where they are read: nothing but layers
   * that average lies between what makes them and what reads them.
   */
  readonly linear: boolean;
  /**
   * What takes up the constant where a factor of -1 turns a unit h into a constant minus h, as with
   * the logistic function; null where that is no symmetry, or `sign` says all of it.
   */
  readonly reflection: readonly Reflector[] | null;
  readonly bindings: readonly AxisBinding[];
  /** Where the units can be looked at, in the order of the graph; none of what labels declare. */
  readonly nodes: readonly UnitNode[];
}

/** A node of the graph whose output has the units of a space along its last axis. */
export interface UnitNode {
  readonly node: string;
  /** Runs of the units along that axis, unit fastest, as in `AxisBinding`. */
  readonly blocks: number;
  /** Whether an activation lies between what makes the units and here, on any way. */
  readonly stage: 'before' | 'after';
  /** For an activation: the node whose output goes into it; null where it is none. */
  readonly activates: string | null;
}

/** A layer that reads units and has a bias, which takes up what a unit is raised by everywhere. */
export interface ConstantReader {
  /** The full name of its kernel. */
  readonly kernel: string;
  /** The axis along which the units are read, and their runs along it, as in `AxisBinding`. */
  readonly inputAxis: number;
  readonly blocks: number;
  /** The axis of what it makes, which is the axis of its bias. */
  readonly outputAxis: number;
  /** The full name of its bias. */
  readonly bias: string;
}

/** What reads units that are reflected. */
export interface Reflector extends ConstantReader {
  /** A reflected unit comes to it as this minus what it was. */
  readonly sum: number;
}

/** The layer whose output is the network's, where that is a row of numbers. */
export interface OutputLayer {
  readonly node: string;
  /** The full names of its kernel and its bias; null: it has none. */
  readonly kernel: string;
  readonly bias: string | null;
  /** The axis of the kernel that runs over the outputs. */
  readonly outputAxis: number;
  /** The number of outputs, and of the kernel's entries for each of them. */
  readonly outputs: number;
  readonly inputs: number;
}

/** What is known of a network's symmetries. */
export interface TiedAxes {
  /** In the order of the layers that make them, or in which their labels first stand. */
  readonly spaces: readonly UnitSpace[];
  /**
   * What raises all outputs by one number; null where the last layer is not known to. No symmetry of the
   * function, but of every loss that is `shiftInvariant`.
   */
  readonly output: OutputLayer | null;
  /** Layers of unknown behaviour: the channels that they take and give are claimed by no space. */
  readonly unclaimed: readonly { readonly node: string; readonly layer: PluginName }[];
}
