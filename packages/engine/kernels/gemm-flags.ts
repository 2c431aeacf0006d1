// Bits of the first operand of `gemm` and `gemm64`, added up.

/** A is stored `[k, m]`. */
export const A_TRANSPOSED: i32 = 1;
/** B is stored `[n, k]`. */
export const B_TRANSPOSED: i32 = 2;
/** The products are added to what C holds; else C is overwritten. */
export const ACCUMULATE: i32 = 4;
/** In the end every entry x becomes `x < 0 ? 0 : x`; NaN stays. */
export const RELU: i32 = 8;
