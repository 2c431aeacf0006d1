import { difference } from '../row-losses';
import { UNIT } from '../generated/tiny-records';
import { high, low, mulAdd, storePair, zero } from '../tiny-pairs';

/** The squares of the differences, summed over a row. */
export function row(size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0, bytes = <usize>size * 4; i < bytes; i += 4) {
    const d = difference(z + i, y + i);
    sum += d * d;
    if (dz) store<f32>(dz + i, <f32>((2 * d) / count));
  }
  return sum;
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
    sum0 = mulAdd(d0, d0, sum0);
    sum1 = mulAdd(d1, d1, sum1);
    storePair(dz, f32x4.add(d0, d0), f32x4.add(d1, d1));
    z += UNIT;
    dz += UNIT;
    y += stride;
  }
  storePair(out, sum0, sum1);
}
