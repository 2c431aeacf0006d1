/** The choice of max pooling: where the largest entry of each window and channel lies. */

/** Whether later entries win over those held: larger, or NaN where none was held; lane by lane. */
@inline
function wins(later: v128, held: v128): v128 {
  return v128.andnot(f64x2.eq(held, held), f64x2.le(later, held));
}

@inline
function storeChoice(best: v128, first: i32, chosen: usize): void {
  store<i32>(chosen, first + <i32>i64x2.extract_lane(best, 0));
  store<i32>(chosen + 4, first + 1 + <i32>i64x2.extract_lane(best, 1));
}

/**
 * One window, two channels at a time. Of an odd number of channels the last goes together with what
 * lies behind it, whose choice is written where the next window's first comes later.
 *
 * @param x its first entry, which is entry `index` of all
 */
function chooseInWindow(
  rows: i32, columns: i32, channels: i32, width: i32, x: usize, index: i32, chosen: usize,
): void {
  const pitch = <usize>(width * channels) << 3;
  const across = <usize>channels << 3;
  for (let channel = 0; channel < channels; channel += 2) {
    let most = v128.load(x);
    let best = i64x2.splat(0);
    let row = x;
    let place = 0;
    for (let ky = 0; ky < rows; ky++) {
      let from = row;
      let at = place;
      for (let kx = 0; kx < columns; kx++) {
        const entry = v128.load(from);
        const later = wins(entry, most);
        most = v128.bitselect(entry, most, later);
        best = v128.bitselect(i64x2.splat(at), best, later);
        from += across;
        at += channels;
      }
      row += pitch;
      place += width * channels;
    }
    storeChoice(best, index + channel, chosen);
    x += 16;
    chosen += 8;
  }
}

/** The same for a row of windows of 2 x 2 that lie inside: `step` numbers from each to the next. */
function chooseInFours(
  windows: i32, channels: i32, width: i32, step: i32, x: usize, index: i32, chosen: usize,
): void {
  const down = width * channels;
  const place1 = i64x2.splat(channels);
  const place2 = i64x2.splat(down);
  const place3 = i64x2.splat(down + channels);
  for (; windows > 0; windows--) {
    for (let channel = 0; channel < channels; channel += 2) {
      const at = x + (<usize>channel << 3);
      const below = at + (<usize>down << 3);
      let above = v128.load(at);
      const right = v128.load(at + (<usize>channels << 3));
      let under = v128.load(below);
      const corner = v128.load(below + (<usize>channels << 3));
      const first = wins(right, above);
      above = v128.bitselect(right, above, first);
      const second = wins(corner, under);
      under = v128.bitselect(corner, under, second);
      const best = v128.bitselect(
        v128.bitselect(place3, place2, second), v128.and(place1, first), wins(under, above),
      );
      storeChoice(best, index + channel, chosen + (<usize>channel << 2));
    }
    x += <usize>step << 3;
    index += step;
    chosen += <usize>channels << 2;
  }
}

/**
 * The entry that max pooling chooses in each window and channel, as int32 counted from `index`, which
 * x begins with: the first of the largest, or the first NaN. See `WindowGrid`.
 */
export function chooseLargest64(
  images: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  top: i32, left: i32, size: i32, strides: i32, x: usize, index: i32, chosen: usize,
): void {
  const inside = left == 0 && (outWidth - 1) * strides + size <= width;
  for (let image = 0; image < images; image++)
    for (let oy = 0; oy < outHeight; oy++) {
      const fromY = max(oy * strides - top, 0);
      const rows = min(oy * strides - top + size, height) - fromY;
      const line = (image * height + fromY) * width * channels;
      if (inside && size == 2 && rows == 2) {
        chooseInFours(
          outWidth, channels, width, strides * channels, x + (<usize>line << 3), index + line, chosen,
        );
        chosen += <usize>(outWidth * channels) << 2;
        continue;
      }
      for (let ox = 0; ox < outWidth; ox++) {
        const fromX = max(ox * strides - left, 0);
        const columns = min(ox * strides - left + size, width) - fromX;
        const corner = line + fromX * channels;
        chooseInWindow(
          rows, columns, channels, width, x + (<usize>corner << 3), index + corner, chosen,
        );
        chosen += <usize>channels << 2;
      }
    }
}
