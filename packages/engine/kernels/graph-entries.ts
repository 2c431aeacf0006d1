/** Entry by entry, in groups of 8 floats: adjacent pairs of 128-bit operations, which may become one of 256. */
import {
  bellF32, geluDerivativeOfF32, geluF32, normalOfF32, sigmoidDerivativeOfF32, sigmoidExponentialF32,
  sigmoidF32, sigmoidOfF32, softplusF32, softplusOfF32, tanhDerivativeOfF32, tanhExponentialF32,
  tanhF32, tanhOfF32,
} from './functions';

const RELU: i32 = 0;
const LEAKY_RELU: i32 = 1;
const TANH: i32 = 2;
const SIGMOID: i32 = 3;
const SOFTPLUS: i32 = 4;
// GELU: 5

@inline
function ends(from: usize, n: i32): usize {
  return from + <usize>((n + 7) & ~7) * 4;
}

/** `x` where it is not below 0, times the slope where it is; NaN stays NaN. */
@inline
function steps(x: v128, slope: v128): v128 {
  return v128.bitselect(f32x4.mul(x, slope), x, f32x4.lt(x, f32x4.splat(0)));
}

/** As `steps` with the slope 0, where an infinite entry must give 0. */
@inline
function relu(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(x, f32x4.splat(0)));
}

@inline
function function4(f: i32, x: v128): v128 {
  if (f == TANH) return tanhF32(x);
  if (f == SIGMOID) return sigmoidF32(x);
  if (f == SOFTPLUS) return softplusF32(x);
  return geluF32(x);
}

/** A function out of line: four of them, each inlined into a loop of its own, are enough code. */
function mapEntries(f: i32, x: usize, end: usize, y: usize): void {
  while (x < end) {
    const a = function4(f, v128.load(x));
    const b = function4(f, v128.load(x, 16));
    v128.store(y, a);
    v128.store(y, b, 16);
    x += 32;
    y += 32;
  }
}

/** `y = f(x)` in groups; y may be x. */
export function activate(f: i32, n: i32, slope: f32, x: usize, y: usize): void {
  const end = ends(x, n);
  if (f == RELU) {
    for (; x < end; x += 32, y += 32) {
      const a = v128.load(x);
      const b = v128.load(x, 16);
      v128.store(y, relu(a));
      v128.store(y, relu(b), 16);
    }
  } else if (f == LEAKY_RELU) {
    const by = f32x4.splat(slope);
    for (; x < end; x += 32, y += 32) {
      const a = v128.load(x);
      const b = v128.load(x, 16);
      v128.store(y, steps(a, by));
      v128.store(y, steps(b, by), 16);
    }
  } else mapEntries(f, x, end, y);
}

@inline
function withSlope4(f: i32, x: usize, y: usize, slopes: usize): void {
  const at = v128.load(x);
  if (f == TANH) {
    const e = tanhExponentialF32(at);
    v128.store(y, tanhOfF32(at, e));
    v128.store(slopes, tanhDerivativeOfF32(e));
  } else if (f == SIGMOID) {
    const e = sigmoidExponentialF32(at);
    v128.store(y, sigmoidOfF32(at, e));
    v128.store(slopes, sigmoidDerivativeOfF32(e));
  } else if (f == SOFTPLUS) {
    const e = sigmoidExponentialF32(at);
    v128.store(y, softplusOfF32(at, e));
    v128.store(slopes, sigmoidOfF32(at, e));
  } else {
    const bell = bellF32(at);
    const normal = normalOfF32(at, bell);
    v128.store(y, f32x4.mul(at, normal));
    v128.store(slopes, geluDerivativeOfF32(at, bell, normal));
  }
}

/** `y = f(x)` and `slopes = f'(x)` in groups, of tanh, sigmoid, softplus and gelu; slopes may be x, y may not. */
export function activateWithSlopes(f: i32, n: i32, x: usize, y: usize, slopes: usize): void {
  for (const end = ends(x, n); x < end; x += 16, y += 16, slopes += 16) withSlope4(f, x, y, slopes);
}

@inline
function slopesOf(y: v128, slope: v128): v128 {
  return v128.bitselect(f32x4.splat(1), slope, f32x4.gt(y, f32x4.splat(0)));
}

/** `dx = dy f'(x)` in groups, of relu (slope 0) and leakyRelu, whose outputs y have the signs of x; dx may be dy. */
export function pullBackSteps(n: i32, slope: f32, y: usize, dy: usize, dx: usize): void {
  const by = f32x4.splat(slope);
  for (const end = ends(y, n); y < end; y += 32, dy += 32, dx += 32) {
    const a = slopesOf(v128.load(y), by);
    const b = slopesOf(v128.load(y, 16), by);
    v128.store(dx, f32x4.mul(v128.load(dy), a));
    v128.store(dx, f32x4.mul(v128.load(dy, 16), b), 16);
  }
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
