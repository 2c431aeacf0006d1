// Made by tools/make-kernels.mjs; not for editing.
import type { WindowGrid } from '@isthmus/contract';
import type { RawKernels } from '../raw-kernels.js';

/**
 * What the float64 reference computes beside products, in the kernels' memory. All blocks of numbers
 * need room for one number more than they hold: pairs of numbers are read and written at once.
 */
export interface Reference64Kernels {
  /**
   * A convolution, `y [images, positions, filters]`: each entry is one sum, from 0 over the taps in
   * their order, of the number of x that lies at the position's place plus the tap's offset, times the
   * tap's weight.
   *
   * @param x images with all of their padding, `image` bytes each
   * @param places where each position's window begins in an image, in bytes: int32 `[positions]`
   * @param offsets where each tap lies from there, in bytes: int32 `[taps]`
   * @param w weights, by groups of filters: four `[taps, 4]` at a time, then what is left in pairs
   * `[taps, 2]`, of which the last may hold anything in its second column
   */
  convolve64(operands: {
    readonly images: number;
    readonly positions: number;
    readonly taps: number;
    readonly filters: number;
    readonly x: number;
    readonly image: number;
    readonly places: number;
    readonly offsets: number;
    readonly w: number;
    readonly y: number;
  }): void;
  /** `y += bias`, again and again: `bias` holds it repeated to `period` numbers, a multiple of eight. */
  addBias64(count: number, y: number, bias: number, period: number): void;
  /** `(1-t)a + t b` into a, for t strictly between 0 and 1; equal numbers but 0 stay as they are. */
  between64(count: number, a: number, b: number, t: number): void;
  /** `x < 0 ? 0 : x`, in place, so that NaN and -0 stay. */
  relu64(count: number, x: number): void;
  /**
   * The entry that max pooling chooses in each window and channel, as int32 counted from `index`, which
   * x begins with: the first of the largest, or the first NaN. See `WindowGrid`.
   */
  chooseLargest64(operands: {
    readonly images: number;
    readonly grid: WindowGrid;
    readonly x: number;
    readonly index: number;
    readonly chosen: number;
  }): void;
}

/** Calls the functions of `reference64` with operands by name. */
export function reference64Kernels(raw: RawKernels): Reference64Kernels {
  const { convolve64, addBias64, between64, relu64, chooseLargest64 } = raw;
  return {
    convolve64: ({ images, positions, taps, filters, x, image, places, offsets, w, y }) =>
      void convolve64!(images, positions, taps, filters, x, image, places, offsets, w, y),
    addBias64: (count, y, bias, period) => void addBias64!(count, y, bias, period),
    between64: (count, a, b, t) => void between64!(count, a, b, t),
    relu64: (count, x) => void relu64!(count, x),
    chooseLargest64: ({ images, grid, x, index, chosen }) =>
      void chooseLargest64!(
        images,
        grid.height,
        grid.width,
        grid.channels,
        grid.outHeight,
        grid.outWidth,
        grid.top,
        grid.left,
        grid.size,
        grid.strides,
        x,
        index,
        chosen,
      ),
  };
}
