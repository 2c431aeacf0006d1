// module
/**
 * Products of float32 matrices in the kernels' memory. Pointers are bytes from its start, multiples
 * of 4; leading dimensions are the distances of rows in floats.
 *
 * Every entry of C is ONE sum, `(((0 or C) + a₀ b₀) + a₁ b₁) + …` in the order of k, each product
 * and each sum rounded to float32. So the builds, all blocks of rows and all sizes of blocks agree
 * bit for bit, and a row's result does not depend on the rows beside it.
 */
// In tiles `[4, 8]`.
import { multiply, workBytes } from './gemm-blocks';

export { peakNarrow as peak, operationsNarrow as peakOperations } from './gemm-peak';

/**
 * C = op(A) op(B), or C += op(A) op(B); then a bias row is added to each row; then relu.
 *
 * @param flags sum of `GEMM` bits
 * @param m rows of C; 0 is allowed for all sizes (k = 0: C is the bias row, or unchanged)
 * @param a op(A) is `[m, k]`: stored `[m, lda]`, or transposed `[k, lda]`
 * @param b op(B) is `[k, n]`: stored `[k, ldb]`, or transposed `[n, ldb]`
 * @param c `[m, ldc]`; overlaps neither A nor B nor the bias
 * @param bias `[n]`, or 0 for none
 * @param work a multiple of 16, with `gemmWorkBytes(m, n, k)` bytes; its content means nothing
 */
export function gemm(
  flags: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, bias: usize, work: usize,
): void {
  multiply<f32>(8, flags, m, n, k, a, lda, b, ldb, c, ldc, bias, work);
}

/** The bytes that `gemm` needs as its work area at these sizes, in any form: at most some MiB. */
export function gemmWorkBytes(m: i32, n: i32, k: i32): i32 {
  return workBytes<f32>(8, m, n, k);
}
