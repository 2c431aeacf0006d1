import { expF32, log1pF32, logF32 } from '../functions';
import { UNIT } from '../generated/tiny-records';
import { high, low, mulAdd, storePair, zero } from '../tiny-pairs';

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
function highTwo(a: v128): v128 {
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
export function row(size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
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
    exponentials = f64x2.add(exponentials, f64x2.add(f64x2.promote_low_f32x4(e), highTwo(e)));
    chosen = f64x2.add(
      chosen,
      f64x2.add(
        f64x2.mul(f64x2.promote_low_f32x4(target), f64x2.promote_low_f32x4(shift)),
        f64x2.mul(highTwo(target), highTwo(shift)),
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

/** From exponentials to the derivatives in the logits: their shares of the sum, less the targets. */
@inline
function sharesLessTargets<Y>(dz: usize, sum0: v128, sum1: v128, y: usize, stride: usize, outputs: i32): void {
  for (let j = 0; j < outputs; j++) {
    const at = dz + <usize>j * UNIT;
    const y0 = low<Y>(y + <usize>j * stride);
    const y1 = high<Y>(y + <usize>j * stride, y0);
    const share0 = f32x4.div(v128.load(at), sum0);
    const share1 = f32x4.div(v128.load(at, 16), sum1);
    storePair(at, f32x4.sub(share0, y0), f32x4.sub(share1, y1));
  }
}

/** The same of eight rows side by side. */
@inline
export function lanes<Y>(z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize): void {
  let top0 = v128.load(z), top1 = v128.load(z, 16);
  for (let j = 1; j < outputs; j++) {
    top0 = f32x4.pmax(top0, v128.load(z + <usize>j * UNIT));
    top1 = f32x4.pmax(top1, v128.load(z + <usize>j * UNIT, 16));
  }
  let sum0 = zero(), sum1 = zero(), chosen0 = zero(), chosen1 = zero();
  for (let j = 0; j < outputs; j++) {
    const at = <usize>j * UNIT;
    const y0 = low<Y>(y + <usize>j * stride);
    const y1 = high<Y>(y + <usize>j * stride, y0);
    const below0 = f32x4.sub(v128.load(z + at), top0);
    const below1 = f32x4.sub(v128.load(z + at, 16), top1);
    const e0 = expF32(below0);
    const e1 = expF32(below1);
    sum0 = f32x4.add(sum0, e0);
    sum1 = f32x4.add(sum1, e1);
    chosen0 = mulAdd(y0, below0, chosen0);
    chosen1 = mulAdd(y1, below1, chosen1);
    storePair(dz + at, e0, e1);
  }
  sharesLessTargets<Y>(dz, sum0, sum1, y, stride, outputs);
  storePair(out, f32x4.sub(logF32(sum0), chosen0), f32x4.sub(logF32(sum1), chosen1));
}
