/** Gradients of convolutions of each channel on its own. */

/**
 * The gradient of a convolution of each channel on its own, by the windows: row `[taps, channels]`
 * gets `dy[c, q] filter[tap, c, q]`, summed over the `fold` filters q of a channel.
 */
export function channelRows(
  rows: usize, dy: usize, filter: usize, count: i32, taps: i32, channels: i32, fold: i32,
): void {
  for (let r = 0; r < count; r++) {
    let f = filter;
    for (let tap = 0; tap < taps; tap++) {
      let y = dy;
      let c = 0;
      if (fold == 1)
        for (; c <= channels - 4; c += 4) {
          v128.store(rows, f32x4.mul(v128.load(y), v128.load(f)));
          rows += 16;
          y += 16;
          f += 16;
        }
      for (; c < channels; c++) {
        let sum: f32 = 0;
        for (let q = 0; q < fold; q++) {
          sum += load<f32>(y) * load<f32>(f);
          y += 4;
          f += 4;
        }
        store<f32>(rows, sum);
        rows += 4;
      }
    }
    dy += (<usize>(channels * fold)) << 2;
  }
}

/** The same by the filters: `sums[tap, c, q] += row[tap, c] dy[c, q]`, in float64. */
export function channelSums(
  sums: usize, rows: usize, dy: usize, count: i32, taps: i32, channels: i32, fold: i32,
): void {
  for (let r = 0; r < count; r++) {
    let sum = sums;
    for (let tap = 0; tap < taps; tap++) {
      let y = dy;
      for (let c = 0; c < channels; c++) {
        const x = <f64>load<f32>(rows);
        rows += 4;
        for (let q = 0; q < fold; q++) {
          store<f64>(sum, load<f64>(sum) + x * <f64>load<f32>(y));
          sum += 8;
          y += 4;
        }
      }
    }
    dy += (<usize>(channels * fold)) << 2;
  }
}
