/** What happens to entries of C beside the sums. Pitches are in bytes. */
import { value as relu } from './activations/relu';

export function copyEntries<T>(rows: i32, columns: i32, from: usize, fromPitch: usize, to: usize, pitch: usize): void {
  // A tile's edge is too short for a call of memory.copy to pay.
  const bytes = <usize>columns << alignof<T>();
  for (let i = 0; i < rows; i++) {
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
    for (; at < bytes; at += sizeof<T>()) store<T>(to + at, load<T>(from + at));
    from += fromPitch;
    to += pitch;
  }
}

export function clear<T>(rows: i32, columns: i32, c: usize, pitch: usize): void {
  for (let i = 0; i < rows; i++) memory.fill(c + <usize>i * pitch, 0, <usize>columns << alignof<T>());
}

/** Adds a row of float32 to each of C's. */
export function addRow(rows: i32, columns: i32, c: usize, pitch: usize, bias: usize): void {
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      const at = <usize>j << 2;
      v128.store(c + at, f32x4.add(v128.load(c + at), v128.load(bias + at)));
    }
    for (; j < columns; j++) {
      const at = <usize>j << 2;
      store<f32>(c + at, load<f32>(c + at) + load<f32>(bias + at));
    }
    c += pitch;
  }
}

/** `x < 0 ? 0 : x` in float32, so that NaN stays; -0 stays as well. */
export function rectify(rows: i32, columns: i32, c: usize, pitch: usize): void {
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      const at = c + (<usize>j << 2);
      v128.store(at, relu(v128.load(at)));
    }
    for (; j < columns; j++) {
      const at = c + (<usize>j << 2);
      if (load<f32>(at) < 0) store<f32>(at, 0);
    }
    c += pitch;
  }
}

/** The bias row, then relu, for whole tiles one below the other: rows, a multiple of 4, of 8 or 16 entries. */
export function finishTiles(columns: i32, positive: bool, rows: i32, c: usize, pitch: usize, bias: usize): void {
  if (bias == 0 && !positive) return;
  for (let i = 0; i < rows; i += 4) finishTile(columns, positive, c + <usize>i * pitch, pitch, bias);
}

function finishTile(columns: i32, positive: bool, c: usize, pitch: usize, bias: usize): void {
  for (const end = c + (<usize>columns << 2); c < end; c += 16) {
    const by = bias == 0 ? f32x4.splat(0) : v128.load(bias);
    finish4(bias != 0, positive, by, c);
    finish4(bias != 0, positive, by, c + pitch);
    finish4(bias != 0, positive, by, c + pitch * 2);
    finish4(bias != 0, positive, by, c + pitch * 3);
    if (bias != 0) bias += 16;
  }
}

// @ts-ignore: decorator
@inline
function finish4(biased: bool, positive: bool, bias: v128, at: usize): void {
  let x = v128.load(at);
  // -0 + 0 would be 0.
  if (biased) x = f32x4.add(x, bias);
  if (positive) x = relu(x);
  v128.store(at, x);
}
