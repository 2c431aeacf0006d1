import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';
import { setGradient } from './gradient.js';

/**
 * Corrects the gradient of the bilinear resize, of which tfjs exchanges height and width on one
 * backend and ignores half-pixel centres on all. The resize is linear: `Y = R X C'` with a matrix
 * for the rows and one for the columns, so the gradient is `R' dY C`.
 */
export function correctResize(tf: Tfjs): void {
  setGradient(tf, 'ResizeBilinear', ['images'], (dy, [images], attributes) => ({
    images: () => {
      const [batch, height, width, channels] = images!.shape as [number, number, number, number];
      const [outHeight, outWidth] = [dy.shape[1]!, dy.shape[2]!];
      const corners = attributes['alignCorners'] === true;
      const centres = attributes['halfPixelCenters'] === true;
      const rows = interpolation(tf, height, outHeight, corners, centres);
      const columns = interpolation(tf, width, outWidth, corners, centres);
      const byRow = tf.matMul(rows, tf.reshape(dy, [batch, outHeight, outWidth * channels]), true);
      const both = tf.matMul(
        columns,
        tf.reshape(byRow, [batch * height, outWidth, channels]),
        true,
      );
      return tf.reshape(both, images!.shape);
    },
  }));
}

/** The weights `[to, from]` by which the entries along an axis are mixed into the new ones. */
function interpolation(
  tf: Tfjs,
  from: number,
  to: number,
  corners: boolean,
  centres: boolean,
): Tensor {
  const ratio = corners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = centres ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const below = Math.max(0, Math.floor(at));
    const above = Math.min(from - 1, Math.max(0, Math.ceil(at)));
    weights[i * from + below]! += 1 - (at - below);
    weights[i * from + above]! += at - below;
  }
  return tf.tensor2d(weights, [to, from]);
}
