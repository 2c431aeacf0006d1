/** The gradient of pooling by the largest. */

@inline
function addAt(to: usize, index: i32, value: f32): void {
  const at = to + ((<usize>index) << 2);
  store<f32>(at, load<f32>(at) + value);
}

/** The cells with the largest entries of a window, of four channels from `c` on: where such a cell's channel c lies. */
@inline
function places4(
  x: usize, y0: i32, x0: i32, c: i32, height: i32, width: i32, channels: i32,
  sizeY: i32, sizeX: i32, dilationY: i32, dilationX: i32,
): v128 {
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
  return place;
}

/** The same of channel c alone. */
@inline
function placeOf(
  x: usize, y0: i32, x0: i32, c: i32, height: i32, width: i32, channels: i32,
  sizeY: i32, sizeX: i32, dilationY: i32, dilationX: i32,
): i32 {
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
  return place;
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
          const place = places4(x, y0, x0, c, height, width, channels, sizeY, sizeX, dilationY, dilationX);
          addAt(dx, i32x4.extract_lane(place, 0), load<f32>(dy));
          addAt(dx, i32x4.extract_lane(place, 1) + 1, load<f32>(dy, 4));
          addAt(dx, i32x4.extract_lane(place, 2) + 2, load<f32>(dy, 8));
          addAt(dx, i32x4.extract_lane(place, 3) + 3, load<f32>(dy, 12));
          dy += 16;
        }
        for (; c < channels; c++) {
          const place = placeOf(x, y0, x0, c, height, width, channels, sizeY, sizeX, dilationY, dilationX);
          addAt(dx, place, load<f32>(dy));
          dy += 4;
        }
      }
    x += plane;
    dx += plane;
  }
}
