/** The losses of a chunk, and their derivatives in the predictions. */
import { expF32, logF32 } from './functions';
import {
  ABSOLUTE_ERROR, lastLayer, LOSS, OUTPUTS, ROW_LOSSES, SLOPES_A, SQUARED_ERROR, UNIT, VALUES,
} from './tiny-net';
import { clearLanes, high, low, mulAdd, storePair, upperTwo, zero } from './tiny-pairs';

/** The losses of a slot by squares or absolute values, and their derivatives in z. */
@inline
function errors<Y>(absolute: bool, z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize): void {
  let sum0 = zero(), sum1 = zero();
  for (let j = 0; j < outputs; j++) {
    const y0 = low<Y>(y);
    const y1 = high<Y>(y, y0);
    const d0 = f32x4.sub(v128.load(z), y0);
    const d1 = f32x4.sub(v128.load(z, 16), y1);
    if (absolute) {
      sum0 = f32x4.add(sum0, f32x4.abs(d0));
      sum1 = f32x4.add(sum1, f32x4.abs(d1));
      storePair(dz, signOf(d0), signOf(d1));
    } else {
      sum0 = mulAdd(d0, d0, sum0);
      sum1 = mulAdd(d1, d1, sum1);
      storePair(dz, f32x4.add(d0, d0), f32x4.add(d1, d1));
    }
    z += UNIT;
    dz += UNIT;
    y += stride;
  }
  storePair(out, sum0, sum1);
}

/** 1, -1, or the number itself where it is 0 or NaN. */
@inline
function signOf(d: v128): v128 {
  const sign = v128.bitselect(d, f32x4.splat(1), i32x4.splat(0x80000000));
  const same = v128.or(f32x4.eq(d, zero()), f32x4.ne(d, d));
  return v128.bitselect(d, sign, same);
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

/** The cross-entropies of a slot, and their derivatives in the logits. */
@inline
function crossEntropies<Y>(z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize): void {
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

/** The losses of a chunk's slots. */
@inline
function rowLosses<Y>(
  kind: i32, z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize, slots: i32,
): void {
  const end = <usize>slots * 32;
  if (kind == SQUARED_ERROR) {
    for (let at: usize = 0; at < end; at += 32) errors<Y>(false, z + at, y + at, stride, outputs, dz + at, out + at);
  } else if (kind == ABSOLUTE_ERROR) {
    for (let at: usize = 0; at < end; at += 32) errors<Y>(true, z + at, y + at, stride, outputs, dz + at, out + at);
  } else {
    for (let at: usize = 0; at < end; at += 32) crossEntropies<Y>(z + at, y + at, stride, outputs, dz + at, out + at);
  }
}

/** Adds four floats to four float64. */
@inline
function addWide(sums: usize, x: v128): void {
  const first = f64x2.promote_low_f32x4(x);
  const second = f64x2.promote_low_f32x4(upperTwo(x));
  storePair(sums, f64x2.add(v128.load(sums), first), f64x2.add(v128.load(sums, 16), second));
}

/**
 * Adds the losses of a chunk to the sums of its lanes (float64), and leaves the derivatives in the
 * predictions in the first block of slopes. T as for `forward`.
 */
export function losses<T>(
  net: usize, scratch: usize, y: usize, stride: usize, slots: i32, rest: i32, sums: usize,
): void {
  const outputs = load<i32>(net, OUTPUTS);
  const kind = load<i32>(net, LOSS);
  const z = scratch + load<i32>(lastLayer(net), VALUES);
  const dz = scratch + load<i32>(net, SLOPES_A);
  const rows = scratch + load<i32>(net, ROW_LOSSES);
  if (isFloat<T>()) rowLosses<i32>(kind, z, y, stride, outputs, dz, rows, slots);
  else rowLosses<f32>(kind, z, y, stride, outputs, dz, rows, slots);
  if (rest) {
    clearLanes(rows, 1, slots, rest);
    clearLanes(dz, outputs, slots, rest);
  }
  let lower = zero();
  let upper = zero();
  for (let s = 0; s < slots; s++) {
    lower = f32x4.add(lower, v128.load(rows + <usize>s * 32));
    upper = f32x4.add(upper, v128.load(rows + <usize>s * 32, 16));
  }
  addWide(sums, lower);
  addWide(sums + 32, upper);
}
