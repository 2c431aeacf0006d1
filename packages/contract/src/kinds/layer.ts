import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { Tensor, TensorLibrary, Tensors } from './tensors.js';

/** Shape of one of a layer's own parameters. */
export interface LayerLeaf {
  /** The layer's own name for it, such as `kernel`; the network prefixes the node's id. */
  readonly name: string;
  readonly shape: readonly number[];
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
  };
}

/**
 * Evaluation, or training with its noise. The noise comes as numbers, drawn once for a step, so
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
export type ReferenceRule = BilinearRule | ElementwiseRule | LinearRule | SelectionRule | NoiseRule;

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

/** What a layer does to the symmetries of its channels (the last axis). */
export type SymmetryRule =
  /** Mixes the channels of its input into new ones by a kernel with these axes (negative: from the end); the bias belongs to the new ones. */
  | {
      readonly kind: 'mix';
      readonly kernel: string;
      readonly bias: string | null;
      readonly inputAxis: number;
      readonly outputAxis: number;
    }
  /** Treats every channel alike, so it commutes with permutations; with positive scaling or sign flips where said. */
  | { readonly kind: 'channelwise'; readonly scaling: boolean; readonly sign: boolean }
  /** Lines up `[h, w, c]` as one axis, channel fastest. */
  | { readonly kind: 'flatten' }
  /** Adds its inputs: their channels are tied. */
  | { readonly kind: 'add' };

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
