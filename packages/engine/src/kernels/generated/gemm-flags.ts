// Made by tools/make-kernels.mjs; not for editing.
/** Bits of the first operand of `gemm` and `gemm64`, added up. */
export const GEMM = {
  /** A is stored `[k, m]`. */
  A_TRANSPOSED: 1,
  /** B is stored `[n, k]`. */
  B_TRANSPOSED: 2,
  /** The products are added to what C holds; else C is overwritten. */
  ACCUMULATE: 4,
  /** In the end every entry x becomes `x < 0 ? 0 : x`; NaN stays. */
  RELU: 8,
} as const;
