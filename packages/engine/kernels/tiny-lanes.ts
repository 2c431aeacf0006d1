/** Numbers from how others hold them to how the kernels read them, and back. */
import { storePair } from './tiny-pairs';

/** A float from each of four addresses. */
@inline
export function gather4(a: usize, b: usize, c: usize, d: usize, at: usize): v128 {
  let x = v128.load32_zero(a + at);
  x = v128.load_lane<f32>(b + at, x, 1);
  x = v128.load_lane<f32>(c + at, x, 2);
  return v128.load_lane<f32>(d + at, x, 3);
}

/** Numbers of 8 models, each at one of the 8 addresses, to lanes: 8 floats a parameter. */
export function toLanes(models: usize, to: usize, count: i32): void {
  const a = load<usize>(models), b = load<usize>(models, 4), c = load<usize>(models, 8), d = load<usize>(models, 12);
  const e = load<usize>(models, 16), f = load<usize>(models, 20);
  const g = load<usize>(models, 24), h = load<usize>(models, 28);
  for (let i: usize = 0; i < <usize>count * 4; i += 4) {
    storePair(to, gather4(a, b, c, d, i), gather4(e, f, g, h, i));
    to += 32;
  }
}

/** The other way, for the first `used` lanes. */
export function fromLanes(from: usize, models: usize, used: i32, count: i32): void {
  for (let lane: usize = 0; lane < <usize>used; lane++) {
    const to = load<usize>(models + lane * 4);
    for (let i: usize = 0; i < <usize>count; i++) store<f32>(to + i * 4, load<f32>(from + i * 32 + lane * 4));
  }
}

/**
 * Takes rows of transposed numbers, side by side and padded with zeros to the new stride.
 *
 * @param rows `count` i32
 */
export function takeRows(
  from: usize, stride: usize, width: i32, rows: usize, count: i32, to: usize, newStride: usize,
): void {
  const end = <usize>count * 4;
  for (let k = 0; k < width; k++) {
    for (let i: usize = 0; i < end; i += 4) store<f32>(to + i, load<f32>(from + (<usize>load<i32>(rows + i) << 2)));
    for (let i = end; i < newStride; i += 4) store<f32>(to + i, 0);
    from += stride;
    to += newStride;
  }
}
