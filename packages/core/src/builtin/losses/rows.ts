import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { tfjs } from '../../network/tfjs/library.js';

/** `[B, ...output]` as `[B, K]`. */
export function samplesAsRows(values: Tensor): Tensor2D {
  const [samples] = values.shape;
  return tfjs().reshape(values, [samples!, values.size / samples!]);
}
