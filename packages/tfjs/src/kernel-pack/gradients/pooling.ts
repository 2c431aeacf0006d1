import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';
import { roundingRefused } from '../refusal.js';
import { setGradient } from './gradient.js';

/**
 * Corrects the gradients of pooling. tfjs divides that of a mean by the size of the whole window,
 * where the mean itself is over the entries inside the input; so it is weighted by their quotient.
 */
export function correctPooling(tf: Tfjs): void {
  setGradient(tf, 'AvgPool', ['x'], (dy, [x], attributes) => {
    roundingRefused('avgPool', attributes);
    const counts = () => weights2d(tf, x!, attributes);
    return { x: () => pulled(tf, 'AvgPoolGrad', dy, x!, counts, attributes) };
  });
  setGradient(tf, 'AvgPool3D', ['x'], (dy, [x], attributes) => {
    roundingRefused('avgPool3d', attributes);
    const counts = () => weights3d(tf, x!, attributes);
    return { x: () => pulled(tf, 'AvgPool3DGrad', dy, x!, counts, attributes) };
  });
  refuseRounding(tf, 'MaxPool', 'maxPool');
  refuseRounding(tf, 'MaxPool3D', 'maxPool3d');
}

function refuseRounding(tf: Tfjs, kernel: string, operation: string): void {
  const own = tf.getGradient(kernel);
  if (own === undefined) return;
  const { gradFunc } = own;
  tf.registerGradient({
    ...own,
    gradFunc: (dy, saved, attributes) => {
      roundingRefused(operation, attributes);
      return gradFunc(dy, saved, attributes);
    },
  });
}

function pulled(
  tf: Tfjs,
  kernel: string,
  dy: Tensor,
  input: Tensor,
  weights: () => Tensor,
  attributes: NamedAttrMap,
): Tensor {
  return tf.engine().runKernel<Tensor>(kernel, { dy: tf.mul(dy, weights()), input }, attributes);
}

interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
}

/** `[1, outHeight, outWidth, 1]`. */
function weights2d(tf: Tfjs, x: Tensor, attributes: NamedAttrMap): Tensor {
  const { filterSize, strides, pad } = attributes as unknown as PoolAttributes;
  const shape = x.shape as [number, number, number, number];
  const at = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
  const rows = shares(at.outHeight, at.strideHeight, at.filterHeight, at.padInfo.top, at.inHeight);
  const columns = shares(at.outWidth, at.strideWidth, at.filterWidth, at.padInfo.left, at.inWidth);
  return tf.mul(
    tf.tensor(rows, [1, rows.length, 1, 1]),
    tf.tensor(columns, [1, 1, columns.length, 1]),
  );
}

interface Pool3dAttributes {
  readonly filterSize: number | [number, number, number];
  readonly strides: number | [number, number, number];
  readonly pad: 'same' | 'valid' | number;
}

/** `[1, outDepth, outHeight, outWidth, 1]`. */
function weights3d(tf: Tfjs, x: Tensor, attributes: NamedAttrMap): Tensor {
  const { filterSize, strides, pad } = attributes as unknown as Pool3dAttributes;
  const shape = x.shape as [number, number, number, number, number];
  const at = tf.backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad);
  const depths = shares(at.outDepth, at.strideDepth, at.filterDepth, at.padInfo.front, at.inDepth);
  const rows = shares(at.outHeight, at.strideHeight, at.filterHeight, at.padInfo.top, at.inHeight);
  const columns = shares(at.outWidth, at.strideWidth, at.filterWidth, at.padInfo.left, at.inWidth);
  return tf.mul(
    tf.mul(
      tf.tensor(depths, [1, depths.length, 1, 1, 1]),
      tf.tensor(rows, [1, 1, rows.length, 1, 1]),
    ),
    tf.tensor(columns, [1, 1, 1, columns.length, 1]),
  );
}

/** Along one axis, for each window: its size divided by the number of its entries inside the input. */
function shares(
  count: number,
  stride: number,
  size: number,
  before: number,
  length: number,
): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const from = i * stride - before;
    const inside = Math.min(from + size, length) - Math.max(from, 0);
    return inside > 0 ? size / inside : 1;
  });
}
