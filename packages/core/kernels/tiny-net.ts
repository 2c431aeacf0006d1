/**
 * Dense networks of few and narrow layers, eight lanes at a time: forward, loss and backward over a
 * chunk of at most 16 slots of 8 lanes. With lanes = rows a slot is 8 rows of one model; with lanes =
 * models a slot is one row of 8 models. Both make the same sums in the same order, so a model's
 * numbers are the same bits in either.
 *
 * Type arguments say how operands are read: f32 = 8 floats side by side (32 bytes a number), i32 = one
 * float for all lanes (4 bytes a number). Everything is written as adjacent pairs of 128-bit
 * operations, which V8 can fuse to 256-bit ones.
 *
 * A net: 16 i32 (see the constants below), then 8 i32 for each layer. Scratch holds what the net's
 * offsets point to. A block of units lies unit by unit, `UNIT` bytes each: its slots, 32 bytes each.
 */
import {
  bellF32, expF32, geluDerivativeOfF32, logF32, normalOfF32, sigmoidDerivativeOfF32,
  sigmoidExponentialF32, sigmoidOfF32, softplusOfF32, tanhDerivativeOfF32, tanhExponentialF32, tanhOfF32,
} from "./functions";

/** Slots of a chunk: 128 rows with lanes = rows. */
export const SLOTS: i32 = 16;
/** Bytes of a unit's slots; not a multiple of 4096, where stores would hinder later loads. */
export const UNIT: usize = 576;

// Entries of a net, in bytes from its start.
const LAYERS: usize = 0;
const COUNT: usize = 4;
const LOSS: usize = 8;
const OUTPUTS: usize = 12;
const SLOPES_A: usize = 16;
const SLOPES_B: usize = 20;
const ROW_LOSSES: usize = 24;
const LOSS_SUMS: usize = 28;
const SUMS: usize = 32;
const ZEROS: usize = 36;
const HEADER: usize = 64;

// Entries of a layer.
const INPUTS: usize = 0;
const UNITS: usize = 4;
const KERNEL: usize = 8;
const BIAS: usize = 12;
const ACTIVATION: usize = 16;
const SLOPE: usize = 20;
const VALUES: usize = 24;
const DERIVATIVES: usize = 28;
const LAYER: usize = 32;

const NONE: i32 = 0;
const RELU: i32 = 1;
const LEAKY_RELU: i32 = 2;
const TANH: i32 = 3;
const SIGMOID: i32 = 4;
const SOFTPLUS: i32 = 5;

const SQUARED_ERROR: i32 = 0;
const ABSOLUTE_ERROR: i32 = 1;

/** How many parameters a net has. */
@inline
export function countOf(net: usize): i32 {
  return load<i32>(net, COUNT);
}

/** Where the sums of gradients lie: 32 bytes a parameter. */
@inline
export function sumsOf(net: usize, scratch: usize): usize {
  return scratch + load<i32>(net, SUMS);
}

/** Where the sums of losses lie: 8 float64 a level. */
@inline
export function lossSumsOf(net: usize, scratch: usize): usize {
  return scratch + load<i32>(net, LOSS_SUMS);
}

@inline
function bytes<T>(): usize {
  return isFloat<T>() ? 32 : 4;
}

@inline
function low<T>(at: usize): v128 {
  return isFloat<T>() ? v128.load(at) : v128.load32_splat(at);
}

@inline
function high<T>(at: usize, lower: v128): v128 {
  return isFloat<T>() ? v128.load(at, 16) : lower;
}

@inline
function mulAdd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

@inline
function zero(): v128 {
  return f32x4.splat(0);
}

/** `x < 0 ? 0 : x`, which keeps NaN. */
@inline
function relu(x: v128): v128 {
  return f32x4.pmax(x, zero());
}

/** Both halves are ready before either is written: with a load in between, V8 cannot fuse them. */
@inline
function storePair(at: usize, lower: v128, upper: v128): void {
  v128.store(at, lower);
  v128.store(at, upper, 16);
}

@inline
function storeUnit(at: usize, lower: v128, upper: v128, rectify: bool): void {
  if (rectify) storePair(at, relu(lower), relu(upper));
  else storePair(at, lower, upper);
}

/** One or two units in one or two slots: bias plus the products in rising order of the inputs. */
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
    if (wide) {
      const x1l = low<X>(x + 32);
      const x1h = high<X>(x + 32, x1l);
      a1l = mulAdd(x1l, w0l, a1l);
      a1h = mulAdd(x1h, w0h, a1h);
      if (two) {
        const w1l = low<W>(w + bytes<W>());
        const w1h = high<W>(w + bytes<W>(), w1l);
        b0l = mulAdd(x0l, w1l, b0l);
        b0h = mulAdd(x0h, w1h, b0h);
        b1l = mulAdd(x1l, w1l, b1l);
        b1h = mulAdd(x1h, w1h, b1h);
      }
    } else if (two) {
      const w1l = low<W>(w + bytes<W>());
      const w1h = high<W>(w + bytes<W>(), w1l);
      b0l = mulAdd(x0l, w1l, b0l);
      b0h = mulAdd(x0h, w1h, b0h);
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

function dense<W, X>(
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

/** Values of an activation in place, and its derivatives where `d` is not 0. */
function activate(kind: i32, slope: f32, h: usize, d: usize, units: i32, slots: i32): void {
  const bytes = <usize>slots * 32;
  for (let j = 0; j < units; j++) {
    for (let at: usize = 0; at < bytes; at += 32) {
      if (kind == LEAKY_RELU) leakyRelu(slope, h + at, d ? d + at : 0);
      else if (kind == TANH) tanh(h + at, d ? d + at : 0);
      else if (kind == SIGMOID) sigmoid(h + at, d ? d + at : 0);
      else if (kind == SOFTPLUS) softplus(h + at, d ? d + at : 0);
      else gelu(h + at, d ? d + at : 0);
    }
    h += UNIT;
    if (d) d += UNIT;
  }
}

@inline
function leakyRelu(slope: f32, h: usize, d: usize): void {
  const a = f32x4.splat(slope);
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const above0 = f32x4.gt(x0, zero());
  const above1 = f32x4.gt(x1, zero());
  storePair(h, v128.bitselect(x0, f32x4.mul(a, x0), above0), v128.bitselect(x1, f32x4.mul(a, x1), above1));
  const one = f32x4.splat(1);
  if (d) storePair(d, v128.bitselect(one, a, above0), v128.bitselect(one, a, above1));
}

@inline
function tanh(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = tanhExponentialF32(x0);
  const e1 = tanhExponentialF32(x1);
  storePair(h, tanhOfF32(x0, e0), tanhOfF32(x1, e1));
  if (d) storePair(d, tanhDerivativeOfF32(e0), tanhDerivativeOfF32(e1));
}

@inline
function sigmoid(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = sigmoidExponentialF32(x0);
  const e1 = sigmoidExponentialF32(x1);
  storePair(h, sigmoidOfF32(x0, e0), sigmoidOfF32(x1, e1));
  if (d) storePair(d, sigmoidDerivativeOfF32(e0), sigmoidDerivativeOfF32(e1));
}

@inline
function softplus(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = sigmoidExponentialF32(x0);
  const e1 = sigmoidExponentialF32(x1);
  storePair(h, softplusOfF32(x0, e0), softplusOfF32(x1, e1));
  if (d) storePair(d, sigmoidOfF32(x0, e0), sigmoidOfF32(x1, e1));
}

@inline
function gelu(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const bell0 = bellF32(x0);
  const bell1 = bellF32(x1);
  const normal0 = normalOfF32(x0, bell0);
  const normal1 = normalOfF32(x1, bell1);
  storePair(h, f32x4.mul(x0, normal0), f32x4.mul(x1, normal1));
  if (d) storePair(d, geluDerivativeOfF32(x0, bell0, normal0), geluDerivativeOfF32(x1, bell1, normal1));
}

/** Sets the lanes of one slot to 0 where a mask is 0. */
function maskSlot(block: usize, units: i32, slot: i32, maskLow: v128, maskHigh: v128): void {
  let at = block + <usize>slot * 32;
  for (let j = 0; j < units; j++) {
    storePair(at, v128.and(v128.load(at), maskLow), v128.and(v128.load(at, 16), maskHigh));
    at += UNIT;
  }
}

/** The lanes below `rest` as a mask. */
@inline
function lanesBelow(rest: i32, from: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(from)), i32x4.splat(rest));
}

/**
 * Values of all layers for a chunk. T is f32 for lanes = models, i32 for lanes = rows.
 *
 * @param rest of the last slot only so many lanes count; 0: all
 * @param slopes whether derivatives are wanted too
 */
export function forward<T>(
  net: usize, scratch: usize, theta: usize, x: usize, stride: usize, slots: i32, rest: i32, slopes: bool,
): void {
  const layers = load<i32>(net, LAYERS);
  const zeros = scratch + load<i32>(net, ZEROS);
  let from = x;
  for (let l = 0; l < layers; l++) {
    const layer = net + HEADER + <usize>l * LAYER;
    const out = scratch + load<i32>(layer, VALUES);
    // The inputs are the same for all models, and differ between rows.
    if (l > 0) dense<T, f32>(layer, theta, zeros, from, UNIT, out, slots);
    else if (isFloat<T>()) dense<f32, i32>(layer, theta, zeros, from, stride, out, slots);
    else dense<i32, f32>(layer, theta, zeros, from, stride, out, slots);
    const kind = load<i32>(layer, ACTIVATION);
    const units = load<i32>(layer, UNITS);
    if (kind > RELU) {
      const d = slopes ? scratch + load<i32>(layer, DERIVATIVES) : 0;
      activate(kind, load<f32>(layer, SLOPE), out, d, units, slots);
    }
    if (rest && slopes) maskSlot(out, units, slots - 1, lanesBelow(rest, 0), lanesBelow(rest, 4));
    from = out;
  }
}

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
  for (let j = 0; j < outputs; j++) {
    const at = dz + <usize>j * UNIT;
    const y0 = low<Y>(y + <usize>j * stride);
    const y1 = high<Y>(y + <usize>j * stride, y0);
    const share0 = f32x4.div(v128.load(at), sum0);
    const share1 = f32x4.div(v128.load(at, 16), sum1);
    storePair(at, f32x4.sub(share0, y0), f32x4.sub(share1, y1));
  }
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

/**
 * Adds the losses of a chunk to the sums of its lanes (float64), and leaves
 * the derivatives in the predictions in the first block of slopes. T as for `forward`.
 */
export function losses<T>(
  net: usize, scratch: usize, y: usize, stride: usize, slots: i32, rest: i32, sums: usize,
): void {
  const outputs = load<i32>(net, OUTPUTS);
  const kind = load<i32>(net, LOSS);
  const last = net + HEADER + <usize>(load<i32>(net, LAYERS) - 1) * LAYER;
  const z = scratch + load<i32>(last, VALUES);
  const dz = scratch + load<i32>(net, SLOPES_A);
  const rows = scratch + load<i32>(net, ROW_LOSSES);
  if (isFloat<T>()) rowLosses<i32>(kind, z, y, stride, outputs, dz, rows, slots);
  else rowLosses<f32>(kind, z, y, stride, outputs, dz, rows, slots);
  if (rest) {
    maskSlot(rows, 1, slots - 1, lanesBelow(rest, 0), lanesBelow(rest, 4));
    maskSlot(dz, outputs, slots - 1, lanesBelow(rest, 0), lanesBelow(rest, 4));
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

/** Adds four floats to four float64. */
@inline
function addWide(sums: usize, x: v128): void {
  const first = f64x2.promote_low_f32x4(x);
  const second = f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
  storePair(sums, f64x2.add(v128.load(sums), first), f64x2.add(v128.load(sums, 16), second));
}

/** Adds to the sums of one or two inputs' weights to one or two units. */
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
    if (two) {
      const d1l = v128.load(dz, UNIT);
      const d1h = v128.load(dz, UNIT + 16);
      a1l = mulAdd(x0l, d1l, a1l);
      a1h = mulAdd(x0h, d1h, a1h);
      if (tall) {
        const x1l = low<X>(x + stride);
        const x1h = high<X>(x + stride, x1l);
        b0l = mulAdd(x1l, d0l, b0l);
        b0h = mulAdd(x1h, d0h, b0h);
        b1l = mulAdd(x1l, d1l, b1l);
        b1h = mulAdd(x1h, d1h, b1h);
      }
    } else if (tall) {
      const x1l = low<X>(x + stride);
      const x1h = high<X>(x + stride, x1l);
      b0l = mulAdd(x1l, d0l, b0l);
      b0h = mulAdd(x1h, d0h, b0h);
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

function weightSums<X>(layer: usize, x: usize, stride: usize, dz: usize, sums: usize, slots: i32): void {
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

function biasSums(layer: usize, dz: usize, sums: usize, slots: i32): void {
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

/** Derivatives in one or two inputs in one or two slots, summed in rising order of the units. */
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
    if (wide) {
      const d1l = v128.load(dz, 32);
      const d1h = v128.load(dz, 48);
      a1l = mulAdd(d1l, w0l, a1l);
      a1h = mulAdd(d1h, w0h, a1h);
      if (two) {
        const w1l = low<W>(w + row);
        const w1h = high<W>(w + row, w1l);
        b0l = mulAdd(d0l, w1l, b0l);
        b0h = mulAdd(d0h, w1h, b0h);
        b1l = mulAdd(d1l, w1l, b1l);
        b1h = mulAdd(d1h, w1h, b1h);
      }
    } else if (two) {
      const w1l = low<W>(w + row);
      const w1h = high<W>(w + row, w1l);
      b0l = mulAdd(d0l, w1l, b0l);
      b0h = mulAdd(d0h, w1h, b0h);
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

function inputSlopes<W>(
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
function gateOf(layer: usize, scratch: usize): usize {
  const kind = load<i32>(layer, ACTIVATION);
  return scratch + (kind > RELU ? load<i32>(layer, DERIVATIVES) : load<i32>(layer, VALUES));
}

/** The last layer's activation, in place. */
function gateOutput(layer: usize, scratch: usize, dz: usize, slots: i32): void {
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

/** Adds a chunk's gradients to the sums of its lanes; after `losses`. T as for `forward`. */
export function backward<T>(
  net: usize, scratch: usize, theta: usize, x: usize, stride: usize, slots: i32, rest: i32,
  sums: usize,
): void {
  let dz = scratch + load<i32>(net, SLOPES_A);
  let other = scratch + load<i32>(net, SLOPES_B);
  let layer = net + HEADER + <usize>(load<i32>(net, LAYERS) - 1) * LAYER;
  gateOutput(layer, scratch, dz, slots);
  if (rest)
    maskSlot(dz, load<i32>(layer, UNITS), slots - 1, lanesBelow(rest, 0), lanesBelow(rest, 4));
  const first = net + HEADER;
  for (; layer > first; layer -= LAYER) {
    const before = layer - LAYER;
    biasSums(layer, dz, sums, slots);
    weightSums<f32>(layer, scratch + load<i32>(before, VALUES), UNIT, dz, sums, slots);
    inputSlopes<T>(layer, theta, dz, load<i32>(before, ACTIVATION), gateOf(before, scratch), other, slots);
    if (rest)
      maskSlot(other, load<i32>(layer, INPUTS), slots - 1, lanesBelow(rest, 0), lanesBelow(rest, 4));
    const swap = dz;
    dz = other;
    other = swap;
  }
  biasSums(layer, dz, sums, slots);
  if (isFloat<T>()) weightSums<i32>(layer, x, stride, dz, sums, slots);
  else weightSums<f32>(layer, x, stride, dz, sums, slots);
}
