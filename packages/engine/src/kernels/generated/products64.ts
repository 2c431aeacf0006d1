// Made by tools/make-kernels.mjs; not for editing.
import type { RawKernels } from '../raw-kernels.js';

/**
 * Products of float64 matrices in the kernels' memory; see `GemmKernels`, whose flags they take (but
 * relu) and whose order of sums they keep.
 */
export interface Products64Kernels {
  gemm64(operands: {
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
    readonly work: number;
  }): void;
  /** The bytes that `gemm64` needs as its work area at these sizes, in any form. */
  gemm64WorkBytes(m: number, n: number, k: number): number;
}

/** Calls the functions of `products64-narrow` and `products64-wide` with operands by name. */
export function products64Kernels(raw: RawKernels): Products64Kernels {
  const { gemm64, gemm64WorkBytes } = raw;
  return {
    gemm64: ({ flags, m, n, k, a, lda, b, ldb, c, ldc, work }) =>
      void gemm64!(flags, m, n, k, a, lda, b, ldb, c, ldc, work),
    gemm64WorkBytes: (m, n, k) => gemm64WorkBytes!(m, n, k),
  };
}
