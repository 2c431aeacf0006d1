import type { TensorInfo } from '@tensorflow/tfjs';
import { replaceKernel } from '../kernel.js';
import { blockFloats, inBlocks, layOut } from './layout.js';
import type { ConvolutionLayout } from './layout.js';
import { offsetOf, withScratch } from './pack.js';
import type { KernelPack } from './pack.js';

/** Gradients of convolutions of each channel on its own, which tfjs's wasm backend lacks. */
export function setDepthwise(pack: KernelPack): void {
  const { tf } = pack;
  replaceKernel(tf, 'wasm', 'DepthwiseConv2dNativeBackpropInput', ({ dy, filter }, attributes) => {
    const shape = attributes['inputShape'] as number[];
    return byInput(pack, dy!, filter!, shape, layOut(pack, shape, filter!.shape, attributes, true));
  });
  replaceKernel(tf, 'wasm', 'DepthwiseConv2dNativeBackpropFilter', ({ x, dy }, attributes) => {
    const shape = attributes['filterShape'] as number[];
    return byFilter(pack, x!, dy!, shape, layOut(pack, x!.shape, shape, attributes, true));
  });
}

/** Entries of a window, channels, and filters of each channel. */
function sizesOf({ at: { sizeY, sizeX, channels }, filters }: ConvolutionLayout) {
  return { taps: sizeY * sizeX, channels, fold: filters / channels };
}

function byInput(
  pack: KernelPack,
  dy: TensorInfo,
  filter: TensorInfo,
  shape: number[],
  layout: ConvolutionLayout,
): TensorInfo {
  const { taps, channels, fold } = sizesOf(layout);
  const dx = pack.backend.makeOutput(shape, 'float32');
  const [from, by, to] = [dy, filter, dx].map((tensor) => offsetOf(pack, tensor));
  pack.code.clear(to!, 4 * pack.tf.util.sizeFromShape(shape));
  withScratch(pack, 4 * blockFloats(layout), (windows) =>
    inBlocks(layout, (first, end) => {
      const start = from! + 4 * first * layout.filters;
      const [rows, count] = [windows, end - first];
      pack.code.channelRows({ rows, dy: start, filter: by!, count, taps, channels, fold });
      pack.code.rowsToWindows({ dx: to!, rows, from: first, to: end, windows: layout.at });
    }),
  );
  return dx;
}

function byFilter(
  pack: KernelPack,
  x: TensorInfo,
  dy: TensorInfo,
  shape: number[],
  layout: ConvolutionLayout,
): TensorInfo {
  const { taps, channels, fold } = sizesOf(layout);
  const out = pack.backend.makeOutput(shape, 'float32');
  const [from, by, to] = [x, dy, out].map((tensor) => offsetOf(pack, tensor));
  const size = pack.tf.util.sizeFromShape(shape);
  withScratch(pack, 8 * size + 4 * blockFloats(layout), (sums) => {
    const rows = sums + 8 * size;
    pack.code.clear(sums, 8 * size);
    inBlocks(layout, (first, end) => {
      const start = by! + 4 * first * layout.filters;
      pack.code.windowsToRows({ x: from!, rows, from: first, to: end, windows: layout.at });
      pack.code.channelSums({ sums, rows, dy: start, count: end - first, taps, channels, fold });
    });
    pack.code.round64(to!, sums, size);
  });
  return out;
}
