import type { NamedAttrMap } from '@tensorflow/tfjs';
import type { TfjsWindows } from '@isthmus/engine/internal';
import type { KernelPack } from './pack.js';

/** A convolution as a product `[rows, inner] [inner, filters]`. */
export interface ConvolutionLayout {
  readonly at: TfjsWindows;
  readonly rows: number;
  readonly inner: number;
  readonly filters: number;
  /** Whether every window is one entry of the input in order, so that the input is the matrix. */
  readonly isMatrix: boolean;
}

type Shape4 = [number, number, number, number];

interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
}

/** Whether the channels are the last axis, as in every case that is taken here. */
export function isChannelsLast({ dataFormat }: NamedAttrMap): boolean {
  return dataFormat === undefined || dataFormat === 'NHWC';
}

/** The windows of a convolution of `x` by `filter`; `depthwise`: of each channel on its own. */
export function layOut(
  { tf }: KernelPack,
  x: number[],
  filter: number[],
  attributes: NamedAttrMap,
  depthwise = false,
): ConvolutionLayout {
  const { strides, dilations, pad } = attributes as unknown as ConvolutionAttributes;
  const [xShape, shape] = [x as Shape4, filter as Shape4];
  const { computeConv2DInfo } = tf.backend_util;
  const info = computeConv2DInfo(xShape, shape, strides, dilations ?? 1, pad, undefined, depthwise);
  const { padInfo, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const single = filterHeight === 1 && filterWidth === 1;
  const dense = strideHeight === 1 && strideWidth === 1;
  const unpadded = info.outHeight === info.inHeight && info.outWidth === info.inWidth;
  return {
    at: geometryOf(info),
    rows: info.batchSize * info.outHeight * info.outWidth,
    inner: filterHeight * filterWidth * info.inChannels,
    filters: info.outChannels,
    isMatrix: single && dense && unpadded && padInfo.top === 0 && padInfo.left === 0,
  };
}

type Conv2DInfo = ReturnType<KernelPack['tf']['backend_util']['computeConv2DInfo']>;

/** The kernels' arguments. */
export function geometryOf(info: Conv2DInfo): TfjsWindows {
  return {
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    sizeY: info.filterHeight,
    sizeX: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}

/** How many floats of windows are laid out at a time: they stay in the second-level cache. */
const BLOCK = 2 ** 17;

/** Visits the windows in blocks of rows `[from, to)`. It depends on the shapes alone, so sums repeat. */
export function inBlocks(
  { rows, inner }: ConvolutionLayout,
  visit: (from: number, to: number) => void,
): void {
  const size = Math.max(32, Math.min(1024, Math.floor(BLOCK / inner)));
  for (let from = 0; from < rows; from += size) visit(from, Math.min(rows, from + size));
}

/** The most floats that `inBlocks` needs for its rows. */
export function blockFloats({ inner }: ConvolutionLayout): number {
  return Math.max(32 * inner, Math.min(1024 * inner, BLOCK));
}
