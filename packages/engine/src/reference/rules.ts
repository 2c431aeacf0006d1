import type {
  BilinearRule,
  ElementwiseRule,
  GeneralRule,
  LinearRule,
  NoiseRule,
  SelectionRule,
  WindowGrid,
} from '@isthmus/contract';

/**
 * A rule as the reference computes by it. It hands over more than a layer from outside asks for, so
 * every rule of the contract is one of these; the built-in layers take what is handed over.
 */
export type ReferenceComputation =
  | BilinearComputation
  | ElementwiseComputation
  | LinearRule
  | SelectionComputation
  | NoiseRule
  | GeneralRule;

/** A bilinear rule that multiplies matrices by what it is given; the bits do not depend on it. */
export interface BilinearComputation extends BilinearRule {
  /** `reuse`: a block of the result's size, whatever it holds, that the rule may fill and return. */
  apply(
    kernel: Float64Array,
    x: Float64Array,
    rows: number,
    products?: MatrixProducts,
    reuse?: Float64Array,
  ): Float64Array;
  transposeInput(
    kernel: Float64Array,
    dy: Float64Array,
    rows: number,
    products?: MatrixProducts,
  ): Float64Array;
  transposeKernel(
    x: Float64Array,
    dy: Float64Array,
    rows: number,
    products?: MatrixProducts,
  ): Float64Array;
}

/** An elementwise rule that may say which function of whole blocks it is. */
export interface ElementwiseComputation extends ElementwiseRule {
  /** Says that `value` is `x < 0 ? 0 : x`, which `ForwardOperations` has for whole blocks. */
  readonly relu?: boolean;
}

/** A selection that chooses by what it is given; the bits do not depend on it. */
export interface SelectionComputation extends SelectionRule {
  choose(x: Float64Array, rows: number, products?: MatrixProducts): Int32Array;
}

/**
 * Matrix products in float64. Each entry is one sum over the inner index in rising order, starting
 * from 0 and then added to `out`, so that a row's result does not depend on which rows are computed
 * with it, and all implementations give the same bits.
 */
export interface MatrixProducts {
  /** `out [m, n] += a [m, k] · b [k, n]`. */
  addProduct: AddProduct;
  /** `out [m, k] += a [m, n] · b [k, n]ᵀ`. */
  addProductTransposedRight: AddProduct;
  /** `out [k, n] += a [m, k]ᵀ · b [m, n]`. */
  addProductTransposedLeft: AddProduct;
  /** Faster forms of what else a forward pass computes most, to the same bits; absent: the plain code. */
  readonly operations?: ForwardOperations;
}

/** What a forward pass in float64 computes beside products of matrices; the bits are those of the plain code. */
export interface ForwardOperations {
  /**
   * A convolution without patches: `y [rows, outHeight, outWidth, filters]` of
   * `x [rows, height, width, channels]` and `kernel [size, size, channels, filters]`. Each entry is one
   * sum from 0 over its window in the order of the kernel's entries; what overhangs counts as zeros.
   */
  convolve(
    at: WindowGrid,
    kernel: Float64Array,
    filters: number,
    x: Float64Array,
    rows: number,
    y: Float64Array,
  ): void;
  /** `SelectionRule.choose` of max pooling: of equal entries the first, of NaN and numbers the first NaN. */
  chooseLargest(at: WindowGrid, x: Float64Array, rows: number): Int32Array;
  /** Adds a bias along the last axis, in place. */
  addBias(y: Float64Array, bias: Float64Array): void;
  /** `y = x < 0 ? 0 : x`, entry by entry. */
  relu(x: Float64Array, y: Float64Array): void;
  /** The entries `(1-t)a + t b` from a place on, as many as `out` holds, with the care of `lerpEntry`. */
  between(a: Float64Array, b: Float64Array, t: number, start: number, out: Float64Array): void;
}

/** Matrices are row-major and start at their array's first entry; `out` overlaps no other. */
type AddProduct = (
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
) => void;
