/** What happens to entries of C beside the sums. Pitches are in bytes. */

export function copyEntries<T>(rows: i32, columns: i32, from: usize, fromPitch: usize, to: usize, pitch: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(to, from, <usize>columns << alignof<T>());
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
  const zero = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      const at = c + (<usize>j << 2);
      const x = v128.load(at);
      v128.store(at, v128.andnot(x, f32x4.lt(x, zero)));
    }
    for (; j < columns; j++) {
      const at = c + (<usize>j << 2);
      if (load<f32>(at) < 0) store<f32>(at, 0);
    }
    c += pitch;
  }
}
