// Made by tools/make-kernels.mjs; not for editing.
import type { WindowGrid } from '@isthmus/contract';
import type { RawKernels } from '../raw-kernels.js';

/**
 * What the fused plan for layer graphs computes beside its products: everything per entry, windows,
 * losses, optimizer steps. Pointers are in bytes, counts in floats. Functions that say "in groups"
 * read and write up to the next multiple of 8 floats, so their arrays have room for it.
 */
export interface GraphKernels {
  /** `y = f(x)` in groups; y may be x. */
  activate(operands: {
    readonly f: number;
    readonly n: number;
    readonly parameter: number;
    readonly x: number;
    readonly y: number;
  }): void;
  /** `y = f(x)` and `slopes = f'(x)` in groups, where f' does not follow from y; slopes may be x, y may not. */
  activateWithSlopes(operands: {
    readonly f: number;
    readonly n: number;
    readonly parameter: number;
    readonly x: number;
    readonly y: number;
    readonly slopes: number;
  }): void;
  /** `c = a + b` in groups; c may be a or b. */
  addEntries(n: number, a: number, b: number, c: number): void;
  /** `to = from` in groups. */
  copyEntries(n: number, from: number, to: number): void;
  /** `y = x factor` in groups; `factors` holds uniform numbers and gets 0 where one is below the threshold, else `kept`. */
  drop(operands: {
    readonly n: number;
    readonly threshold: number;
    readonly kept: number;
    readonly factors: number;
    readonly x: number;
    readonly y: number;
  }): void;
  /**
   * `(1-t)a + t b` in float64, rounded once, in groups; entries of the same bits stay as they are, and
   * so do those of an end.
   */
  interpolate(operands: {
    readonly n: number;
    readonly a: number;
    readonly b: number;
    readonly t: number;
    readonly to: number;
  }): void;
  /** `(1-t)a + t b` in float32, in groups; exact at the ends. With `positive`, relu of it. */
  mix(operands: {
    readonly positive: boolean;
    readonly n: number;
    readonly a: number;
    readonly b: number;
    readonly t: number;
    readonly to: number;
  }): void;
  /** `c = a b` in groups; c may be a or b. */
  multiplyEntries(n: number, a: number, b: number, c: number): void;
  /** `dx = dy f'(x)` in groups, where f' follows from the outputs y; dx may be dy. */
  pullBackByOutputs(operands: {
    readonly f: number;
    readonly n: number;
    readonly parameter: number;
    readonly y: number;
    readonly dy: number;
    readonly dx: number;
  }): void;
  /** `sums = (resumed ? sums : 0) + the sums over the rows of a [rows, n]`, each one after the other down the rows. */
  columnSums(operands: {
    readonly resumed: boolean;
    readonly rows: number;
    readonly n: number;
    readonly a: number;
    readonly sums: number;
  }): void;
  /** Writes y: the mean of the entries of each window that lie inside. */
  averagePool(operands: {
    readonly images: number;
    readonly grid: WindowGrid;
    readonly x: number;
    readonly y: number;
  }): void;
  /** Writes dx; divides dy by the number of entries of each window on the way. */
  averagePoolBack(operands: {
    readonly images: number;
    readonly grid: WindowGrid;
    readonly dy: number;
    readonly dx: number;
  }): void;
  /** Writes y, and in `chosen` (where not 0) the place of each entry in its window, counted row by row. */
  maxPool(operands: {
    readonly images: number;
    readonly grid: WindowGrid;
    readonly x: number;
    readonly y: number;
    readonly chosen: number;
  }): void;
  /** Writes dx: every entry of dy added to where its largest entry was read. */
  maxPoolBack(operands: {
    readonly images: number;
    readonly grid: WindowGrid;
    readonly dy: number;
    readonly chosen: number;
    readonly dx: number;
  }): void;
  /** Writes `1 / sqrt(variance + eps)` of every channel, a variance below 0 taken for 0. NaN stays NaN. */
  channelFactors(channels: number, eps: number, variance: number, factor: number): void;
  /** Writes the mean of every channel over all positions, and `1 / sqrt(variance + eps)`, by two passes. */
  channelMoments(operands: {
    readonly positions: number;
    readonly channels: number;
    readonly eps: number;
    readonly x: number;
    readonly mean: number;
    readonly factor: number;
  }): void;
  /** `sums = (resumed ? sums : 0) + dy (x - mean) factor`, each one after the other down the positions. */
  channelProducts(operands: {
    readonly resumed: boolean;
    readonly positions: number;
    readonly channels: number;
    readonly x: number;
    readonly mean: number;
    readonly factor: number;
    readonly dy: number;
    readonly sums: number;
  }): void;
  /** Writes the sums of `dy`, and of `dy (x - mean)`, of every channel over all positions. */
  channelSlopes(operands: {
    readonly positions: number;
    readonly channels: number;
    readonly x: number;
    readonly mean: number;
    readonly dy: number;
    readonly sums: number;
    readonly products: number;
  }): void;
  /** `dx = a dy + b (x - mean) + c` with an a, b and c for every channel; dx may be dy. */
  combineChannels(operands: {
    readonly positions: number;
    readonly channels: number;
    readonly x: number;
    readonly mean: number;
    readonly dy: number;
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly dx: number;
  }): void;
  /** `y = (x - mean) (gamma factor) + beta`, channel by channel; y may be x. */
  normalizeChannels(operands: {
    readonly positions: number;
    readonly channels: number;
    readonly x: number;
    readonly mean: number;
    readonly factor: number;
    readonly gamma: number;
    readonly beta: number;
    readonly y: number;
  }): void;
  /**
   * Brings the channels of every position to mean 0 and variance 1, times gamma, plus beta; y may be x.
   * Writes the mean and `1 / sqrt(variance + eps)` of each position, one behind the other.
   */
  normalizePositions(operands: {
    readonly positions: number;
    readonly channels: number;
    readonly eps: number;
    readonly x: number;
    readonly gamma: number;
    readonly beta: number;
    readonly y: number;
    readonly moments: number;
  }): void;
  /**
   * Writes `dx = factor (g - mean(g) - h mean(g h))` for g = gamma dy and the h that was multiplied by gamma,
   * position by position, and adds `dy h` to the slopes of gamma; dx may be dy.
   */
  normalizePositionsBack(operands: {
    readonly positions: number;
    readonly channels: number;
    readonly x: number;
    readonly moments: number;
    readonly gamma: number;
    readonly dy: number;
    readonly dGamma: number;
    readonly dx: number;
  }): void;
  /** Up to 28 bytes behind `patches` are written, and as many read behind the images or the frame. */
  gatherPatches(operands: {
    readonly images: number;
    readonly grid: WindowGrid;
    readonly x: number;
    readonly patches: number;
    readonly frame: number;
  }): void;
  /** Writes the images dx: every entry of the patches added to where it was read, window after window. */
  scatterPatches(operands: {
    readonly images: number;
    readonly grid: WindowGrid;
    readonly patches: number;
    readonly dx: number;
    readonly frame: number;
  }): void;
  /**
   * Adds the losses of the rows of z [rows, size] against y, row after row, to `sum`, and returns it;
   * writes `dz`, the gradient of their sum divided by `count`, where dz is not 0. Up to 3 floats behind
   * each of the arrays are read, and written behind dz.
   */
  losses(operands: {
    readonly loss: number;
    readonly rows: number;
    readonly size: number;
    readonly z: number;
    readonly y: number;
    readonly count: number;
    readonly dz: number;
    readonly sum: number;
  }): number;
  /**
   * One step of a rule on `n` consecutive floats (a multiple of 8), in place.
   *
   * @param slot0 the first array of the rule's state, where it has one
   * @param slot1 the second, likewise
   * @param settings float64, in the order of the rule's own file
   * @param correction1 of a rule that counts its steps: `1 - beta1^count`, with the count of this step
   * @param correction2 likewise of beta2
   */
  update(operands: {
    readonly rule: number;
    readonly n: number;
    readonly theta: number;
    readonly gradient: number;
    readonly slot0: number;
    readonly slot1: number;
    readonly settings: number;
    readonly correction1: number;
    readonly correction2: number;
  }): void;
}

/** Calls the functions of `graph` with operands by name. */
export function graphKernels(raw: RawKernels): GraphKernels {
  const {
    activate,
    activateWithSlopes,
    addEntries,
    copyEntries,
    drop,
    interpolate,
    mix,
    multiplyEntries,
    pullBackByOutputs,
    columnSums,
    averagePool,
    averagePoolBack,
    maxPool,
    maxPoolBack,
    channelFactors,
    channelMoments,
    channelProducts,
    channelSlopes,
    combineChannels,
    normalizeChannels,
    normalizePositions,
    normalizePositionsBack,
    gatherPatches,
    scatterPatches,
    losses,
    update,
  } = raw;
  return {
    activate: ({ f, n, parameter, x, y }) => void activate!(f, n, parameter, x, y),
    activateWithSlopes: ({ f, n, parameter, x, y, slopes }) =>
      void activateWithSlopes!(f, n, parameter, x, y, slopes),
    addEntries: (n, a, b, c) => void addEntries!(n, a, b, c),
    copyEntries: (n, from, to) => void copyEntries!(n, from, to),
    drop: ({ n, threshold, kept, factors, x, y }) => void drop!(n, threshold, kept, factors, x, y),
    interpolate: ({ n, a, b, t, to }) => void interpolate!(n, a, b, t, to),
    mix: ({ positive, n, a, b, t, to }) => void mix!(Number(positive), n, a, b, t, to),
    multiplyEntries: (n, a, b, c) => void multiplyEntries!(n, a, b, c),
    pullBackByOutputs: ({ f, n, parameter, y, dy, dx }) =>
      void pullBackByOutputs!(f, n, parameter, y, dy, dx),
    columnSums: ({ resumed, rows, n, a, sums }) =>
      void columnSums!(Number(resumed), rows, n, a, sums),
    averagePool: ({ images, grid, x, y }) =>
      void averagePool!(
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
        y,
      ),
    averagePoolBack: ({ images, grid, dy, dx }) =>
      void averagePoolBack!(
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
        dy,
        dx,
      ),
    maxPool: ({ images, grid, x, y, chosen }) =>
      void maxPool!(
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
        y,
        chosen,
      ),
    maxPoolBack: ({ images, grid, dy, chosen, dx }) =>
      void maxPoolBack!(
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
        dy,
        chosen,
        dx,
      ),
    channelFactors: (channels, eps, variance, factor) =>
      void channelFactors!(channels, eps, variance, factor),
    channelMoments: ({ positions, channels, eps, x, mean, factor }) =>
      void channelMoments!(positions, channels, eps, x, mean, factor),
    channelProducts: ({ resumed, positions, channels, x, mean, factor, dy, sums }) =>
      void channelProducts!(Number(resumed), positions, channels, x, mean, factor, dy, sums),
    channelSlopes: ({ positions, channels, x, mean, dy, sums, products }) =>
      void channelSlopes!(positions, channels, x, mean, dy, sums, products),
    combineChannels: ({ positions, channels, x, mean, dy, a, b, c, dx }) =>
      void combineChannels!(positions, channels, x, mean, dy, a, b, c, dx),
    normalizeChannels: ({ positions, channels, x, mean, factor, gamma, beta, y }) =>
      void normalizeChannels!(positions, channels, x, mean, factor, gamma, beta, y),
    normalizePositions: ({ positions, channels, eps, x, gamma, beta, y, moments }) =>
      void normalizePositions!(positions, channels, eps, x, gamma, beta, y, moments),
    normalizePositionsBack: ({ positions, channels, x, moments, gamma, dy, dGamma, dx }) =>
      void normalizePositionsBack!(positions, channels, x, moments, gamma, dy, dGamma, dx),
    gatherPatches: ({ images, grid, x, patches, frame }) =>
      void gatherPatches!(
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
        patches,
        frame,
      ),
    scatterPatches: ({ images, grid, patches, dx, frame }) =>
      void scatterPatches!(
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
        patches,
        dx,
        frame,
      ),
    losses: ({ loss, rows, size, z, y, count, dz, sum }) =>
      losses!(loss, rows, size, z, y, count, dz, sum),
    update: ({ rule, n, theta, gradient, slot0, slot1, settings, correction1, correction2 }) =>
      void update!(rule, n, theta, gradient, slot0, slot1, settings, correction1, correction2),
  };
}
