/**
 * One dense layer of a tiny net in float64, lanes = rows, bit-equal to the float64 reference: every
 * entry is one sum over the inputs in rising order, from 0, and then the bias is added.
 */
import { NONE, value64 } from './generated/activations';

/** Rows that are computed together; blocks hold a multiple of it. */
const GROUP: usize = 8;

@inline
function put(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(at, a);
  v128.store(at, b, 16);
  v128.store(at, c, 32);
  v128.store(at, d, 48);
}

@inline
function finish(at: usize, a: v128, b: v128, c: v128, d: v128, bias: v128, biased: bool, kind: i32, parameter: v128): void {
  if (biased) {
    a = f64x2.add(a, bias);
    b = f64x2.add(b, bias);
    c = f64x2.add(c, bias);
    d = f64x2.add(d, bias);
  }
  if (kind != NONE) {
    a = value64(kind, a, parameter);
    b = value64(kind, b, parameter);
    c = value64(kind, c, parameter);
    d = value64(kind, d, parameter);
  }
  put(at, a, b, c, d);
}

/** Two numbers of a row block: float64, or float32 made wide. T is the type they are stored as. */
@inline
function two<T>(at: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
function unitsOf<T>(
  pair: bool, kernel: usize, row: usize, bias: usize, inputs: i32, x: usize, stride: usize,
  rows: usize, out: usize, outStride: usize, kind: i32, parameter: v128,
): void {
  const b0 = bias ? v128.load64_splat(bias) : parameter;
  const b1 = pair && bias ? v128.load64_splat(bias + 8) : parameter;
  for (let r: usize = 0; r < rows; r += GROUP) {
    let p0 = f64x2.splat(0), p1 = f64x2.splat(0), p2 = f64x2.splat(0), p3 = f64x2.splat(0);
    let q0 = f64x2.splat(0), q1 = f64x2.splat(0), q2 = f64x2.splat(0), q3 = f64x2.splat(0);
    let from = x + r * sizeof<T>();
    let w = kernel;
    for (let k = 0; k < inputs; k++) {
      const x0 = two<T>(from);
      const x1 = two<T>(from + 2 * sizeof<T>());
      const x2 = two<T>(from + 4 * sizeof<T>());
      const x3 = two<T>(from + 6 * sizeof<T>());
      const w0 = v128.load64_splat(w);
      p0 = f64x2.add(p0, f64x2.mul(x0, w0));
      p1 = f64x2.add(p1, f64x2.mul(x1, w0));
      p2 = f64x2.add(p2, f64x2.mul(x2, w0));
      p3 = f64x2.add(p3, f64x2.mul(x3, w0));
      if (pair) {
        const w1 = v128.load64_splat(w + 8);
        q0 = f64x2.add(q0, f64x2.mul(x0, w1));
        q1 = f64x2.add(q1, f64x2.mul(x1, w1));
        q2 = f64x2.add(q2, f64x2.mul(x2, w1));
        q3 = f64x2.add(q3, f64x2.mul(x3, w1));
      }
      from += stride;
      w += row;
    }
    const at = out + r * 8;
    finish(at, p0, p1, p2, p3, b0, bias != 0, kind, parameter);
    if (pair) finish(at + outStride, q0, q1, q2, q3, b1, bias != 0, kind, parameter);
  }
}

@inline
function layerOf<T>(
  kernel: usize, bias: usize, inputs: i32, units: i32, x: usize, stride: usize,
  rows: usize, out: usize, outStride: usize, kind: i32, parameter: f64,
): void {
  const row = <usize>units * 8;
  const by = f64x2.splat(parameter);
  let j = 0;
  for (; j + 1 < units; j += 2) {
    unitsOf<T>(true, kernel, row, bias, inputs, x, stride, rows, out, outStride, kind, by);
    kernel += 16;
    if (bias) bias += 16;
    out += 2 * outStride;
  }
  if (j < units) unitsOf<T>(false, kernel, row, bias, inputs, x, stride, rows, out, outStride, kind, by);
}

/**
 * Units `out` (float64, `outStride` bytes from unit to unit) of inputs `x` (likewise `stride` bytes).
 *
 * @param kernel `[inputs, units]` in float64
 * @param bias 0: none
 * @param single whether the inputs are float32
 * @param rows a multiple of 8; blocks have room for them
 * @param f an activation that has `value64`, with its parameter, or NONE
 */
export function layer64(
  kernel: usize, bias: usize, inputs: i32, units: i32, x: usize, stride: usize, single: bool,
  rows: usize, out: usize, outStride: usize, f: i32, parameter: f64,
): void {
  if (single) layerOf<f32>(kernel, bias, inputs, units, x, stride, rows, out, outStride, f, parameter);
  else layerOf<f64>(kernel, bias, inputs, units, x, stride, rows, out, outStride, f, parameter);
}

/** From unit by unit to row by row: `to[row][unit]`. */
export function rowByRow64(from: usize, stride: usize, units: i32, rows: usize, to: usize): void {
  const step = <usize>units * 8;
  for (let j = 0; j < units; j++) {
    let at = to + <usize>j * 8;
    for (let r: usize = 0; r < rows; r++) {
      store<f64>(at, load<f64>(from + r * 8));
      at += step;
    }
    from += stride;
  }
}
