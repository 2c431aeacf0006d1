/** Losses of rows of predictions, and their gradients: float64 but for the exponentials. */
import { rowLoss } from './generated/losses';

/**
 * Adds the losses of the rows of z [rows, size] against y, row after row, to `sum`, and returns it;
 * writes `dz`, the gradient of their sum divided by `count`, where dz is not 0. Up to 3 floats behind
 * each of the arrays are read, and written behind dz.
 */
export function losses(
  loss: i32, rows: i32, size: i32, z: usize, y: usize, count: f64, dz: usize, sum: f64,
): f64 {
  const pitch = <usize>size * 4;
  for (let row = 0; row < rows; row++) {
    sum += rowLoss(loss, size, z, y, count, dz);
    z += pitch;
    y += pitch;
    if (dz) dz += pitch;
  }
  return sum;
}
