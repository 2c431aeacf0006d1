// module
/** The products of float32 matrices in tiles `[4, 8]`; `GemmModule` in the engine says what they do. */
import { multiply, workBytes } from './gemm-blocks';

export { peakNarrow as peak, operationsNarrow as peakOperations } from './gemm-peak';

export function gemm(
  flags: i32, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, bias: usize, work: usize,
): void {
  multiply<f32>(8, flags, m, n, k, a, lda, b, ldb, c, ldc, bias, work);
}

export function gemmWorkBytes(m: i32, n: i32, k: i32): i32 {
  return workBytes<f32>(8, m, n, k);
}
