/**
 * Panels: `[k, width]` with rows of exactly `width` numbers, in the order in which the tiles read them.
 * Columns beyond `count` hold anything; what a tile computes from them is dropped. Pitches are in bytes.
 */

/** Packs `count <= width` columns of a matrix `[k, …]` whose rows are `pitch` bytes apart. */
export function packRows<T>(width: i32, count: i32, k: i32, from: usize, pitch: usize, to: usize): void {
  const bytes = <usize>width << alignof<T>();
  // Whole rows reach into the next ones, which does no harm where there are such.
  const within = <usize>k * pitch - pitch + (<usize>count << alignof<T>());
  const whole = count == width ? k : within < bytes ? 0 : min(k, <i32>((within - bytes) / pitch) + 1);
  packEdge<T>(width, count, k - whole, from + <usize>whole * pitch, pitch, sizeof<T>(), to + <usize>whole * bytes);
  for (let l = 0; l < whole; l++) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
    from += pitch;
    to += bytes;
  }
}

/** Packs `count <= width` rows of a matrix `[…, k]` whose rows are `pitch` bytes apart. */
export function packColumns<T>(width: i32, count: i32, k: i32, from: usize, pitch: usize, to: usize): void {
  // A single row may stand for all.
  if (count == 1) pitch = 0;
  else if (count < width) return packEdge<T>(width, count, k, from, sizeof<T>(), pitch, to);
  const step = <usize>width << alignof<T>();
  for (let column = 0; column < width; column += 4) {
    const at = from + <usize>column * pitch;
    if (sizeof<T>() == 4) turnFloats(step, k, at, pitch, to + (<usize>column << 2));
    else {
      turnDoubles(step, k, at, at + pitch, to + (<usize>column << 3));
      turnDoubles(step, k, at + pitch * 2, at + pitch * 3, to + (<usize>(column + 2) << 3));
    }
  }
}

/** Four rows to four columns of a panel, in blocks of 4 x 4. */
function turnFloats(step: usize, k: i32, from: usize, pitch: usize, to: usize): void {
  let l = 0;
  for (; l + 4 <= k; l += 4) {
    const x0 = v128.load(from);
    const x1 = v128.load(from + pitch);
    const x2 = v128.load(from + pitch * 2);
    const x3 = v128.load(from + pitch * 3);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(to + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    v128.store(to + step * 2, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    v128.store(to + step * 3, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    from += 16;
    to += step * 4;
  }
  for (; l < k; l++) {
    for (let i: usize = 0; i < 4; i++) store<u32>(to + i * 4, load<u32>(from + i * pitch));
    from += 4;
    to += step;
  }
}

/** Two rows to two columns of a panel. */
function turnDoubles(step: usize, k: i32, from0: usize, from1: usize, to: usize): void {
  let l = 0;
  for (; l + 2 <= k; l += 2) {
    const x0 = v128.load(from0);
    const x1 = v128.load(from1);
    v128.store(to, v128.shuffle<f64>(x0, x1, 0, 2));
    v128.store(to + step, v128.shuffle<f64>(x0, x1, 1, 3));
    from0 += 16;
    from1 += 16;
    to += step * 2;
  }
  if (l < k) {
    store<u64>(to, load<u64>(from0));
    store<u64>(to, load<u64>(from1), 8);
  }
}

/** Entry (l, j) lies at `from + l down + j across`. */
function packEdge<T>(width: i32, count: i32, k: i32, from: usize, down: usize, across: usize, to: usize): void {
  for (let l = 0; l < k; l++) {
    let at = from;
    for (let j = 0; j < width; j++) {
      store<T>(to, j < count ? load<T>(at) : <T>0);
      at += across;
      to += sizeof<T>();
    }
    from += down;
  }
}
