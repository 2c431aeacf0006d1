// Made by tools/make-kernels.mjs; not for editing.
import type { TfjsWindows } from '../tfjs-windows.js';
import type { RawKernels } from '../raw-kernels.js';

/**
 * What the WebAssembly backend of tfjs lacks, or does slowly or inexactly. Runs on the memory of that
 * backend, on offsets of its tensors, in bytes; holds no data of its own. Every index is a tensor's, so
 * sizes are counted in entries of float32.
 */
export interface TfjsPackKernels {
  /** Adds `rows` into the windows `[from, to)` of `dx`. */
  rowsToWindows(operands: {
    readonly dx: number;
    readonly rows: number;
    readonly from: number;
    readonly to: number;
    readonly windows: TfjsWindows;
  }): void;
  /** Fills `rows` with the windows `[from, to)` of `x`. */
  windowsToRows(operands: {
    readonly x: number;
    readonly rows: number;
    readonly from: number;
    readonly to: number;
    readonly windows: TfjsWindows;
  }): void;
  /** Adds `count` float32 to as many float64. */
  addTo64(sum: number, x: number, count: number): void;
  /** Rounds `count` float64 to float32. */
  round64(y: number, sum: number, count: number): void;
  /** Rounds rows of float64 sums `[segments, count]` into columns from `from` of `y` `[segments, inner]`. */
  roundColumns(operands: {
    readonly y: number;
    readonly sums: number;
    readonly segments: number;
    readonly inner: number;
    readonly from: number;
    readonly count: number;
  }): void;
  /**
   * `sums[ids[k], i] += x[k, from + i]` for `i < count`, in float64, where `x` is `[n, inner]` and
   * `sums` `[segments, count]`. Entries whose id is no segment are left out.
   */
  segmentSums(operands: {
    readonly x: number;
    readonly ids: number;
    readonly sums: number;
    readonly n: number;
    readonly inner: number;
    readonly segments: number;
    readonly from: number;
    readonly count: number;
  }): void;
  /** `y[o] = (sum over n of x[o, n]) / divisor`, summed in float64. */
  sumInner(operands: {
    readonly x: number;
    readonly y: number;
    readonly outer: number;
    readonly n: number;
    readonly divisor: number;
  }): void;
  /** `y[o, i] = (sum over n of x[o, n, i]) / divisor`, summed in float64. */
  sumMiddle(operands: {
    readonly x: number;
    readonly y: number;
    readonly outer: number;
    readonly n: number;
    readonly inner: number;
    readonly divisor: number;
  }): void;
  /**
   * Adds each entry of `dy` `[B, outHeight, outWidth, channels]` to the entry of `dx` that the largest
   * of its window of `x` came from: the first of equal ones, a NaN where there is one.
   */
  maxPoolGrad(operands: {
    readonly x: number;
    readonly dy: number;
    readonly dx: number;
    readonly batch: number;
    readonly windows: TfjsWindows;
  }): void;
  /**
   * The gradient of a convolution of each channel on its own, by the windows: row `[taps, channels]`
   * gets `dy[c, q] filter[tap, c, q]`, summed over the `fold` filters q of a channel.
   */
  channelRows(operands: {
    readonly rows: number;
    readonly dy: number;
    readonly filter: number;
    readonly count: number;
    readonly taps: number;
    readonly channels: number;
    readonly fold: number;
  }): void;
  /** The same by the filters: `sums[tap, c, q] += row[tap, c] dy[c, q]`, in float64. */
  channelSums(operands: {
    readonly sums: number;
    readonly rows: number;
    readonly dy: number;
    readonly count: number;
    readonly taps: number;
    readonly channels: number;
    readonly fold: number;
  }): void;
  /** Sets `bytes` bytes to zero. */
  clear(at: number, bytes: number): void;
  /** Copies `rows` rows of `count` float32 from one place, where they lie `fromStep` floats apart, to another. */
  copyRows(operands: {
    readonly to: number;
    readonly from: number;
    readonly rows: number;
    readonly count: number;
    readonly toStep: number;
    readonly fromStep: number;
  }): void;
  /** `x < 0 ? 0 : x` in place; NaN stays NaN. */
  relu(x: number, count: number): void;
}

/** Calls the functions of `tfjs-pack` with operands by name. */
export function tfjsPackKernels(raw: RawKernels): TfjsPackKernels {
  const {
    rowsToWindows,
    windowsToRows,
    addTo64,
    round64,
    roundColumns,
    segmentSums,
    sumInner,
    sumMiddle,
    maxPoolGrad,
    channelRows,
    channelSums,
    clear,
    copyRows,
    relu,
  } = raw;
  return {
    rowsToWindows: ({ dx, rows, from, to, windows }) =>
      void rowsToWindows!(
        dx,
        rows,
        from,
        to,
        windows.height,
        windows.width,
        windows.channels,
        windows.outHeight,
        windows.outWidth,
        windows.sizeY,
        windows.sizeX,
        windows.strideY,
        windows.strideX,
        windows.dilationY,
        windows.dilationX,
        windows.top,
        windows.left,
      ),
    windowsToRows: ({ x, rows, from, to, windows }) =>
      void windowsToRows!(
        x,
        rows,
        from,
        to,
        windows.height,
        windows.width,
        windows.channels,
        windows.outHeight,
        windows.outWidth,
        windows.sizeY,
        windows.sizeX,
        windows.strideY,
        windows.strideX,
        windows.dilationY,
        windows.dilationX,
        windows.top,
        windows.left,
      ),
    addTo64: (sum, x, count) => void addTo64!(sum, x, count),
    round64: (y, sum, count) => void round64!(y, sum, count),
    roundColumns: ({ y, sums, segments, inner, from, count }) =>
      void roundColumns!(y, sums, segments, inner, from, count),
    segmentSums: ({ x, ids, sums, n, inner, segments, from, count }) =>
      void segmentSums!(x, ids, sums, n, inner, segments, from, count),
    sumInner: ({ x, y, outer, n, divisor }) => void sumInner!(x, y, outer, n, divisor),
    sumMiddle: ({ x, y, outer, n, inner, divisor }) =>
      void sumMiddle!(x, y, outer, n, inner, divisor),
    maxPoolGrad: ({ x, dy, dx, batch, windows }) =>
      void maxPoolGrad!(
        x,
        dy,
        dx,
        batch,
        windows.height,
        windows.width,
        windows.channels,
        windows.outHeight,
        windows.outWidth,
        windows.sizeY,
        windows.sizeX,
        windows.strideY,
        windows.strideX,
        windows.dilationY,
        windows.dilationX,
        windows.top,
        windows.left,
      ),
    channelRows: ({ rows, dy, filter, count, taps, channels, fold }) =>
      void channelRows!(rows, dy, filter, count, taps, channels, fold),
    channelSums: ({ sums, rows, dy, count, taps, channels, fold }) =>
      void channelSums!(sums, rows, dy, count, taps, channels, fold),
    clear: (at, bytes) => void clear!(at, bytes),
    copyRows: ({ to, from, rows, count, toStep, fromStep }) =>
      void copyRows!(to, from, rows, count, toStep, fromStep),
    relu: (x, count) => void relu!(x, count),
  };
}
