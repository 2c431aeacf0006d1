import { reshape } from '@tensorflow/tfjs';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';

/** `[B, ...output]` as `[B, K]`. */
export function samplesAsRows(values: Tensor): Tensor2D {
  const [samples] = values.shape;
  return reshape(values, [samples!, values.size / samples!]);
}
