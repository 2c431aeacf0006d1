import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';
import { roundingRefused } from '../refusal.js';
import { setGradient } from './gradient.js';
import type { Pullback } from './gradient.js';

/**
 * Gives convolutions with dilation a gradient, which tfjs refuses: such a convolution is the one by
 * the filter with zeros between its entries, so its gradients are that one's.
 */
export function correctConvolutions(tf: Tfjs): void {
  setGradient(tf, 'Conv2D', ['x', 'filter'], (dy, [x, filter], attributes) => {
    roundingRefused('conv2d', attributes);
    return pulled(tf, 'Conv2D', dy, x!, filter!, attributes);
  });
  setGradient(tf, 'DepthwiseConv2dNative', ['x', 'filter'], (dy, [x, filter], attributes) => {
    roundingRefused('depthwiseConv2d', attributes);
    return pulled(tf, 'DepthwiseConv2dNative', dy, x!, filter!, attributes);
  });
}

function pulled(
  tf: Tfjs,
  kernel: 'Conv2D' | 'DepthwiseConv2dNative',
  dy: Tensor,
  x: Tensor,
  filter: Tensor,
  attributes: NamedAttrMap,
): Pullback {
  const { strides, pad, dataFormat } = attributes;
  const [tall, wide] = dilationsOf(attributes['dilations']);
  const dense = tall === 1 && wide === 1;
  const common = {
    strides: strides!,
    pad: pad!,
    dataFormat: dataFormat ?? 'NHWC',
    dilations: [1, 1],
  };
  const run = (name: string, inputs: Record<string, Tensor>, more: NamedAttrMap) =>
    tf.engine().runKernel<Tensor>(name, inputs, { ...common, ...more });
  return {
    x: () => {
      const spread = dense ? filter : spreadOut(tf, filter, tall, wide);
      return run(`${kernel}BackpropInput`, { dy, filter: spread }, { inputShape: x.shape });
    },
    filter: () => {
      const [height, width, ...rest] = filter.shape as [number, number, ...number[]];
      const filterShape = [(height - 1) * tall + 1, (width - 1) * wide + 1, ...rest];
      const gradient = run(`${kernel}BackpropFilter`, { x, dy }, { filterShape });
      return dense ? gradient : drawnIn(tf, gradient, filter.shape, tall, wide);
    },
  };
}

function dilationsOf(given: NamedAttrMap[string] | undefined): readonly [number, number] {
  if (Array.isArray(given)) return [Number(given[0]), Number(given[1])];
  return typeof given === 'number' ? [given, given] : [1, 1];
}

/** A filter `[h, w, ...]` with zeros between its entries: `[(h - 1) tall + 1, (w - 1) wide + 1, ...]`. */
function spreadOut(tf: Tfjs, filter: Tensor, tall: number, wide: number): Tensor {
  const [h, w, ...rest] = filter.shape as [number, number, ...number[]];
  const each = tf.util.sizeFromShape(rest);
  const padded = tf.pad(tf.reshape(filter, [h, 1, w, 1, each]), [
    [0, 0],
    [0, tall - 1],
    [0, 0],
    [0, wide - 1],
    [0, 0],
  ]);
  const size = [(h - 1) * tall + 1, (w - 1) * wide + 1, each];
  return tf.reshape(tf.slice(tf.reshape(padded, [h * tall, w * wide, each]), 0, size), [
    ...size.slice(0, 2),
    ...rest,
  ]);
}

/** The inverse: leaves out what lies between the entries. */
function drawnIn(tf: Tfjs, spread: Tensor, shape: number[], tall: number, wide: number): Tensor {
  const [h, w, ...rest] = shape as [number, number, ...number[]];
  const each = tf.util.sizeFromShape(rest);
  const padded = tf.pad(tf.reshape(spread, [spread.shape[0]!, spread.shape[1]!, each]), [
    [0, tall - 1],
    [0, wide - 1],
    [0, 0],
  ]);
  const entries = tf.slice(tf.reshape(padded, [h, tall, w, wide, each]), 0, [h, 1, w, 1, each]);
  return tf.reshape(entries, shape);
}
