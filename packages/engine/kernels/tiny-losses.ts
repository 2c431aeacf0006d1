/** The losses of a chunk, and their derivatives in the predictions. */
import { laneLosses } from './generated/losses';
import { LOSS, OUTPUTS, ROW_LOSSES, SLOPES_A, VALUES } from './generated/tiny-records';
import { lastLayer } from './tiny-net';
import { clearLanes, storePair, upperTwo, zero } from './tiny-pairs';

/** Adds four floats to four float64. */
@inline
function addWide(sums: usize, x: v128): void {
  const first = f64x2.promote_low_f32x4(x);
  const second = f64x2.promote_low_f32x4(upperTwo(x));
  storePair(sums, f64x2.add(v128.load(sums), first), f64x2.add(v128.load(sums, 16), second));
}

/**
 * Adds the losses of a chunk to the sums of its lanes (float64), and leaves the derivatives in the
 * predictions in the first block of slopes. T as for `forward`.
 */
export function losses<T>(
  net: usize, scratch: usize, y: usize, stride: usize, slots: i32, rest: i32, sums: usize,
): void {
  const outputs = load<i32>(net, OUTPUTS);
  const kind = load<i32>(net, LOSS);
  const z = scratch + load<i32>(lastLayer(net), VALUES);
  const dz = scratch + load<i32>(net, SLOPES_A);
  const rows = scratch + load<i32>(net, ROW_LOSSES);
  if (isFloat<T>()) laneLosses<i32>(kind, z, y, stride, outputs, dz, rows, slots);
  else laneLosses<f32>(kind, z, y, stride, outputs, dz, rows, slots);
  if (rest) {
    clearLanes(rows, 1, slots, rest);
    clearLanes(dz, outputs, slots, rest);
  }
  let lower = zero();
  let upper = zero();
  for (let s = 0; s < slots; s++) {
    lower = f32x4.add(lower, v128.load(rows + <usize>s * 32));
    upper = f32x4.add(upper, v128.load(rows + <usize>s * 32, 16));
  }
  addWide(sums, lower);
  addWide(sums + 32, upper);
}
