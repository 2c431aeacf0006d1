/**
 * What the float64 reference computes beside products, in the kernels' memory. All blocks of numbers
 * need room for one number more than they hold: pairs of numbers are read and written at once.
 */
export interface Reference64Module {
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
  convolve64(
    images: number,
    positions: number,
    taps: number,
    filters: number,
    x: number,
    image: number,
    places: number,
    offsets: number,
    w: number,
    y: number,
  ): void;
  /**
   * The entry that max pooling chooses in each window and channel, as int32 counted from `index`, which
   * x begins with: the first of the largest, or the first NaN. See `WindowGrid`.
   */
  chooseLargest64(
    images: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    top: number,
    left: number,
    size: number,
    strides: number,
    x: number,
    index: number,
    chosen: number,
  ): void;
  /** `y += bias`, over and over; `bias` is repeated to `period` numbers, a multiple of eight. */
  addBias64(count: number, y: number, bias: number, period: number): void;
  /** `x < 0 ? 0 : x`, in place. */
  relu64(count: number, x: number): void;
  /** `(1-t)a + t b` into a, for 0 < t < 1; equal numbers but 0 stay as they are. */
  between64(count: number, a: number, b: number, t: number): void;
}
