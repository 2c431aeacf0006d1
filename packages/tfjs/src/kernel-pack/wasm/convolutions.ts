import type { TensorInfo } from '@tensorflow/tfjs';
import { GEMM } from '@isthmus/engine/internal';
import { replaceKernel } from '../kernel.js';
import { refused, roundingRefused } from '../refusal.js';
import { blockFloats, inBlocks, isChannelsLast, layOut } from './layout.js';
import type { ConvolutionLayout } from './layout.js';
import { multiply, offsetOf, withScratch } from './pack.js';
import type { KernelPack } from './pack.js';

/**
 * Convolutions and their gradients as products of matrices: every window of the input is a row.
 * tfjs's wasm backend has no gradient by the filter and a slow one by the input.
 */
export function setConvolutions(pack: KernelPack): void {
  const { tf } = pack;
  replaceKernel(tf, 'wasm', 'Conv2D', ({ x, filter }, attributes, own) => {
    roundingRefused('conv2d', attributes);
    if (!isChannelsLast(attributes)) return own({ x: x!, filter: filter! }, attributes);
    return forward(pack, x!, filter!, layOut(pack, x!.shape, filter!.shape, attributes));
  });
  replaceKernel(tf, 'wasm', 'Conv2DBackpropInput', ({ dy, filter }, attributes, own) => {
    if (!isChannelsLast(attributes)) return own({ dy: dy!, filter: filter! }, attributes);
    const shape = attributes['inputShape'] as number[];
    return byInput(pack, dy!, filter!, shape, layOut(pack, shape, filter!.shape, attributes));
  });
  replaceKernel(tf, 'wasm', 'Conv2DBackpropFilter', ({ x, dy }, attributes) => {
    if (!isChannelsLast(attributes))
      throw refused('conv2d', 'with dataFormat "NCHW" has no gradient here', 'use "NHWC"');
    const shape = attributes['filterShape'] as number[];
    return byFilter(pack, x!, dy!, shape, layOut(pack, x!.shape, shape, attributes));
  });
}

function forward(
  pack: KernelPack,
  x: TensorInfo,
  filter: TensorInfo,
  layout: ConvolutionLayout,
): TensorInfo {
  const { at, rows, inner, filters, isMatrix } = layout;
  const shape = [x.shape[0]!, at.outHeight, at.outWidth, filters];
  const out = pack.backend.makeOutput(shape, 'float32');
  const [from, by, to] = [x, filter, out].map((tensor) => offsetOf(pack, tensor));
  const b = { at: by!, step: filters };
  if (isMatrix) {
    const [a, c] = [
      { at: from!, step: inner },
      { at: to!, step: filters },
    ];
    multiply(pack, 0, [rows, filters, inner], a, b, c);
    return out;
  }
  withScratch(pack, 4 * blockFloats(layout), (windows) =>
    inBlocks(layout, (first, end) => {
      pack.code.windowsToRows({ x: from!, rows: windows, from: first, to: end, windows: at });
      const c = { at: to! + 4 * first * filters, step: filters };
      multiply(pack, 0, [end - first, filters, inner], { at: windows, step: inner }, b, c);
    }),
  );
  return out;
}

function byInput(
  pack: KernelPack,
  dy: TensorInfo,
  filter: TensorInfo,
  shape: number[],
  layout: ConvolutionLayout,
): TensorInfo {
  const { at, rows, inner, filters, isMatrix } = layout;
  const dx = pack.backend.makeOutput(shape, 'float32');
  const [from, by, to] = [dy, filter, dx].map((tensor) => offsetOf(pack, tensor));
  const b = { at: by!, step: filters };
  if (isMatrix) {
    const [a, c] = [
      { at: from!, step: filters },
      { at: to!, step: inner },
    ];
    multiply(pack, GEMM.B_TRANSPOSED, [rows, inner, filters], a, b, c);
    return dx;
  }
  pack.code.clear(to!, 4 * pack.tf.util.sizeFromShape(shape));
  withScratch(pack, 4 * blockFloats(layout), (windows) =>
    inBlocks(layout, (first, end) => {
      const a = { at: from! + 4 * first * filters, step: filters };
      const c = { at: windows, step: inner };
      multiply(pack, GEMM.B_TRANSPOSED, [end - first, inner, filters], a, b, c);
      pack.code.rowsToWindows({ dx: to!, rows: windows, from: first, to: end, windows: at });
    }),
  );
  return dx;
}

/** Sums over all windows of the batch: each block in float32, the blocks in float64. */
function byFilter(
  pack: KernelPack,
  x: TensorInfo,
  dy: TensorInfo,
  shape: number[],
  layout: ConvolutionLayout,
): TensorInfo {
  const { at, inner, filters, isMatrix } = layout;
  const out = pack.backend.makeOutput(shape, 'float32');
  const [from, by, to] = [x, dy, out].map((tensor) => offsetOf(pack, tensor));
  const size = inner * filters;
  const windowBytes = isMatrix ? 0 : 4 * blockFloats(layout);
  withScratch(pack, 8 * size + windowBytes, (sums) => {
    const windows = sums + 8 * size;
    pack.code.clear(sums, 8 * size);
    inBlocks(layout, (first, end) => {
      if (!isMatrix)
        pack.code.windowsToRows({ x: from!, rows: windows, from: first, to: end, windows: at });
      const a = { at: isMatrix ? from! + 4 * first * inner : windows, step: inner };
      const b = { at: by! + 4 * first * filters, step: filters };
      const c = { at: to!, step: filters };
      multiply(pack, GEMM.A_TRANSPOSED, [inner, filters, end - first], a, b, c);
      pack.code.addTo64(sums, to!, size);
    });
    pack.code.round64(to!, sums, size);
  });
  return out;
}
