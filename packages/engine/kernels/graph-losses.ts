/** Losses of rows of predictions, and their gradients: float64 but for the exponentials. */
import { expF32, log1pF32, logF32 } from './functions';

const SQUARED_ERROR: i32 = 0;
const ABSOLUTE_ERROR: i32 = 1;
// CROSS_ENTROPY: 2

/**
 * Adds the losses of the rows of z [rows, size] against y, row after row, to `sum`, and returns it;
 * writes `dz`, the gradient of their sum divided by `count`, where dz is not 0. Up to 3 floats behind
 * each of the arrays are read, and written behind dz.
 */
export function losses(
  kind: i32, rows: i32, size: i32, z: usize, y: usize, count: f64, dz: usize, sum: f64,
): f64 {
  const pitch = <usize>size * 4;
  for (let row = 0; row < rows; row++) {
    if (kind == SQUARED_ERROR) sum += squaredError(size, z, y, count, dz);
    else if (kind == ABSOLUTE_ERROR) sum += absoluteError(size, z, y, count, dz);
    else sum += crossEntropy(size, z, y, count, dz);
    z += pitch;
    y += pitch;
    if (dz) dz += pitch;
  }
  return sum;
}

@inline
function difference(z: usize, y: usize): f64 {
  return <f64>load<f32>(z) - <f64>load<f32>(y);
}

function squaredError(size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0, bytes = <usize>size * 4; i < bytes; i += 4) {
    const d = difference(z + i, y + i);
    sum += d * d;
    if (dz) store<f32>(dz + i, <f32>((2 * d) / count));
  }
  return sum;
}

function absoluteError(size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0, bytes = <usize>size * 4; i < bytes; i += 4) {
    const d = difference(z + i, y + i);
    sum += abs(d);
    // 0 and NaN stay what they are.
    const sign: f64 = d > 0 ? 1 : d < 0 ? -1 : d;
    if (dz) store<f32>(dz + i, <f32>(sign / count));
  }
  return sum;
}

/** All ones in the lanes that lie before the end of a row with `left` entries to go. */
@inline
function before(left: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
}

function largest(size: i32, z: usize): f32 {
  let top = f32x4.splat(load<f32>(z));
  for (let i = 0; i < size; i += 4) {
    const entries = v128.bitselect(v128.load(z + <usize>i * 4), top, before(size - i));
    top = v128.bitselect(entries, top, f32x4.gt(entries, top));
  }
  const a = max2(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1));
  const b = max2(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3));
  return max2(a, b);
}

@inline
function max2(a: f32, b: f32): f32 {
  return b > a ? b : a;
}

@inline
function high(a: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1));
}

@inline
function both(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/**
 * `logsumexp(z) - y·z`. The largest entry's own exponential is 1: what the others add to it is kept
 * apart, so that a loss near 0 and its gradient are right relative to themselves.
 */
function crossEntropy(size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
  const top = largest(size, z);
  const top4 = f32x4.splat(top);
  let exponentials = f64x2.splat(0);
  let chosen = f64x2.splat(0);
  for (let i = 0; i < size; i += 4) {
    const inside = before(size - i);
    const shift = v128.and(f32x4.sub(v128.load(z + <usize>i * 4), top4), inside);
    const target = v128.and(v128.load(y + <usize>i * 4), inside);
    const e = v128.and(expF32(shift), inside);
    if (dz) v128.store(dz + <usize>i * 4, e);
    exponentials = f64x2.add(exponentials, f64x2.add(f64x2.promote_low_f32x4(e), high(e)));
    chosen = f64x2.add(
      chosen,
      f64x2.add(
        f64x2.mul(f64x2.promote_low_f32x4(target), f64x2.promote_low_f32x4(shift)),
        f64x2.mul(high(target), high(shift)),
      ),
    );
  }
  const sum = both(exponentials);
  if (dz) softmaxLessTargets(size, y, sum, count, dz);
  return logOf(sum) - both(chosen);
}

/** `dz = (dz / sum - y) / count`, in one fraction: where dz / sum is near 1, taking y away would cancel. */
@inline
function softmaxLessTargets(size: i32, y: usize, sum: f64, count: f64, dz: usize): void {
  for (let i: usize = 0, bytes = <usize>size * 4; i < bytes; i += 4) {
    const e = <f64>load<f32>(dz + i);
    store<f32>(dz + i, <f32>((e - <f64>load<f32>(y + i) * sum) / (sum * count)));
  }
}

/** The logarithm of a number that is at least 1. */
@inline
function logOf(sum: f64): f64 {
  const rest = sum - 1;
  const log = rest <= 1 ? log1pF32(f32x4.splat(<f32>rest)) : logF32(f32x4.splat(<f32>sum));
  return <f64>f32x4.extract_lane(log, 0);
}
