/** Floats side by side. */

/** Copies `count` floats; whole vectors, the last of which may overlap the one before. */
@inline
export function copyRun(to: usize, from: usize, count: i32): void {
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
export function addRun(to: usize, from: usize, count: i32): void {
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
export function zeroRun(to: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 4; i += 4) v128.store(to + ((<usize>i) << 2), i32x4.splat(0));
  for (; i < count; i++) store<f32>(to + ((<usize>i) << 2), 0);
}
