// Made by tools/make-kernels.mjs; not for editing.
import * as absoluteError from '../losses/absolute-error';
import * as crossEntropy from '../losses/cross-entropy';
import * as squaredError from '../losses/squared-error';

/** The numbers by which kernels know the losses. */
export const ABSOLUTE_ERROR: i32 = 0;
export const CROSS_ENTROPY: i32 = 1;
export const SQUARED_ERROR: i32 = 2;

/** The loss of one row of predictions z against y; its gradient, divided by count, where dz is not 0. */
@inline
export function rowLoss(loss: i32, size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
  if (loss == ABSOLUTE_ERROR) return absoluteError.row(size, z, y, count, dz); else if (loss == CROSS_ENTROPY) return crossEntropy.row(size, z, y, count, dz); else return squaredError.row(size, z, y, count, dz);
}

/** The losses of a chunk's slots, and their derivatives in the predictions. */
@inline
export function laneLosses<Y>(
  loss: i32, z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize, slots: i32,
): void {
  const end = <usize>slots * 32;
  if (loss == ABSOLUTE_ERROR) {
    for (let at: usize = 0; at < end; at += 32)
      absoluteError.lanes<Y>(z + at, y + at, stride, outputs, dz + at, out + at);
  } else if (loss == CROSS_ENTROPY) {
    for (let at: usize = 0; at < end; at += 32)
      crossEntropy.lanes<Y>(z + at, y + at, stride, outputs, dz + at, out + at);
  } else {
    for (let at: usize = 0; at < end; at += 32)
      squaredError.lanes<Y>(z + at, y + at, stride, outputs, dz + at, out + at);
  }
}
