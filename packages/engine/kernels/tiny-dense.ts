/** Values of a dense layer: the bias, then the products added in rising order of the inputs. */
import { value as relu } from './activations/relu';
import { RELU } from './generated/activations';
import { ACTIVATION, BIAS, INPUTS, KERNEL, UNIT, UNITS } from './generated/tiny-records';
import { bytes, high, low, mulAdd, storePair } from './tiny-pairs';

@inline
function storeUnit(at: usize, lower: v128, upper: v128, rectify: bool): void {
  if (rectify) storePair(at, relu(lower), relu(upper));
  else storePair(at, lower, upper);
}

/** One unit, or two (a, b), in one slot, or two (0, 1). W and X say how weights and inputs are read. */
@inline
function forwardTile<W, X>(
  two: bool, wide: bool, w: usize, row: usize, bias: usize, nextBias: usize, x: usize, stride: usize,
  inputs: i32, rectify: bool, out: usize,
): void {
  let a0l = low<W>(bias);
  let a0h = high<W>(bias, a0l);
  let b0l = a0l;
  let b0h = a0h;
  if (two) {
    b0l = low<W>(bias + nextBias);
    b0h = high<W>(bias + nextBias, b0l);
  }
  let a1l = a0l;
  let a1h = a0h;
  let b1l = b0l;
  let b1h = b0h;
  for (let k = 0; k < inputs; k++) {
    const x0l = low<X>(x);
    const x0h = high<X>(x, x0l);
    const w0l = low<W>(w);
    const w0h = high<W>(w, w0l);
    a0l = mulAdd(x0l, w0l, a0l);
    a0h = mulAdd(x0h, w0h, a0h);
    let x1l = x0l, x1h = x0h;
    if (wide) {
      x1l = low<X>(x + 32);
      x1h = high<X>(x + 32, x1l);
      a1l = mulAdd(x1l, w0l, a1l);
      a1h = mulAdd(x1h, w0h, a1h);
    }
    if (two) {
      const w1l = low<W>(w + bytes<W>());
      const w1h = high<W>(w + bytes<W>(), w1l);
      b0l = mulAdd(x0l, w1l, b0l);
      b0h = mulAdd(x0h, w1h, b0h);
      if (wide) {
        b1l = mulAdd(x1l, w1l, b1l);
        b1h = mulAdd(x1h, w1h, b1h);
      }
    }
    x += stride;
    w += row;
  }
  storeUnit(out, a0l, a0h, rectify);
  if (wide) storeUnit(out + 32, a1l, a1h, rectify);
  if (two) {
    storeUnit(out + UNIT, b0l, b0h, rectify);
    if (wide) storeUnit(out + UNIT + 32, b1l, b1h, rectify);
  }
}

@inline
function forwardUnits<W, X>(
  two: bool, w: usize, row: usize, bias: usize, nextBias: usize, x: usize, stride: usize,
  inputs: i32, rectify: bool, out: usize, slots: i32,
): void {
  let s = 0;
  for (; s + 1 < slots; s += 2) {
    const at = <usize>s * 32;
    forwardTile<W, X>(two, true, w, row, bias, nextBias, x + at, stride, inputs, rectify, out + at);
  }
  if (s < slots) {
    const at = <usize>s * 32;
    forwardTile<W, X>(two, false, w, row, bias, nextBias, x + at, stride, inputs, rectify, out + at);
  }
}

export function dense<W, X>(
  layer: usize, theta: usize, zeros: usize, x: usize, stride: usize, out: usize, slots: i32,
): void {
  const units = load<i32>(layer, UNITS);
  const inputs = load<i32>(layer, INPUTS);
  const biasAt = load<i32>(layer, BIAS);
  const rectify = load<i32>(layer, ACTIVATION) == RELU;
  const row = <usize>units * bytes<W>();
  let w = theta + <usize>load<i32>(layer, KERNEL) * bytes<W>();
  // Without a bias the sums begin at a zero that stays where it is: a branch would keep V8 from fusing.
  let bias: usize = biasAt < 0 ? zeros : theta + <usize>biasAt * bytes<W>();
  const nextBias: usize = biasAt < 0 ? 0 : bytes<W>();
  let j = 0;
  for (; j + 1 < units; j += 2) {
    forwardUnits<W, X>(true, w, row, bias, nextBias, x, stride, inputs, rectify, out, slots);
    w += 2 * bytes<W>();
    bias += 2 * nextBias;
    out += 2 * UNIT;
  }
  if (j < units) forwardUnits<W, X>(false, w, row, bias, nextBias, x, stride, inputs, rectify, out, slots);
}
