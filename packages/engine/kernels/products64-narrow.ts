// module
/**
 * Products of float64 matrices in the kernels' memory; see `GemmKernels`, whose flags they take (but
 * relu) and whose order of sums they keep.
 */
import { multiply, workBytes } from './gemm-blocks';

export function gemm64(
  flags: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, work: usize,
): void {
  multiply<f64>(4, flags, m, n, k, a, lda, b, ldb, c, ldc, 0, work);
}

/** The bytes that `gemm64` needs as its work area at these sizes, in any form. */
export function gemm64WorkBytes(m: i32, n: i32, k: i32): i32 {
  return workBytes<f64>(4, m, n, k);
}
