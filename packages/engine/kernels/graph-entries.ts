/** Entry by entry, in groups of 8 floats: adjacent pairs of 128-bit operations, which may become one of 256. */
import { value as relu } from './activations/relu';
import { mapEntries, pullBackEntries, RELU, withSlope4 } from './generated/activations';

@inline
function ends(from: usize, n: i32): usize {
  return from + <usize>((n + 7) & ~7) * 4;
}

/** `y = f(x)` in groups; y may be x. */
export function activate(f: i32, n: i32, parameter: f32, x: usize, y: usize): void {
  mapEntries(f, x, ends(x, n), y, f32x4.splat(parameter));
}

/** `y = f(x)` and `slopes = f'(x)` in groups, where f' does not follow from y; slopes may be x, y may not. */
export function activateWithSlopes(f: i32, n: i32, parameter: f32, x: usize, y: usize, slopes: usize): void {
  const by = f32x4.splat(parameter);
  for (const end = ends(x, n); x < end; x += 16, y += 16, slopes += 16) withSlope4(f, x, y, slopes, by);
}

/** `dx = dy f'(x)` in groups, where f' follows from the outputs y; dx may be dy. */
export function pullBackByOutputs(f: i32, n: i32, parameter: f32, y: usize, dy: usize, dx: usize): void {
  pullBackEntries(f, y, ends(y, n), dy, dx, f32x4.splat(parameter));
}

/** `c = a b` in groups; c may be a or b. */
export function multiplyEntries(n: i32, a: usize, b: usize, c: usize): void {
  for (const end = ends(a, n); a < end; a += 32, b += 32, c += 32) {
    const low = f32x4.mul(v128.load(a), v128.load(b));
    const high = f32x4.mul(v128.load(a, 16), v128.load(b, 16));
    v128.store(c, low);
    v128.store(c, high, 16);
  }
}

/** `c = a + b` in groups; c may be a or b. */
export function addEntries(n: i32, a: usize, b: usize, c: usize): void {
  for (const end = ends(a, n); a < end; a += 32, b += 32, c += 32) {
    const low = f32x4.add(v128.load(a), v128.load(b));
    const high = f32x4.add(v128.load(a, 16), v128.load(b, 16));
    v128.store(c, low);
    v128.store(c, high, 16);
  }
}

/** `to = from` in groups. */
export function copyEntries(n: i32, from: usize, to: usize): void {
  memory.copy(to, from, ends(0, n));
}

/** `y = x factor` in groups; `factors` holds uniform numbers and gets 0 where one is below the threshold, else `kept`. */
export function drop(n: i32, threshold: f32, kept: f32, factors: usize, x: usize, y: usize): void {
  const below = f32x4.splat(threshold);
  const by = f32x4.splat(kept);
  for (const end = ends(x, n); x < end; x += 16, y += 16, factors += 16) {
    const factor = v128.andnot(by, f32x4.lt(v128.load(factors), below));
    v128.store(factors, factor);
    v128.store(y, f32x4.mul(v128.load(x), factor));
  }
}

@inline
function between(a: v128, b: v128, s: v128, t: v128): v128 {
  return f64x2.add(
    f64x2.mul(s, f64x2.promote_low_f32x4(a)),
    f64x2.mul(t, f64x2.promote_low_f32x4(b)),
  );
}

@inline
function interpolate4(a: v128, b: v128, s: v128, t: v128): v128 {
  const low = f32x4.demote_f64x2_zero(between(a, b, s, t));
  const high = f32x4.demote_f64x2_zero(
    between(v128.shuffle<i64>(a, a, 1, 1), v128.shuffle<i64>(b, b, 1, 1), s, t),
  );
  return v128.bitselect(a, v128.shuffle<i64>(low, high, 0, 2), i32x4.eq(a, b));
}

/**
 * `(1-t)a + t b` in float64, rounded once, in groups; entries of the same bits stay as they are, and
 * so do those of an end.
 */
export function interpolate(n: i32, a: usize, b: usize, t: f64, to: usize): void {
  if (t == 0) return copyEntries(n, a, to);
  if (t == 1) return copyEntries(n, b, to);
  const s = f64x2.splat(1 - t);
  const share = f64x2.splat(t);
  for (const end = ends(a, n); a < end; a += 32, b += 32, to += 32) {
    const low = interpolate4(v128.load(a), v128.load(b), s, share);
    const high = interpolate4(v128.load(a, 16), v128.load(b, 16), s, share);
    v128.store(to, low);
    v128.store(to, high, 16);
  }
}

@inline
function mix4(a: v128, b: v128, s: v128, t: v128): v128 {
  return f32x4.add(f32x4.mul(s, a), f32x4.mul(t, b));
}

/** `(1-t)a + t b` in float32, in groups; exact at the ends. With `positive`, relu of it. */
export function mix(positive: bool, n: i32, a: usize, b: usize, t: f64, to: usize): void {
  if (t == 0 || t == 1) {
    const end = t == 0 ? a : b;
    return positive ? activate(RELU, n, 0, end, to) : copyEntries(n, end, to);
  }
  const s = f32x4.splat(<f32>(1 - t));
  const share = f32x4.splat(<f32>t);
  for (const end = ends(a, n); a < end; a += 32, b += 32, to += 32) {
    let low = mix4(v128.load(a), v128.load(b), s, share);
    let high = mix4(v128.load(a, 16), v128.load(b, 16), s, share);
    if (positive) {
      low = relu(low);
      high = relu(high);
    }
    v128.store(to, low);
    v128.store(to, high, 16);
  }
}
