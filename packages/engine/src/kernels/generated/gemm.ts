// Made by tools/make-kernels.mjs; not for editing.
import type { RawKernels } from '../raw-kernels.js';

/**
 * Products of float32 matrices in the kernels' memory. Pointers are bytes from its start, multiples
 * of 4; leading dimensions are the distances of rows in floats.
 *
 * Every entry of C is ONE sum, `(((0 or C) + a₀ b₀) + a₁ b₁) + …` in the order of k, each product
 * and each sum rounded to float32. So the builds, all blocks of rows and all sizes of blocks agree
 * bit for bit, and a row's result does not depend on the rows beside it.
 */
export interface GemmKernels {
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
  gemm(operands: {
    readonly flags: number;
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly a: number;
    readonly lda: number;
    readonly b: number;
    readonly ldb: number;
    readonly c: number;
    readonly ldc: number;
    readonly bias: number;
    readonly work: number;
  }): void;
  /** The bytes that `gemm` needs as its work area at these sizes, in any form: at most some MiB. */
  gemmWorkBytes(m: number, n: number, k: number): number;
  /**
   * Multiplies and adds in registers only, so that a benchmark can measure in the same run what the
   * machine gives at most. Constants that are loaded can be fused; constants in the code cannot.
   *
   * @param rounds of `peakOperations()` floating-point operations each
   * @param work 392 bytes, a multiple of 16; whatever they hold
   */
  peak(rounds: number, work: number): void;
  /** Floating-point operations of a round of `peakNarrow`: 12 vectors of 4, a product and a sum each. */
  peakOperations(): number;
}

/** Calls the functions of `gemm-narrow` and `gemm-wide` with operands by name. */
export function gemmKernels(raw: RawKernels): GemmKernels {
  const { gemm, gemmWorkBytes, peak, peakOperations } = raw;
  return {
    gemm: ({ flags, m, n, k, a, lda, b, ldb, c, ldc, bias, work }) =>
      void gemm!(flags, m, n, k, a, lda, b, ldb, c, ldc, bias, work),
    gemmWorkBytes: (m, n, k) => gemmWorkBytes!(m, n, k),
    peak: (rounds, work) => void peak!(rounds, work),
    peakOperations: () => peakOperations!(),
  };
}
