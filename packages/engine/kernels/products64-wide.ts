// module
/** The products of float64 matrices in tiles `[4, 8]`; `Products64Module` in the engine says what they do. */
import { multiply, workBytes } from './gemm-blocks';

export function gemm64(
  flags: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, work: usize,
): void {
  multiply<f64>(8, flags, m, n, k, a, lda, b, ldb, c, ldc, 0, work);
}

export function gemm64WorkBytes(m: i32, n: i32, k: i32): i32 {
  return workBytes<f64>(8, m, n, k);
}
