/**
 * Products of float64 matrices in the kernels' memory; see `GemmModule`, whose flags they take (but
 * relu) and whose order of sums they keep.
 */
export interface Products64Module {
  gemm64(
    flags: number,
    m: number,
    n: number,
    k: number,
    a: number,
    lda: number,
    b: number,
    ldb: number,
    c: number,
    ldc: number,
    work: number,
  ): void;
  /** The bytes that `gemm64` needs as its work area at these sizes, in any form. */
  gemm64WorkBytes(m: number, n: number, k: number): number;
}
