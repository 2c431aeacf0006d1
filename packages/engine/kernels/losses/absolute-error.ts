import { difference } from '../row-losses';
import { UNIT } from '../generated/tiny-records';
import { high, low, storePair, zero } from '../tiny-pairs';

/** The absolute differences, summed over a row; where one is 0, so is its derivative. */
export function row(size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
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

/** 1, -1, or the number itself where it is 0 or NaN. */
@inline
function signOf(d: v128): v128 {
  const sign = v128.bitselect(d, f32x4.splat(1), i32x4.splat(0x80000000));
  const same = v128.or(f32x4.eq(d, zero()), f32x4.ne(d, d));
  return v128.bitselect(d, sign, same);
}

/** The same of eight rows side by side. */
@inline
export function lanes<Y>(z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize): void {
  let sum0 = zero(), sum1 = zero();
  for (let j = 0; j < outputs; j++) {
    const y0 = low<Y>(y);
    const y1 = high<Y>(y, y0);
    const d0 = f32x4.sub(v128.load(z), y0);
    const d1 = f32x4.sub(v128.load(z, 16), y1);
    sum0 = f32x4.add(sum0, f32x4.abs(d0));
    sum1 = f32x4.add(sum1, f32x4.abs(d1));
    storePair(dz, signOf(d0), signOf(d1));
    z += UNIT;
    dz += UNIT;
    y += stride;
  }
  storePair(out, sum0, sum1);
}
