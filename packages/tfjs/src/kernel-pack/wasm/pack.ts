import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { GemmKernels, TfjsPackKernels, WasmMemory } from '@isthmus/engine/internal';
import type { Tfjs } from '../../library/library.js';

/** What the pack uses of tfjs's wasm backend. */
export interface WasmBackend {
  readonly wasm: { readonly asm: { readonly memory: WasmMemory } };
  /** Allocates a tensor. The memory may grow by it. */
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  disposeData(dataId: TensorInfo['dataId']): boolean;
  /** Where a tensor's data lies, in bytes from the start of the memory. */
  getMemoryOffset(dataId: TensorInfo['dataId']): number;
}

/** Our modules on the memory of tfjs's wasm backend. */
export interface KernelPack {
  readonly tf: Tfjs;
  readonly backend: WasmBackend;
  readonly code: TfjsPackKernels;
  readonly products: GemmKernels;
}

/** Where a tensor lies. */
export function offsetOf({ backend }: KernelPack, { dataId }: TensorInfo): number {
  return backend.getMemoryOffset(dataId);
}

/** Lends `bytes` bytes, at a multiple of 16, for as long as `use` runs. */
export function withScratch<T>({ backend }: KernelPack, bytes: number, use: (at: number) => T): T {
  const lent = backend.makeOutput([Math.ceil(bytes / 4) + 4], 'float32');
  try {
    return use(Math.ceil(backend.getMemoryOffset(lent.dataId) / 16) * 16);
  } finally {
    backend.disposeData(lent.dataId);
  }
}

/** A matrix: where it lies and how far its rows are apart, in floats. */
export interface PlacedMatrix {
  readonly at: number;
  readonly step: number;
}

/** The sides of a product: C is `[m, n]`, the sums are of k products. */
export type ProductSides = readonly [m: number, n: number, k: number];

/** `C = op(A) op(B)`, `[m, n]`; `flags` as `gemm` has them, `bias` an offset or 0. */
export type ProductKernel = (
  flags: number,
  sides: ProductSides,
  a: PlacedMatrix,
  b: PlacedMatrix,
  c: PlacedMatrix,
  bias?: number,
) => void;

/** Lends the work area of a product with these sides for as many products as `use` computes. */
export function withProducts<T>(
  pack: KernelPack,
  sides: ProductSides,
  use: (multiply: ProductKernel) => T,
): T {
  const { gemm, gemmWorkBytes } = pack.products;
  return withScratch(pack, gemmWorkBytes(...sides), (work) =>
    use((flags, [m, n, k], a, b, c, bias = 0) => {
      gemm({
        flags,
        m,
        n,
        k,
        bias,
        work,
        a: a.at,
        lda: a.step,
        b: b.at,
        ldb: b.step,
        c: c.at,
        ldc: c.step,
      });
    }),
  );
}

/** One product. */
export function multiply(
  pack: KernelPack,
  ...[flags, sides, ...matrices]: Parameters<ProductKernel>
): void {
  withProducts(pack, sides, (one) => {
    one(flags, sides, ...matrices);
  });
}

/** Whether all tensors hold float32; the kernels leave others to tfjs's own. */
export function allFloat(...tensors: readonly (TensorInfo | undefined)[]): boolean {
  return tensors.every((tensor) => tensor === undefined || tensor.dtype === 'float32');
}
