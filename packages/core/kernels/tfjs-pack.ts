// module

/**
 * What the WebAssembly backend of tfjs lacks, or does slowly or inexactly: the windows of
 * convolutions as rows of a matrix and back, gradients of pooling, sums in float64, sums by segment,
 * copies of strided rows. Runs on the memory of that backend, on offsets of its tensors, in bytes;
 * holds no data of its own. Every index is a tensor's, so sizes are counted in entries of float32.
 */

/** Copies `count` floats; whole vectors, the last of which may overlap the one before. */
@inline
function copyRun(to: usize, from: usize, count: i32): void {
  let i = 0;
  if (count >= 4) {
    for (; i <= count - 4; i += 4)
      v128.store(to + ((<usize>i) << 2), v128.load(from + ((<usize>i) << 2)));
    if (i < count) {
      const last: usize = (<usize>(count - 4)) << 2;
      v128.store(to + last, v128.load(from + last));
    }
    return;
  }
  for (; i < count; i++) store<f32>(to + ((<usize>i) << 2), load<f32>(from + ((<usize>i) << 2)));
}

/** Adds `count` floats to those at `to`. */
@inline
function addRun(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 4; i += 4) {
    const at: usize = (<usize>i) << 2;
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  }
  for (; i < count; i++) {
    const at: usize = (<usize>i) << 2;
    store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
  }
}

/** Sets `count` floats to zero. */
@inline
function zeroRun(to: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 4; i += 4) v128.store(to + ((<usize>i) << 2), i32x4.splat(0));
  for (; i < count; i++) store<f32>(to + ((<usize>i) << 2), 0);
}

/**
 * Walks the windows `[from, to)` of `x` `[B, height, width, channels]`, counted over batch, output
 * row and output column, each of which is a row of `rows` `[to - from, sizeY * sizeX * channels]`.
 * Gathers: fills the row with the window, zero outside of `x`. Else adds the row into the window.
 */
@inline
function walkWindows(
  gathers: bool,
  x: usize,
  rows: usize,
  from: i32,
  to: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  sizeY: i32,
  sizeX: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  top: i32,
  left: i32,
): void {
  const run = sizeX * channels;
  let ox = from % outWidth;
  let oy = (from / outWidth) % outHeight;
  let image = x + (((<usize>(from / outWidth / outHeight)) * height * width * channels) << 2);
  let row = rows;
  for (let r = from; r < to; r++) {
    const x0 = ox * strideX - left;
    const inside = dilationX == 1 && x0 >= 0 && x0 + sizeX <= width;
    for (let ky = 0; ky < sizeY; ky++) {
      const iy = oy * strideY - top + ky * dilationY;
      if (iy < 0 || iy >= height) {
        if (gathers) zeroRun(row, run);
      } else if (inside) {
        const cell = image + ((<usize>((iy * width + x0) * channels)) << 2);
        if (gathers) copyRun(row, cell, run);
        else addRun(cell, row, run);
      } else {
        for (let kx = 0; kx < sizeX; kx++) {
          const ix = x0 + kx * dilationX;
          const at = row + ((<usize>(kx * channels)) << 2);
          const cell = image + ((<usize>((iy * width + ix) * channels)) << 2);
          if (ix >= 0 && ix < width) {
            if (gathers) copyRun(at, cell, channels);
            else addRun(cell, at, channels);
          } else if (gathers) zeroRun(at, channels);
        }
      }
      row += (<usize>run) << 2;
    }
    if (++ox == outWidth) {
      ox = 0;
      if (++oy == outHeight) {
        oy = 0;
        image += (<usize>(height * width * channels)) << 2;
      }
    }
  }
}

/** Fills `rows` with the windows `[from, to)` of `x`. */
export function windowsToRows(
  x: usize, rows: usize, from: i32, to: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32,
): void {
  walkWindows(true, x, rows, from, to, height, width, channels, outHeight, outWidth,
    sizeY, sizeX, strideY, strideX, dilationY, dilationX, top, left);
}

/** Adds `rows` into the windows `[from, to)` of `dx`. */
export function rowsToWindows(
  dx: usize, rows: usize, from: i32, to: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32,
): void {
  walkWindows(false, dx, rows, from, to, height, width, channels, outHeight, outWidth,
    sizeY, sizeX, strideY, strideX, dilationY, dilationX, top, left);
}

/** Sets `bytes` bytes to zero. */
export function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

/** Adds `count` float32 to as many float64. */
export function addTo64(sum: usize, x: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 2; i += 2) {
    const at = sum + ((<usize>i) << 3);
    const two = f64x2.promote_low_f32x4(v128.load64_zero(x + ((<usize>i) << 2)));
    v128.store(at, f64x2.add(v128.load(at), two));
  }
  for (; i < count; i++) {
    const at = sum + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(x + ((<usize>i) << 2)));
  }
}

/** Rounds `count` float64 to float32. */
export function round64(y: usize, sum: usize, count: i32): void {
  for (let i = 0; i < count; i++)
    store<f32>(y + ((<usize>i) << 2), <f32>load<f64>(sum + ((<usize>i) << 3)));
}

/** `y[o] = (sum over n of x[o, n]) / divisor`, summed in float64. */
export function sumInner(x: usize, y: usize, outer: i32, n: i32, divisor: f64): void {
  for (let o = 0; o < outer; o++) {
    let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
    let i = 0;
    for (; i <= n - 8; i += 8) {
      a = f64x2.add(a, f64x2.promote_low_f32x4(v128.load64_zero(x)));
      b = f64x2.add(b, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)));
      c = f64x2.add(c, f64x2.promote_low_f32x4(v128.load64_zero(x, 16)));
      d = f64x2.add(d, f64x2.promote_low_f32x4(v128.load64_zero(x, 24)));
      x += 32;
    }
    const four = f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
    let sum = f64x2.extract_lane(four, 0) + f64x2.extract_lane(four, 1);
    for (; i < n; i++) {
      sum += <f64>load<f32>(x);
      x += 4;
    }
    store<f32>(y + ((<usize>o) << 2), <f32>(sum / divisor));
  }
}

/** `y[o, i] = (sum over n of x[o, n, i]) / divisor`, summed in float64. */
export function sumMiddle(x: usize, y: usize, outer: i32, n: i32, inner: i32, divisor: f64): void {
  const step: usize = (<usize>inner) << 2;
  const by = f64x2.splat(divisor);
  for (let o = 0; o < outer; o++) {
    let i = 0;
    for (; i <= inner - 8; i += 8) {
      let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
      let at = x + ((<usize>i) << 2);
      for (let k = 0; k < n; k++) {
        a = f64x2.add(a, f64x2.promote_low_f32x4(v128.load64_zero(at)));
        b = f64x2.add(b, f64x2.promote_low_f32x4(v128.load64_zero(at, 8)));
        c = f64x2.add(c, f64x2.promote_low_f32x4(v128.load64_zero(at, 16)));
        d = f64x2.add(d, f64x2.promote_low_f32x4(v128.load64_zero(at, 24)));
        at += step;
      }
      const to = y + ((<usize>i) << 2);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(a, by)), 0);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(b, by)), 0, 8);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(c, by)), 0, 16);
      v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(d, by)), 0, 24);
    }
    for (; i < inner; i++) {
      let sum: f64 = 0;
      let at = x + ((<usize>i) << 2);
      for (let k = 0; k < n; k++) {
        sum += <f64>load<f32>(at);
        at += step;
      }
      store<f32>(y + ((<usize>i) << 2), <f32>(sum / divisor));
    }
    x += (<usize>n) * step;
    y += step;
  }
}

/**
 * `sums[ids[k], i] += x[k, from + i]` for `i < count`, in float64, where `x` is `[n, inner]` and
 * `sums` `[segments, count]`. Entries whose id is no segment are left out.
 */
export function segmentSums(
  x: usize, ids: usize, sums: usize,
  n: i32, inner: i32, segments: i32, from: i32, count: i32,
): void {
  for (let k = 0; k < n; k++) {
    const id = load<i32>(ids + ((<usize>k) << 2));
    if (id < 0 || id >= segments) continue;
    addTo64(
      sums + (((<usize>id) * count) << 3),
      x + (((<usize>k) * inner + from) << 2),
      count,
    );
  }
}

/** Copies `rows` rows of `count` float32 from one place, where they lie `fromStep` floats apart, to another. */
export function copyRows(
  to: usize, from: usize, rows: i32, count: i32, toStep: i32, fromStep: i32,
): void {
  for (let r = 0; r < rows; r++) {
    if (count >= 64) memory.copy(to, from, (<usize>count) << 2);
    else copyRun(to, from, count);
    to += (<usize>toStep) << 2;
    from += (<usize>fromStep) << 2;
  }
}

/** Rounds rows of float64 sums `[segments, count]` into columns from `from` of `y` `[segments, inner]`. */
export function roundColumns(
  y: usize, sums: usize, segments: i32, inner: i32, from: i32, count: i32,
): void {
  for (let s = 0; s < segments; s++)
    round64(
      y + (((<usize>s) * inner + from) << 2),
      sums + (((<usize>s) * count) << 3),
      count,
    );
}

/** `x < 0 ? 0 : x` in place; NaN stays NaN. */
export function relu(x: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 4; i += 4) {
    const at = x + ((<usize>i) << 2);
    v128.store(at, f32x4.pmax(v128.load(at), f32x4.splat(0)));
  }
  for (; i < count; i++) {
    const at = x + ((<usize>i) << 2);
    const value = load<f32>(at);
    store<f32>(at, value < 0 ? 0 : value);
  }
}

/**
 * Adds each entry of `dy` `[B, outHeight, outWidth, channels]` to the entry of `dx` that the largest
 * of its window of `x` came from: the first of equal ones, a NaN where there is one.
 */
export function maxPoolGrad(
  x: usize, dy: usize, dx: usize, batch: i32,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  sizeY: i32, sizeX: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32,
): void {
  const plane: usize = (<usize>(height * width * channels)) << 2;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const y0 = oy * strideY - top;
        const x0 = ox * strideX - left;
        let c = 0;
        for (; c <= channels - 4; c += 4) {
          let best = f32x4.splat(-Infinity);
          let place = i32x4.splat(-1);
          for (let ky = 0; ky < sizeY; ky++) {
            const iy = y0 + ky * dilationY;
            if (iy < 0 || iy >= height) continue;
            for (let kx = 0; kx < sizeX; kx++) {
              const ix = x0 + kx * dilationX;
              if (ix < 0 || ix >= width) continue;
              const at = (iy * width + ix) * channels + c;
              const value = v128.load(x + ((<usize>at) << 2));
              const larger = v128.or(
                v128.or(f32x4.gt(value, best), i32x4.lt_s(place, i32x4.splat(0))),
                v128.and(f32x4.ne(value, value), f32x4.eq(best, best)),
              );
              best = v128.bitselect(value, best, larger);
              place = v128.bitselect(i32x4.splat(at), place, larger);
            }
          }
          addAt(dx, i32x4.extract_lane(place, 0), load<f32>(dy));
          addAt(dx, i32x4.extract_lane(place, 1) + 1, load<f32>(dy, 4));
          addAt(dx, i32x4.extract_lane(place, 2) + 2, load<f32>(dy, 8));
          addAt(dx, i32x4.extract_lane(place, 3) + 3, load<f32>(dy, 12));
          dy += 16;
        }
        for (; c < channels; c++) {
          let best: f32 = -Infinity;
          let place = -1;
          for (let ky = 0; ky < sizeY; ky++) {
            const iy = y0 + ky * dilationY;
            if (iy < 0 || iy >= height) continue;
            for (let kx = 0; kx < sizeX; kx++) {
              const ix = x0 + kx * dilationX;
              if (ix < 0 || ix >= width) continue;
              const at = (iy * width + ix) * channels + c;
              const value = load<f32>(x + ((<usize>at) << 2));
              if (value > best || place < 0 || (value != value && best == best)) {
                best = value;
                place = at;
              }
            }
          }
          addAt(dx, place, load<f32>(dy));
          dy += 4;
        }
      }
    x += plane;
    dx += plane;
  }
}

@inline
function addAt(to: usize, index: i32, value: f32): void {
  const at = to + ((<usize>index) << 2);
  store<f32>(at, load<f32>(at) + value);
}

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
