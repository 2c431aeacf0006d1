import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { BoundsRule } from './bounds.js';
import type { Tensor, TensorLibrary, Tensors } from './tensors.js';

/** Shape of one of a layer's own parameters. */
export interface LayerLeaf {
  /** The layer's own name for it, such as `kernel`; the network prefixes the node's id. */
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * `statistic`: no gradient of training moves it and no regularizer sees it; it is estimated on the
   * training rows, by the reference rule's `statistics`. Absent: a parameter like any other.
   */
  readonly role?: 'statistic';
}

/**
 * One kind of layer, with the interpreters that it supports. Shapes leave out the batch axis; the
 * last axis holds the channels (units).
 */
export interface Layer {
  /** @throws `layer/unfit` when it cannot take inputs of these shapes */
  outputShape(inputs: readonly (readonly number[])[]): readonly number[];
  parameters(inputs: readonly (readonly number[])[]): readonly LayerLeaf[];
  /** Fresh parameters by their own names. */
  init(inputs: readonly (readonly number[])[], rng: Rng): Params;
  readonly interpreters: {
    /** Arithmetic in plain tfjs, batch axis first, differentiable by tfjs. */
    tfjs(params: Tensors, inputs: readonly Tensor[], mode: Mode, tf: TensorLibrary): Tensor;
    /** Arithmetic in float64; absent: the network has no reference and is refused by name. */
    reference?(inputs: readonly (readonly number[])[]): ReferenceRule;
    /** What the fast engine computes for it in float32; absent: its networks run on another engine. */
    fast?(inputs: readonly (readonly number[])[]): FastRule;
    /** How the layer treats the symmetries of its channels; absent: none are claimed through it. */
    readonly symmetry?: SymmetryRule;
    /** What a certifier may rely on; absent: nothing is proved of networks with it, and it is refused by name. */
    bounds?(inputs: readonly (readonly number[])[]): BoundsRule;
  };
}

/**
 * Evaluation, or training with its noise and with what looks at the whole batch. The noise comes as numbers, drawn once for a step, so
 * that every interpreter drops the same units.
 */
export type Mode =
  | { readonly training: false }
  | {
      readonly training: true;
      /** `count` numbers uniform in [0, 1) for the node that is being computed. */
      uniform(count: number): Float32Array;
    };

/**
 * What a layer computes in float64, as data from which value, gradient and Hessian-vector product
 * follow. A block is row-major `[rows, ...shape]`; functions return new blocks.
 */
export type ReferenceRule =
  BilinearRule | ElementwiseRule | LinearRule | SelectionRule | NoiseRule | GeneralRule;

/** `y = B(kernel, x) + bias`, linear in the kernel and in x; the bias, when there is one, is added along the last axis. */
export interface BilinearRule {
  readonly kind: 'bilinear';
  /** The layer's names of its kernel and its bias. */
  readonly kernel: string;
  readonly bias: string | null;
  apply(kernel: Float64Array, x: Float64Array, rows: number): Float64Array;
  /** The transpose in x: dL/dx from dL/dy. */
  transposeInput(kernel: Float64Array, dy: Float64Array, rows: number): Float64Array;
  /** The transpose in the kernel: dL/dkernel from dL/dy. */
  transposeKernel(x: Float64Array, dy: Float64Array, rows: number): Float64Array;
}

/** `y = f(x)` for every entry, with both derivatives (at a kink: those of one side, the same always). */
export interface ElementwiseRule {
  readonly kind: 'elementwise';
  value(x: number): number;
  derivative(x: number): number;
  second(x: number): number;
}

/** A linear map without parameters, of one or more inputs. */
export interface LinearRule {
  readonly kind: 'linear';
  apply(inputs: readonly Float64Array[], rows: number): Float64Array;
  transpose(dy: Float64Array, rows: number): readonly Float64Array[];
}

/** Every output entry is one input entry, chosen by their values (max pooling). */
export interface SelectionRule {
  readonly kind: 'selection';
  /** For each output entry of the block, the index of its input entry in the block. */
  choose(x: Float64Array, rows: number): Int32Array;
}

/** In training every entry is multiplied by a factor made of a uniform number; else the identity. */
export interface NoiseRule {
  readonly kind: 'noise';
  factor(uniform: number): number;
}

/**
 * Any other map of one input and of parameters, which brings its derivatives along: what normalizes,
 * for example. At a kink they are those of one side, the same always.
 */
export interface GeneralRule extends RuleMap {
  readonly kind: 'general';
  /** The layer's names of the parameters that it reads: their order is that of `own`. */
  readonly parameters: readonly string[];
  /** The derivative of `apply` along a direction. */
  push(at: RulePoint, direction: RulePoint, rows: number): Float64Array;
  /** The derivative of `transpose` along a direction, dy held. */
  bend(at: RulePoint, direction: RulePoint, dy: Float64Array, rows: number): RulePoint;
  /**
   * What it computes in training: of the whole batch at once, whose samples it may look at together.
   * Absent: the same as in evaluation, every sample by itself.
   */
  readonly training?: RuleMap;
  /**
   * How far `apply` may be off at most, entry by entry, where x and the parameters are off by so much,
   * its own rounding included. Absent: nothing is proved of a network with it in convexity reports.
   */
  error?(at: RulePoint, errors: RulePoint, rows: number): Float64Array;
  /** What its parameters of the role `statistic` are on so many samples, by their own names. */
  statistics?(x: Float64Array, rows: number): Readonly<Record<string, Float64Array>>;
}

/** A map with the transpose of its derivative. */
export interface RuleMap {
  apply(at: RulePoint, rows: number): Float64Array;
  /** dL/dx and dL/down from dL/dy; zeros for parameters that it does not read. */
  transpose(at: RulePoint, dy: Float64Array, rows: number): RulePoint;
}

/** The input block and the parameters of a general rule: a point, a direction, or slopes there. */
export interface RulePoint {
  readonly x: Float64Array;
  readonly own: readonly Float64Array[];
}

/** What a layer does to the symmetries of its channels (the last axis). */
export type SymmetryRule =
  /** Mixes the channels of its input into new ones by a kernel with these axes (negative: from the end); the bias belongs to the new ones. */
  | {
      readonly kind: 'mix';
      readonly kernel: string;
      readonly bias: string | null;
      readonly inputAxis: number;
      readonly outputAxis: number;
      /**
       * Whether a channel of its input that is raised by one number everywhere raises each channel of
       * its output by one number everywhere: so much times the sum of the kernel between them. Absent:
       * no, as at the edges of a convolution that pads with zeros.
       */
      readonly uniform?: boolean;
    }
  /** Treats every channel alike, so it commutes with permutations; with more where said. */
  | ChannelwiseRule
  /**
   * Brings its channels to a common size and multiplies each by a scale and adds a shift of its own,
   * both parameters along the last axis (null: it has none). It commutes with permutations; what comes
   * out scales and flips by scale and shift, whatever the size of what went in. Its statistics move
   * with the channels.
   */
  | {
      readonly kind: 'normalize';
      readonly scale: string | null;
      readonly shift: string | null;
      readonly statistics: readonly string[];
    }
  /** Lines up `[h, w, c]` as one axis, channel fastest. */
  | { readonly kind: 'flatten' }
  /** Adds its inputs: their channels are tied. */
  | { readonly kind: 'add' };

/** Treats every channel alike, and knows nothing of the other channels. */
export interface ChannelwiseRule {
  readonly kind: 'channelwise';
  /** `f(cx) = c f(x)` for c > 0. */
  readonly scaling: boolean;
  /** `f(-x) = -f(x)`. */
  readonly sign: boolean;
  /**
   * Every entry that it gives is a weighted mean of entries of its channel, by the same weights in all
   * channels (average pooling; the identity): then it commutes with any mixture of channels, and passes
   * on what a channel is raised by. Absent: no.
   */
  readonly averages?: boolean;
  /** `f(x + c) = f(x) + c` for one number c throughout a channel, as all that averages has it. Absent: no. */
  readonly shifts?: boolean;
  /** What `f(x) + f(-x)` is, where it is one number for every x, as 1 of the logistic function. */
  readonly reflection?: number;
}

/** What a layer computes, in the words of the fast engine, which has a kernel for each of them. */
export type FastRule =
  /** `y = x · kernel + bias` of inputs `[D]`; the names are the layer's own, bias null: none. */
  | {
      readonly kind: 'dense';
      readonly units: number;
      readonly kernel: string;
      readonly bias: string | null;
    }
  /** A convolution of `[h, w, c]` by a kernel `[size, size, c, filters]`. */
  | {
      readonly kind: 'convolution';
      readonly windows: WindowGrid;
      readonly filters: number;
      readonly kernel: string;
      readonly bias: string | null;
    }
  /** The largest entry of each window and channel (the first of equal ones), or the mean of those inside. */
  | { readonly kind: 'max-pool' | 'avg-pool'; readonly windows: WindowGrid }
  | { readonly kind: 'activation'; readonly function: FastActivation }
  /**
   * `y = scale (x - mean) / sqrt(variance + eps) + shift` along the last axis, of `channels` entries, by
   * mean and variance over the channels of every position; or of every channel, which in training are
   * those of the whole batch and else the parameters of these names, a variance below 0 taken for 0.
   */
  | {
      readonly kind: 'normalize';
      readonly channels: number;
      readonly eps: number;
      readonly scale: string;
      readonly shift: string;
      readonly statistics: { readonly mean: string; readonly variance: string } | null;
    }
  /** The same entries in the same order, in another shape. */
  | { readonly kind: 'reshape' }
  /** The sum of its inputs. */
  | { readonly kind: 'add' }
  /** In training every entry is 0 where its uniform number is below the rate, else it is multiplied by `1 / (1 - rate)`. */
  | { readonly kind: 'dropout'; readonly rate: number };

/**
 * A function of every entry by its name, such as `relu`, that there is a kernel for: docs/reference.md
 * lists them ("Kernels"). A run refuses another name.
 */
export interface FastActivation {
  readonly name: string;
  /** Of `leaky-relu` its slope below 0, which is not negative; other functions take none. */
  readonly parameter?: number;
}

/**
 * Where square windows lie on an input `[height, width, channels]`, all in entries. `top` and `left`
 * count the rows and columns of padding before it; entries of a window outside of it count as absent.
 */
export interface WindowGrid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly top: number;
  readonly left: number;
  readonly size: number;
  readonly strides: number;
}
