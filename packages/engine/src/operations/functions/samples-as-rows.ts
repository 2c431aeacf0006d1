import type { Tensor, TensorLibrary } from '@isthmus/contract';

/** `[B, ...output]` as `[B, K]`. */
export function samplesAsRows(tf: TensorLibrary, values: Tensor): Tensor {
  const [samples] = values.shape;
  return tf.reshape(values, [samples!, values.size / samples!]);
}
