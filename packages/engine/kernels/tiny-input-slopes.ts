/** Derivatives in a dense layer's inputs, summed in rising order of the units, times the activation's. */
import { NONE, RELU } from './generated/activations';
import { ACTIVATION, DERIVATIVES, INPUTS, KERNEL, UNIT, UNITS, VALUES } from './generated/tiny-records';
import { bytes, high, low, mulAdd, storePair, zero } from './tiny-pairs';

/** Stores a derivative in an input, times that of the activation which made the input. */
@inline
function storeSlope(out: usize, lower: v128, upper: v128, kind: i32, gate: usize): void {
  if (kind == NONE) {
    storePair(out, lower, upper);
    return;
  }
  const g0 = v128.load(gate);
  const g1 = v128.load(gate, 16);
  if (kind == RELU) storePair(out, v128.and(lower, f32x4.gt(g0, zero())), v128.and(upper, f32x4.gt(g1, zero())));
  else storePair(out, f32x4.mul(lower, g0), f32x4.mul(upper, g1));
}

/** One input, or two (a, b), in one slot, or two (0, 1). */
@inline
function backTile<W>(
  two: bool, wide: bool, w: usize, row: usize, dz: usize, units: i32, kind: i32, gate: usize, out: usize,
): void {
  let a0l = zero(), a0h = zero(), a1l = zero(), a1h = zero();
  let b0l = zero(), b0h = zero(), b1l = zero(), b1h = zero();
  for (let j = 0; j < units; j++) {
    const d0l = v128.load(dz);
    const d0h = v128.load(dz, 16);
    const w0l = low<W>(w);
    const w0h = high<W>(w, w0l);
    a0l = mulAdd(d0l, w0l, a0l);
    a0h = mulAdd(d0h, w0h, a0h);
    let d1l = d0l, d1h = d0h;
    if (wide) {
      d1l = v128.load(dz, 32);
      d1h = v128.load(dz, 48);
      a1l = mulAdd(d1l, w0l, a1l);
      a1h = mulAdd(d1h, w0h, a1h);
    }
    if (two) {
      const w1l = low<W>(w + row);
      const w1h = high<W>(w + row, w1l);
      b0l = mulAdd(d0l, w1l, b0l);
      b0h = mulAdd(d0h, w1h, b0h);
      if (wide) {
        b1l = mulAdd(d1l, w1l, b1l);
        b1h = mulAdd(d1h, w1h, b1h);
      }
    }
    dz += UNIT;
    w += bytes<W>();
  }
  storeSlope(out, a0l, a0h, kind, gate);
  if (wide) storeSlope(out + 32, a1l, a1h, kind, gate + 32);
  if (two) {
    storeSlope(out + UNIT, b0l, b0h, kind, gate + UNIT);
    if (wide) storeSlope(out + UNIT + 32, b1l, b1h, kind, gate + UNIT + 32);
  }
}

@inline
function backInputs<W>(
  two: bool, w: usize, row: usize, dz: usize, units: i32, kind: i32, gate: usize, out: usize, slots: i32,
): void {
  let s = 0;
  for (; s + 1 < slots; s += 2) {
    const at = <usize>s * 32;
    backTile<W>(two, true, w, row, dz + at, units, kind, gate + at, out + at);
  }
  if (s < slots) {
    const at = <usize>s * 32;
    backTile<W>(two, false, w, row, dz + at, units, kind, gate + at, out + at);
  }
}

export function inputSlopes<W>(
  layer: usize, theta: usize, dz: usize, kind: i32, gate: usize, out: usize, slots: i32,
): void {
  const units = load<i32>(layer, UNITS);
  const inputs = load<i32>(layer, INPUTS);
  const row = <usize>units * bytes<W>();
  let w = theta + <usize>load<i32>(layer, KERNEL) * bytes<W>();
  let k = 0;
  for (; k + 1 < inputs; k += 2) {
    backInputs<W>(true, w, row, dz, units, kind, gate, out, slots);
    w += 2 * row;
    gate += 2 * UNIT;
    out += 2 * UNIT;
  }
  if (k < inputs) backInputs<W>(false, w, row, dz, units, kind, gate, out, slots);
}

/** What the slopes behind an activation are multiplied by, or masked with. */
@inline
export function gateOf(layer: usize, scratch: usize): usize {
  const kind = load<i32>(layer, ACTIVATION);
  return scratch + (kind == NONE || kind == RELU ? load<i32>(layer, VALUES) : load<i32>(layer, DERIVATIVES));
}

/** The last layer's activation, in place. */
export function gateOutput(layer: usize, scratch: usize, dz: usize, slots: i32): void {
  const kind = load<i32>(layer, ACTIVATION);
  if (kind == NONE) return;
  const gate = gateOf(layer, scratch);
  const units = load<i32>(layer, UNITS);
  for (let j = 0; j < units; j++)
    for (let s = 0; s < slots; s++) {
      const at = <usize>j * UNIT + <usize>s * 32;
      storeSlope(dz + at, v128.load(dz + at), v128.load(dz + at, 16), kind, gate + at);
    }
}
