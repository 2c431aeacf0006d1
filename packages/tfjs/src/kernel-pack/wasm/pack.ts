import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { GemmModule, WasmMemory } from '@isthmus/engine/internal';
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

/** Where windows lie, in the order of the kernels' arguments. */
export type Geometry = readonly [
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  sizeY: number,
  sizeX: number,
  strideY: number,
  strideX: number,
  dilationY: number,
  dilationX: number,
  top: number,
  left: number,
];

/** The module `tfjs-pack`; see its source for what each function does. */
export interface PackModule {
  windowsToRows(x: number, rows: number, from: number, to: number, ...at: Geometry): void;
  rowsToWindows(dx: number, rows: number, from: number, to: number, ...at: Geometry): void;
  clear(at: number, bytes: number): void;
  addTo64(sum: number, x: number, count: number): void;
  round64(y: number, sum: number, count: number): void;
  sumInner(x: number, y: number, outer: number, n: number, divisor: number): void;
  sumMiddle(x: number, y: number, outer: number, n: number, inner: number, divisor: number): void;
  segmentSums(
    x: number,
    ids: number,
    sums: number,
    n: number,
    inner: number,
    segments: number,
    from: number,
    count: number,
  ): void;
  roundColumns(
    y: number,
    sums: number,
    segments: number,
    inner: number,
    from: number,
    count: number,
  ): void;
  copyRows(
    to: number,
    from: number,
    rows: number,
    count: number,
    toStep: number,
    fromStep: number,
  ): void;
  channelRows(
    rows: number,
    dy: number,
    filter: number,
    count: number,
    taps: number,
    channels: number,
    fold: number,
  ): void;
  channelSums(
    sums: number,
    rows: number,
    dy: number,
    count: number,
    taps: number,
    channels: number,
    fold: number,
  ): void;
  maxPoolGrad(x: number, dy: number, dx: number, batch: number, ...at: Geometry): void;
}

/** Our modules on the memory of tfjs's wasm backend. */
export interface Pack {
  readonly tf: Tfjs;
  readonly backend: WasmBackend;
  readonly code: PackModule;
  readonly products: GemmModule;
}

/** Where a tensor lies. */
export function offset({ backend }: Pack, { dataId }: TensorInfo): number {
  return backend.getMemoryOffset(dataId);
}

/** Lends `bytes` bytes, at a multiple of 16, for as long as `use` runs. */
export function withScratch<T>({ backend }: Pack, bytes: number, use: (at: number) => T): T {
  const lent = backend.makeOutput([Math.ceil(bytes / 4) + 4], 'float32');
  try {
    return use(Math.ceil(backend.getMemoryOffset(lent.dataId) / 16) * 16);
  } finally {
    backend.disposeData(lent.dataId);
  }
}

/** A matrix: where it lies and how far its rows are apart, in floats. */
export interface Matrix {
  readonly at: number;
  readonly step: number;
}

/** The sides of a product: C is `[m, n]`, the sums are of k products. */
export type Sides = readonly [m: number, n: number, k: number];

/** `C = op(A) op(B)`, `[m, n]`; `flags` as `gemm` has them, `bias` an offset or 0. */
export type Multiply = (
  flags: number,
  sides: Sides,
  a: Matrix,
  b: Matrix,
  c: Matrix,
  bias?: number,
) => void;

/** Lends the work area of a product with these sides for as many products as `use` computes. */
export function withProducts<T>(pack: Pack, sides: Sides, use: (multiply: Multiply) => T): T {
  const { gemm, gemmWorkBytes } = pack.products;
  return withScratch(pack, gemmWorkBytes(...sides), (work) =>
    use((flags, [m, n, k], a, b, c, bias = 0) => {
      gemm(flags, m, n, k, a.at, a.step, b.at, b.step, c.at, c.step, bias, work);
    }),
  );
}

/** One product. */
export function multiply(pack: Pack, ...[flags, sides, ...matrices]: Parameters<Multiply>): void {
  withProducts(pack, sides, (one) => {
    one(flags, sides, ...matrices);
  });
}

/** Whether all tensors hold float32; the kernels leave others to tfjs's own. */
export function allFloat(...tensors: readonly (TensorInfo | undefined)[]): boolean {
  return tensors.every((tensor) => tensor === undefined || tensor.dtype === 'float32');
}
