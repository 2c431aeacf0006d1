// module
/** The products of float32 matrices in tiles `[4, 16]`; gemm-narrow.ts says what they do. */
import { multiply, workBytes } from './gemm-blocks';

export { peakWide as peak, operationsWide as peakOperations } from './gemm-peak';

export function gemm(
  flags: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, bias: usize, work: usize,
): void {
  multiply<f32>(16, flags, m, n, k, a, lda, b, ldb, c, ldc, bias, work);
}

export function gemmWorkBytes(m: i32, n: i32, k: i32): i32 {
  return workBytes<f32>(16, m, n, k);
}
