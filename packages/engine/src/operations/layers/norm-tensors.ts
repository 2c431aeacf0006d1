import type { Tensor, TensorLibrary, Tensors } from '@isthmus/contract';
import { onlyInput, unfit } from './unfit.js';

/** The number of channels of the only input. @throws `layer/unfit` unless it has at least one axis */
export function channelsOf(layer: string, inputs: readonly (readonly number[])[]): number {
  const channels = onlyInput(layer, inputs).at(-1);
  if (channels === undefined) throw unfit(layer, 'an input with at least one axis', inputs);
  return channels;
}

/**
 * `gamma (x - mean) / sqrt(variance + eps) + beta` in tensors, mean and variance along one axis of x
 * as `[positions, channels]`.
 *
 * @param axis 0: of every channel over all positions; 1: of every position over its channels
 */
export function norm2d(
  params: Tensors,
  x: Tensor,
  tf: TensorLibrary,
  axis: 0 | 1,
  eps: number,
): Tensor {
  const channels = x.shape.at(-1)!;
  const positions = x.size / channels;
  const flat = tf.reshape(x, [positions, channels]);
  const mean = (of: Tensor) => {
    const sums = tf.reshape(tf.sum(of, axis), axis === 0 ? [1, channels] : [positions, 1]);
    return tf.mul(sums, 1 / (axis === 0 ? positions : channels));
  };
  const centred = tf.sub(flat, mean(flat));
  const factor = tf.rsqrt(tf.add(mean(tf.square(centred)), eps));
  const y = tf.add(tf.mul(tf.mul(centred, factor), params['gamma']!), params['beta']!);
  return tf.reshape(y, x.shape);
}
