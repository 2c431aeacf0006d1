// Made by tools/make-kernels.mjs; not for editing.
import * as gelu from '../activations/gelu';
import * as leakyRelu from '../activations/leaky-relu';
import * as relu from '../activations/relu';
import * as sigmoid from '../activations/sigmoid';
import * as softplus from '../activations/softplus';
import * as tanh from '../activations/tanh';
import { storePair } from '../tiny-pairs';

/** The numbers by which kernels know the activations. */
export const NONE: i32 = 0;
export const GELU: i32 = 1;
export const LEAKY_RELU: i32 = 2;
export const RELU: i32 = 3;
export const SIGMOID: i32 = 4;
export const SOFTPLUS: i32 = 5;
export const TANH: i32 = 6;

/** Four values. */
@inline
export function value4(f: i32, x: v128, parameter: v128): v128 {
  if (f == GELU) {
    const e = gelu.shared(x);
    const g = gelu.sharedNext(x, e);
    return gelu.value(x, e, g);
  } else if (f == LEAKY_RELU) {
    return leakyRelu.value(x, parameter);
  } else if (f == RELU) {
    return relu.value(x);
  } else if (f == SIGMOID) {
    const e = sigmoid.shared(x);
    return sigmoid.value(x, e);
  } else if (f == SOFTPLUS) {
    const e = softplus.shared(x);
    return softplus.value(x, e);
  } else {
    const e = tanh.shared(x);
    return tanh.value(x, e);
  }
}

/** Two values with the bits of the float64 reference, of those that have such. */
@inline
export function value64(f: i32, x: v128, parameter: v128): v128 {
  if (f == LEAKY_RELU) {
    return leakyRelu.value64(x, parameter);
  } else {
    return relu.value64(x);
  }
}

@inline
function smooth4(f: i32, x: v128, parameter: v128): v128 {
  if (f == GELU) {
    const e = gelu.shared(x);
    const g = gelu.sharedNext(x, e);
    return gelu.value(x, e, g);
  } else if (f == SIGMOID) {
    const e = sigmoid.shared(x);
    return sigmoid.value(x, e);
  } else if (f == SOFTPLUS) {
    const e = softplus.shared(x);
    return softplus.value(x, e);
  } else {
    const e = tanh.shared(x);
    return tanh.value(x, e);
  }
}

/** Out of line: each of them inlined into a loop of its own is enough code. */
function mapSmooth(f: i32, x: usize, end: usize, y: usize, parameter: v128): void {
  for (; x < end; x += 32, y += 32) {
    const a = smooth4(f, v128.load(x), parameter);
    const b = smooth4(f, v128.load(x, 16), parameter);
    storePair(y, a, b);
  }
}

/** `y = f(x)` in groups of 8 floats from x to end; y may be x. */
@inline
export function mapEntries(f: i32, x: usize, end: usize, y: usize, parameter: v128): void {
  if (f == LEAKY_RELU) {
    for (; x < end; x += 32, y += 32)
      storePair(y, leakyRelu.value(v128.load(x), parameter), leakyRelu.value(v128.load(x, 16), parameter));
  } else if (f == RELU) {
    for (; x < end; x += 32, y += 32)
      storePair(y, relu.value(v128.load(x)), relu.value(v128.load(x, 16)));
  } else mapSmooth(f, x, end, y, parameter);
}

/** Four values and derivatives, of those whose derivative does not follow from the output. */
@inline
export function withSlope4(f: i32, from: usize, y: usize, slopes: usize, parameter: v128): void {
  const x = v128.load(from);
  if (f == GELU) {
    const e = gelu.shared(x);
    const g = gelu.sharedNext(x, e);
    v128.store(y, gelu.value(x, e, g));
    v128.store(slopes, gelu.slope(x, e, g));
  } else if (f == SIGMOID) {
    const e = sigmoid.shared(x);
    v128.store(y, sigmoid.value(x, e));
    v128.store(slopes, sigmoid.slope(x, e));
  } else if (f == SOFTPLUS) {
    const e = softplus.shared(x);
    v128.store(y, softplus.value(x, e));
    v128.store(slopes, softplus.slope(x, e));
  } else {
    const e = tanh.shared(x);
    v128.store(y, tanh.value(x, e));
    v128.store(slopes, tanh.slope(x, e));
  }
}

/** `dx = dy f'(x)` in groups of 8 floats, of those whose derivative follows from the output y; dx may be dy. */
@inline
export function pullBackEntries(f: i32, y: usize, end: usize, dy: usize, dx: usize, parameter: v128): void {
  if (f == LEAKY_RELU) {
    for (; y < end; y += 32, dy += 32, dx += 32) {
      const a = leakyRelu.slopeOfOutput(v128.load(y), parameter);
      const b = leakyRelu.slopeOfOutput(v128.load(y, 16), parameter);
      storePair(dx, f32x4.mul(v128.load(dy), a), f32x4.mul(v128.load(dy, 16), b));
    }
  } else {
    for (; y < end; y += 32, dy += 32, dx += 32) {
      const a = relu.slopeOfOutput(v128.load(y));
      const b = relu.slopeOfOutput(v128.load(y, 16));
      storePair(dx, f32x4.mul(v128.load(dy), a), f32x4.mul(v128.load(dy, 16), b));
    }
  }
}

@inline
function geluLanes(parameter: v128, h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = gelu.shared(x0);
  const e1 = gelu.shared(x1);
  const g0 = gelu.sharedNext(x0, e0);
  const g1 = gelu.sharedNext(x1, e1);
  storePair(h, gelu.value(x0, e0, g0), gelu.value(x1, e1, g1));
  if (d) storePair(d, gelu.slope(x0, e0, g0), gelu.slope(x1, e1, g1));
}

@inline
function leakyReluLanes(parameter: v128, h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const y0 = leakyRelu.value(x0, parameter);
  const y1 = leakyRelu.value(x1, parameter);
  storePair(h, y0, y1);
  if (d) storePair(d, leakyRelu.slopeOfOutput(y0, parameter), leakyRelu.slopeOfOutput(y1, parameter));
}

@inline
function reluLanes(parameter: v128, h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const y0 = relu.value(x0);
  const y1 = relu.value(x1);
  storePair(h, y0, y1);
  if (d) storePair(d, relu.slopeOfOutput(y0), relu.slopeOfOutput(y1));
}

@inline
function sigmoidLanes(parameter: v128, h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = sigmoid.shared(x0);
  const e1 = sigmoid.shared(x1);
  storePair(h, sigmoid.value(x0, e0), sigmoid.value(x1, e1));
  if (d) storePair(d, sigmoid.slope(x0, e0), sigmoid.slope(x1, e1));
}

@inline
function softplusLanes(parameter: v128, h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = softplus.shared(x0);
  const e1 = softplus.shared(x1);
  storePair(h, softplus.value(x0, e0), softplus.value(x1, e1));
  if (d) storePair(d, softplus.slope(x0, e0), softplus.slope(x1, e1));
}

@inline
function tanhLanes(parameter: v128, h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = tanh.shared(x0);
  const e1 = tanh.shared(x1);
  storePair(h, tanh.value(x0, e0), tanh.value(x1, e1));
  if (d) storePair(d, tanh.slope(x0, e0), tanh.slope(x1, e1));
}

/** Eight values in place, and their derivatives where `d` is not 0. */
@inline
export function activateLanes(f: i32, parameter: v128, h: usize, d: usize): void {
  if (f == GELU) geluLanes(parameter, h, d); else if (f == LEAKY_RELU) leakyReluLanes(parameter, h, d); else if (f == RELU) reluLanes(parameter, h, d); else if (f == SIGMOID) sigmoidLanes(parameter, h, d); else if (f == SOFTPLUS) softplusLanes(parameter, h, d); else tanhLanes(parameter, h, d);
}
