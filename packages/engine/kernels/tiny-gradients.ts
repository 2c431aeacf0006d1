/** Gradients of a dense layer's weights and biases: each adds up its products slot after slot. */
import { BIAS, INPUTS, KERNEL, UNIT, UNITS } from './generated/tiny-records';
import { high, low, mulAdd, storePair } from './tiny-pairs';

/** Adds to the sums of the weights of one input, or two (a, b), to one unit, or two (0, 1). */
@inline
function weightTile<X>(
  tall: bool, two: bool, x: usize, stride: usize, dz: usize, sum: usize, row: usize, slots: i32,
): void {
  let a0l = v128.load(sum), a0h = v128.load(sum, 16);
  let a1l = a0l, a1h = a0h, b0l = a0l, b0h = a0h, b1l = a0l, b1h = a0h;
  if (two) {
    a1l = v128.load(sum, 32);
    a1h = v128.load(sum, 48);
  }
  if (tall) {
    b0l = v128.load(sum + row);
    b0h = v128.load(sum + row, 16);
    if (two) {
      b1l = v128.load(sum + row, 32);
      b1h = v128.load(sum + row, 48);
    }
  }
  for (let s = 0; s < slots; s++) {
    const x0l = low<X>(x);
    const x0h = high<X>(x, x0l);
    const d0l = v128.load(dz);
    const d0h = v128.load(dz, 16);
    a0l = mulAdd(x0l, d0l, a0l);
    a0h = mulAdd(x0h, d0h, a0h);
    let d1l = d0l, d1h = d0h;
    if (two) {
      d1l = v128.load(dz, UNIT);
      d1h = v128.load(dz, UNIT + 16);
      a1l = mulAdd(x0l, d1l, a1l);
      a1h = mulAdd(x0h, d1h, a1h);
    }
    if (tall) {
      const x1l = low<X>(x + stride);
      const x1h = high<X>(x + stride, x1l);
      b0l = mulAdd(x1l, d0l, b0l);
      b0h = mulAdd(x1h, d0h, b0h);
      if (two) {
        b1l = mulAdd(x1l, d1l, b1l);
        b1h = mulAdd(x1h, d1h, b1h);
      }
    }
    x += 32;
    dz += 32;
  }
  storePair(sum, a0l, a0h);
  if (two) storePair(sum + 32, a1l, a1h);
  if (tall) {
    storePair(sum + row, b0l, b0h);
    if (two) storePair(sum + row + 32, b1l, b1h);
  }
}

@inline
function weightRow<X>(
  tall: bool, x: usize, stride: usize, dz: usize, sum: usize, units: i32, slots: i32,
): void {
  const row = <usize>units * 32;
  let j = 0;
  for (; j + 1 < units; j += 2) {
    weightTile<X>(tall, true, x, stride, dz, sum, row, slots);
    dz += 2 * UNIT;
    sum += 64;
  }
  if (j < units) weightTile<X>(tall, false, x, stride, dz, sum, row, slots);
}

export function weightSums<X>(layer: usize, x: usize, stride: usize, dz: usize, sums: usize, slots: i32): void {
  const units = load<i32>(layer, UNITS);
  const inputs = load<i32>(layer, INPUTS);
  const row = <usize>units * 32;
  let sum = sums + <usize>load<i32>(layer, KERNEL) * 32;
  let k = 0;
  for (; k + 1 < inputs; k += 2) {
    weightRow<X>(true, x, stride, dz, sum, units, slots);
    x += 2 * stride;
    sum += 2 * row;
  }
  if (k < inputs) weightRow<X>(false, x, stride, dz, sum, units, slots);
}

export function biasSums(layer: usize, dz: usize, sums: usize, slots: i32): void {
  const bias = load<i32>(layer, BIAS);
  if (bias < 0) return;
  const units = load<i32>(layer, UNITS);
  let sum = sums + <usize>bias * 32;
  for (let j = 0; j < units; j++) {
    let lower = v128.load(sum), upper = v128.load(sum, 16);
    for (let s = 0; s < slots; s++) {
      lower = f32x4.add(lower, v128.load(dz + <usize>s * 32));
      upper = f32x4.add(upper, v128.load(dz + <usize>s * 32, 16));
    }
    storePair(sum, lower, upper);
    dz += UNIT;
    sum += 32;
  }
}
